//! A setting's value in the form that its rule wants.

use crate::settings::field::{self, Field};
use crate::settings::layers::Layers;
use crate::settings::value::{ScopeWords, Value};
use std::time::Duration;

impl Layers {
    pub fn text(&self, field: &Field) -> Option<&str> {
        match self.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn list(&self, field: &Field) -> &[String] {
        match self.get(field) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    pub fn number(&self, field: &Field) -> u64 {
        match self.get(field) {
            Some(Value::Number(number)) => *number,
            _ => unreachable!("{} has a default that is a number", field.key),
        }
    }

    pub fn seconds(&self, field: &Field) -> Duration {
        Duration::from_secs(self.number(field))
    }

    /// Nothing where it was not set and has no default.
    pub fn optional_seconds(&self, field: &Field) -> Option<Duration> {
        match self.get(field) {
            Some(Value::Number(number)) => Some(Duration::from_secs(*number)),
            _ => None,
        }
    }

    pub fn count(&self, field: &Field) -> u32 {
        u32::try_from(self.number(field)).unwrap_or(u32::MAX)
    }

    pub fn switch(&self, field: &Field) -> bool {
        matches!(self.get(field), Some(Value::Switch(true)))
    }

    pub fn scopes(&self) -> Vec<ScopeWords> {
        match self.get(&field::SCOPES) {
            Some(Value::Scopes(scopes)) => scopes.clone(),
            _ => Vec::new(),
        }
    }

    /// A refusal of this setting, with the place that must be mended.
    pub fn refuse(&self, field: &Field, mend: &str) -> String {
        format!("{} ({}): {mend}", field.key, self.source_of(field))
    }
}
