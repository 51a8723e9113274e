//! How a column keeps a type of the domain: here for the types of many tables, beside the rows for the others.

use crate::domain::account::authentication::Methods;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::resource::Audience;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::domain::words::Worded;
use std::collections::BTreeSet;

/// A value of a record, and how a column keeps it.
pub trait Column: Sized {
    /// What Diesel reads and writes.
    type Kept;

    fn keep(&self) -> Self::Kept;

    /// None for what cannot have been kept.
    fn restore(kept: Self::Kept) -> Option<Self>;
}

impl Column for bool {
    type Kept = Self;

    fn keep(&self) -> Self {
        *self
    }

    fn restore(kept: Self) -> Option<Self> {
        Some(kept)
    }
}

impl Column for i64 {
    type Kept = Self;

    fn keep(&self) -> Self {
        *self
    }

    fn restore(kept: Self) -> Option<Self> {
        Some(kept)
    }
}

impl Column for String {
    type Kept = Self;

    fn keep(&self) -> Self {
        self.clone()
    }

    fn restore(kept: Self) -> Option<Self> {
        Some(kept)
    }
}

impl Column for Vec<u8> {
    type Kept = Self;

    fn keep(&self) -> Self {
        self.clone()
    }

    fn restore(kept: Self) -> Option<Self> {
        Some(kept)
    }
}

impl<T: Column> Column for Option<T> {
    type Kept = Option<T::Kept>;

    fn keep(&self) -> Self::Kept {
        self.as_ref().map(T::keep)
    }

    fn restore(kept: Self::Kept) -> Option<Self> {
        match kept {
            None => Some(None),
            Some(kept) => T::restore(kept).map(Some),
        }
    }
}

/// One of a closed list.
impl<T: Worded> Column for T {
    type Kept = String;

    fn keep(&self) -> String {
        self.to_word().to_owned()
    }

    fn restore(word: String) -> Option<Self> {
        T::of_word(&word)
    }
}

impl<T: Worded> Column for Vec<T> {
    type Kept = String;

    fn keep(&self) -> String {
        joined(self)
    }

    fn restore(words: String) -> Option<Self> {
        words.split_whitespace().map(T::of_word).collect()
    }
}

impl<T: Worded + Ord> Column for BTreeSet<T> {
    type Kept = String;

    fn keep(&self) -> String {
        joined(self)
    }

    fn restore(words: String) -> Option<Self> {
        words.split_whitespace().map(T::of_word).collect()
    }
}

fn joined<'a, T: Worded + 'a>(values: impl IntoIterator<Item = &'a T>) -> String {
    let words: Vec<&str> = values.into_iter().map(|value| value.to_word()).collect();
    words.join(" ")
}

impl Column for Methods {
    type Kept = String;

    fn keep(&self) -> String {
        self.words().collect::<Vec<_>>().join(" ")
    }

    fn restore(words: String) -> Option<Self> {
        Self::of_words(words.split_whitespace())
    }
}

impl Column for RowKey {
    type Kept = i64;

    fn keep(&self) -> i64 {
        self.number()
    }

    fn restore(number: i64) -> Option<Self> {
        Self::from_number(number)
    }
}

impl Column for AppId {
    type Kept = i64;

    fn keep(&self) -> i64 {
        self.0
    }

    fn restore(number: i64) -> Option<Self> {
        Some(Self(number))
    }
}

impl Column for Epoch {
    type Kept = i64;

    fn keep(&self) -> i64 {
        self.number()
    }

    fn restore(number: i64) -> Option<Self> {
        Some(Self::from_number(number))
    }
}

impl Column for Timestamp {
    type Kept = i64;

    fn keep(&self) -> i64 {
        self.millis()
    }

    fn restore(millis: i64) -> Option<Self> {
        Some(Self::from_millis(millis))
    }
}

impl Column for TokenHash {
    type Kept = Vec<u8>;

    fn keep(&self) -> Vec<u8> {
        self.bytes().to_vec()
    }

    fn restore(bytes: Vec<u8>) -> Option<Self> {
        Self::from_bytes(&bytes)
    }
}

impl Column for Audience {
    type Kept = String;

    fn keep(&self) -> String {
        self.to_string()
    }

    fn restore(text: String) -> Option<Self> {
        Some(Self::parse(&text))
    }
}

impl Column for Scopes {
    type Kept = String;

    fn keep(&self) -> String {
        self.to_string()
    }

    fn restore(text: String) -> Option<Self> {
        Self::parse(&text).ok()
    }
}
