//! Where a value of a row stands. A row that cannot be is named by table, column and key.

use super::column::Column;
use crate::store::{LoadError, Loaded};

/// Where a column stands: what an impossible row is named by.
pub struct Spot<K> {
    table: &'static str,
    key: K,
}

impl<K: ToString> Spot<K> {
    pub const fn of(table: &'static str, key: K) -> Self {
        Self { table, key }
    }

    /// The value, or the row named as impossible.
    pub fn need<T>(&self, column: &'static str, value: Option<T>) -> Loaded<T> {
        value.ok_or_else(|| LoadError::impossible(self.table, column, self.key.to_string()))
    }

    /// The value that a column holds, or the row named as impossible.
    pub fn read<T: Column>(&self, column: &'static str, kept: T::Kept) -> Loaded<T> {
        self.need(column, T::restore(kept))
    }
}

/// PostgreSQL's text holds no NUL, so nobody is called so.
pub fn is_text(text: &str) -> bool {
    !text.contains('\0')
}
