//! Where a value of a row stands, and the values that all rows have. A row that cannot be is named by table, column and
//! key.

use crate::domain::key::RowKey;
use crate::domain::oauth::client::Switch;
use crate::domain::oauth::scope::Scopes;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::{LoadError, Loaded};
use std::collections::BTreeSet;

/// Where a column stands: what an impossible row is named by.
#[derive(Clone, Copy)]
pub struct Spot {
    table: &'static str,
    key: i64,
}

impl Spot {
    pub const fn of(table: &'static str, key: i64) -> Self {
        Self { table, key }
    }

    /// The value, or the row named as impossible.
    pub fn need<T>(self, column: &'static str, value: Option<T>) -> Loaded<T> {
        value.ok_or_else(|| LoadError::impossible(self.table, column, self.key))
    }

    pub fn key(self, column: &'static str, number: i64) -> Loaded<RowKey> {
        self.need(column, RowKey::from_number(number))
    }

    pub fn hash(self, column: &'static str, bytes: &[u8]) -> Loaded<TokenHash> {
        self.need(column, TokenHash::from_bytes(bytes))
    }

    pub fn scopes(self, text: &str) -> Loaded<Scopes> {
        self.need("scopes", Scopes::parse(text).ok())
    }

    pub fn switches(self, text: &str) -> Loaded<BTreeSet<Switch>> {
        let words = text.split_whitespace().map(Switch::from_word);
        self.need("switches", words.collect())
    }
}

pub fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub fn millis(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::millis)
}

/// PostgreSQL's text holds no NUL, so nobody is called so.
pub fn is_text(text: &str) -> bool {
    !text.contains('\0')
}
