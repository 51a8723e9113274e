//! Rows of one table in one insert, on a server. There each statement costs a round trip and a plan of its own; on a
//! file, where it costs neither, rows are inserted one by one.

/// So many are worth a statement for all.
#[cfg(feature = "postgres")]
pub const MANY: usize = 2;

/// How a row is inserted together with others: its columns, each `from` a field where that has another name.
macro_rules! together {
    (@field $row:ident $column:ident) => { $row.$column };
    (@field $row:ident $column:ident $field:ident) => { $row.$field };
    // With the row itself, where the record is no list of its columns.
    (
        $rows:ident: pub struct $row:ident of $record:ident in $table:ident {
            $($column:ident: $kept:ty),+ $(,)?
        }
    ) => {
        #[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        pub struct $row {
            $($column: $kept,)+
        }

        $crate::store::engine::together::together! {
            $rows: $row of $record in $table { $($column: $kept),+ }
        }
    };
    (
        $rows:ident: $row:ident of $record:ident in $table:ident {
            $($column:ident $(from $field:ident)?: $kept:ty),+ $(,)?
        }
    ) => {
        /// Rows by column. The text of their insert is always the same, so that it is prepared once.
        #[cfg(feature = "postgres")]
        #[derive(Default)]
        pub struct $rows {
            $($column: Vec<$kept>,)+
        }

        #[cfg(feature = "postgres")]
        impl FromIterator<$row> for $rows {
            fn from_iter<I: IntoIterator<Item = $row>>(rows: I) -> Self {
                let mut all = Self::default();
                for row in rows {
                    $(all.$column.push(together!(@field row $column $($field)?));)+
                }
                all
            }
        }

        #[cfg(feature = "postgres")]
        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $rows {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                let joints = || std::iter::once("(").chain(std::iter::repeat(", "));
                out.push_sql(concat!("INSERT INTO ", stringify!($table), " "));
                for (joint, column) in joints().zip([$(stringify!($column)),+]) {
                    out.push_sql(joint);
                    out.push_sql(column);
                }
                out.push_sql(") SELECT * FROM unnest");
                let mut joints = joints();
                $(
                    out.push_sql(joints.next().unwrap_or_default());
                    out.push_bind_param::<
                        diesel::sql_types::Array<
                            <$table::$column as diesel::expression::Expression>::SqlType,
                        >,
                        _,
                    >(&self.$column)?;
                )+
                out.push_sql(")");
                Ok(())
            }
        }

        #[cfg(feature = "postgres")]
        impl diesel::query_builder::QueryId for $rows {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        #[cfg(feature = "postgres")]
        impl diesel::RunQueryDsl<diesel::PgConnection> for $rows {}

        impl $row {
            pub fn insert_all(
                db: &mut $crate::store::engine::db::Db,
                records: &[&$record],
            ) -> diesel::QueryResult<()> {
                let mut rows = records.iter().copied().map(Self::from);
                #[cfg(feature = "postgres")]
                if let $crate::store::engine::db::Db::Postgres(server) = db
                    && records.len() >= $crate::store::engine::together::MANY
                {
                    let rows: $rows = rows.collect();
                    return diesel::RunQueryDsl::execute(rows, server).map(drop);
                }
                rows.try_for_each(|row| $crate::store::engine::row::insert(db, $table::table, row))
            }
        }
    };
}
pub(in crate::store) use together;
