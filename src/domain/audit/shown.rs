//! An event as scripts read it, and as a sentence.

use super::event::Event;
use crate::domain::key::RowKey;
use serde_json::{Map, Value, json};

impl Event {
    /// Each field, also those that say nothing.
    pub fn in_words(&self) -> Value {
        json!({
            "id": self.key.encode(),
            "at": self.created_at.rfc3339_millis(),
            "event": self.event.word(),
            "outcome": self.outcome.word(),
            "actor": {"kind": self.actor_kind.word(), "id": self.people.actor},
            "user": self.people.user,
            "app": self.app_id.map(|app| app.0),
            "session": self.session_key.map(RowKey::encode),
            "request_id": self.request_id,
            "network": self.network,
            "detail": Value::Object(self.facts()),
        })
    }

    /// What happened, with its facts: "the profile was changed (fields: locale)".
    pub fn sentence(&self) -> String {
        self.sentence_in(self.event.meaning(), |fact| fact.replace('_', " "))
    }

    /// The same in another language: what it means, and what each fact is called.
    pub fn sentence_in(&self, meaning: &str, call: impl Fn(&str) -> String) -> String {
        let facts = said(&self.facts(), call);
        if facts.is_empty() {
            meaning.to_owned()
        } else {
            format!("{meaning} ({facts})")
        }
    }
}

/// What is nothing is left out.
fn said(facts: &Map<String, Value>, call: impl Fn(&str) -> String) -> String {
    let said = facts.iter().filter_map(|(name, value)| {
        let value = match value {
            Value::Null | Value::Bool(false) => return None,
            Value::Bool(true) => return Some(call(name)),
            Value::String(text) => text.clone(),
            Value::Array(all) => {
                let all = all.iter().map(|one| one.as_str().unwrap_or_default());
                all.collect::<Vec<_>>().join(", ")
            }
            Value::Object(fields) => said_of_fields(fields)?,
            number => number.to_string(),
        };
        Some(format!("{}: {value}", call(name)))
    });
    said.collect::<Vec<_>>().join("; ")
}

fn said_of_fields(fields: &Map<String, Value>) -> Option<String> {
    let each = fields.iter().map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name} {text}"),
        None => format!("{name} {value}"),
    });
    (!fields.is_empty()).then(|| each.collect::<Vec<_>>().join(", "))
}
