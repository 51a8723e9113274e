//! What the query of an address of ours asks for.

use crate::domain::key::RowKey;
use url::form_urlencoded;

/// The value of a parameter that is there exactly once.
pub fn once(query: &str, name: &str) -> Option<String> {
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(known, _)| known == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value.into_owned()),
        _ => None,
    }
}

/// The row that an address names.
pub fn key_in(query: &str) -> Option<RowKey> {
    RowKey::decode(&once(query, "key")?)
}
