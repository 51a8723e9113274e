//! Rows: a table's columns, each named once with the type that it has in the domain's record.

use super::db::{Db, RunsOnEither, on_either};
use diesel::query_builder::InsertStatement;
use diesel::{Insertable, QueryResult, RunQueryDsl, Table};

/// Makes a row out of the fields of a record: the struct that Diesel reads and writes, and the ways from the record
/// (`From`, `insert`) and back (`record`). `by` names what an impossible row is called by; where that is the first bytes
/// of a hash, `of` names the hash. What `beside` names is loaded from another table.
macro_rules! row {
    (
        $(#[$meta:meta])*
        pub struct $row:ident of $record:ident in $table:ident by $key:ident $(of $hash:ident)?
        $(, beside $beside:ident: $elsewhere:ty)* {
            $($(#[$column_meta:meta])* $column:ident: $type:ty),+ $(,)?
        }
    ) => {
        #[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        $(#[$meta])*
        pub struct $row {
            $(
                #[doc = concat!("The first bytes of `", stringify!($hash), "`, which the index holds.")]
                $key: i64,
            )?
            $($(#[$column_meta])* $column: <$type as $crate::store::engine::column::Column>::Kept,)+
        }

        impl From<&$record> for $row {
            fn from(record: &$record) -> Self {
                Self {
                    $($key: record.$hash.prefix(),)?
                    $($column: <$type as $crate::store::engine::column::Column>::keep(&record.$column),)+
                }
            }
        }

        impl $row {
            pub fn insert(
                db: &mut $crate::store::engine::db::Db,
                record: &$record,
            ) -> diesel::QueryResult<()> {
                $crate::store::engine::row::insert(db, $table::table, Self::from(record))
            }

            pub fn record(self $(, $beside: $elsewhere)*) -> $crate::store::Loaded<$record> {
                let spot = $crate::store::engine::spot::Spot::of(stringify!($table), self.$key.clone());
                Ok($record {
                    $($column: spot.read(stringify!($column), self.$column)?,)+
                    $($beside,)*
                })
            }
        }
    };
}
pub(in crate::store) use row;

pub fn insert<T, R>(db: &mut Db, table: T, row: R) -> QueryResult<()>
where
    T: Table,
    R: Insertable<T>,
    InsertStatement<T, R::Values>: RunsOnEither,
{
    let insert = diesel::insert_into(table).values(row);
    on_either!(db, db => insert.execute(db)).map(drop)
}
