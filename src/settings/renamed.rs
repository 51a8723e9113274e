//! Names that settings had before: they are refused, with the name of today.

use super::field::{self, PREFIX};

/// Tables, as they were called and as they are.
const TABLES: [(&str, &str); 2] = [
    ("brake", "sign_in_limit"),
    ("gateway.brake", "gateway.identify_limit"),
];

/// What to write instead of an old key or table.
pub fn key(old: &str) -> Option<String> {
    TABLES.iter().find_map(|(before, now)| {
        let rest = old.strip_prefix(before)?;
        let key = format!("{now}{rest}");
        let mut all = field::ALL.iter();
        all.any(|field| field.key == key || field.place().0 == Some(&key))
            .then_some(key)
    })
}

/// What to set instead of an old variable.
pub fn variable(old: &str) -> Option<String> {
    TABLES.iter().find_map(|(before, now)| {
        let rest = old.strip_prefix(&upper(before))?;
        let variable = format!("{}{rest}", upper(now));
        let mut all = field::ALL.iter();
        all.any(|field| field.variable() == variable)
            .then_some(variable)
    })
}

fn upper(table: &str) -> String {
    format!("{PREFIX}{}", table.replace('.', "_").to_ascii_uppercase())
}
