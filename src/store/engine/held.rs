//! What becomes of a guard.

use crate::store::Lost;
use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What became of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Yes,
    No(Lost),
    /// Another server changed the row between asking and claiming: roll back and ask again.
    Again,
}

/// A claim names what was seen: one row changed, or somebody else was faster.
pub const fn held_if_one(rows: usize, otherwise: Lost) -> Held {
    match rows {
        1 => Held::Yes,
        _ => Held::No(otherwise),
    }
}

/// Another server may be quicker with the same row. PostgreSQL gives the whole transaction up then.
pub fn held_unless_taken<T>(inserted: QueryResult<T>) -> QueryResult<Held> {
    match inserted {
        Ok(_) => Ok(Held::Yes),
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Held::Again),
        Err(error) => Err(error),
    }
}
