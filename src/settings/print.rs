//! Settings for reading: the effective values, a commented file of the defaults, the reference table.

use super::Settings;
use super::database_url::{self, MASK};
use super::field::{self, Default, Example, Field, Secrecy, Shape};
use super::layers::Source;
use super::value::{ScopeWords, Value};
use crate::domain::answer::admin::settings::{InForce, ShownValue, Whence};
use crate::flow::gateway::Declared;
use serde::ser::{Serialize, SerializeMap, Serializer};

const LINE: usize = 98;

/// One setting as it is in force. Serializes as `{"value": …, "source": "…"}`.
pub struct Effective {
    pub key: &'static str,
    shown: Shown,
    pub source: Source,
}

enum Shown {
    /// Made when it is needed; in words.
    Unset(&'static str),
    Value(Value),
}

impl Settings {
    /// All settings with where each came from, secrets masked.
    pub fn effective(&self) -> Vec<Effective> {
        field::ALL
            .iter()
            .map(|field| self.effective_of(field))
            .collect()
    }

    fn effective_of(&self, field: &'static Field) -> Effective {
        let shown = match (self.layers.get(field), field.default) {
            (Some(value), _) => Shown::Value(mask(field, value)),
            (None, _) if field.key == field::PUBLIC_URL.key => {
                Shown::Value(Value::Text(self.public_url.clone()))
            }
            (None, _) if field.key == field::DATABASE_URL.key => {
                Shown::Value(Value::Text(self.database_url.clone()))
            }
            (None, Default::Derived { words, .. }) => Shown::Unset(words),
            (None, Default::Value(text)) => Shown::Value(Value::Text(text.to_owned())),
        };
        Effective {
            key: field.key,
            shown,
            source: self.source_of(field),
        }
    }
}

impl Effective {
    /// For people who are shown it on a page: of a secret, that it is set.
    pub fn shown(&self) -> InForce {
        let value = match &self.shown {
            Shown::Value(Value::Text(text)) if text == MASK => ShownValue::Secret,
            _ => ShownValue::Text(self.text()),
        };
        let whence = match &self.source {
            Source::Default => Whence::Default,
            Source::File(path) => Whence::File(path.display().to_string()),
            Source::Environment(name) => Whence::Environment(name.clone()),
            Source::Flag(name) => Whence::Flag(name.clone()),
        };
        InForce {
            key: self.key,
            value,
            whence,
        }
    }

    /// The value as one line of text.
    pub fn text(&self) -> String {
        match &self.shown {
            Shown::Unset(words) => format!("({})", words.replace('`', "")),
            Shown::Value(Value::Text(text)) => text.clone(),
            Shown::Value(Value::Number(number)) => number.to_string(),
            Shown::Value(Value::Switch(on)) => on.to_string(),
            Shown::Value(Value::List(items)) => format!("[{}]", items.join(", ")),
            Shown::Value(Value::Clients(clients)) => {
                let names: Vec<&str> = clients.iter().map(|one| one.name.as_str()).collect();
                format!("{{{}}}", names.join(", "))
            }
            Shown::Value(Value::Scopes(scopes)) => {
                let names: Vec<&str> = scopes.iter().map(|scope| scope.name.as_str()).collect();
                names.join(", ")
            }
        }
    }
}

impl Serialize for Effective {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        match &self.shown {
            Shown::Unset(_) => map.serialize_entry("value", &())?,
            Shown::Value(Value::Text(text)) => map.serialize_entry("value", text)?,
            Shown::Value(Value::Number(number)) => map.serialize_entry("value", number)?,
            Shown::Value(Value::Switch(on)) => map.serialize_entry("value", on)?,
            Shown::Value(Value::List(items)) => map.serialize_entry("value", items)?,
            Shown::Value(Value::Scopes(scopes)) => {
                map.serialize_entry("value", &InOrder(scopes))?;
            }
            Shown::Value(Value::Clients(clients)) => {
                map.serialize_entry("value", &Masked(clients))?;
            }
        }
        map.serialize_entry("source", &self.source.to_string())?;
        map.end()
    }
}

/// Scopes as an object whose members keep their order.
struct InOrder<'a>(&'a [ScopeWords]);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words = |scope: &ScopeWords| -> serde_json::Map<String, serde_json::Value> {
            let pairs = scope.words.iter();
            pairs
                .map(|(tag, text)| (tag.clone(), text.as_str().into()))
                .collect()
        };
        serializer.collect_map(self.0.iter().map(|scope| (&scope.name, words(scope))))
    }
}

/// Declared clients by name, without their secrets.
struct Masked<'a>(&'a [Declared]);

impl Serialize for Masked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = |client: &Declared| {
            let secret = ("secret".to_owned(), MASK.into());
            let url = client.webhook_url.as_deref();
            let url = url.map(|url| ("webhook_url".to_owned(), without_query(url).into()));
            std::iter::once(secret)
                .chain(url)
                .collect::<serde_json::Map<_, _>>()
        };
        serializer.collect_map(self.0.iter().map(|client| (&client.name, shown(client))))
    }
}

fn mask(field: &Field, value: &Value) -> Value {
    match (field.secrecy, value) {
        (Secrecy::Open, value) => value.clone(),
        // That there are none is no secret.
        (_, Value::List(items)) if items.is_empty() => value.clone(),
        (Secrecy::Address, Value::Text(url)) => Value::Text(database_url::mask(url)),
        _ => Value::Text(MASK.to_owned()),
    }
}

/// An address without its query, in which people put what opens it.
fn without_query(url: &str) -> String {
    match url.split_once('?') {
        Some((place, _)) => format!("{place}?{MASK}"),
        None => url.to_owned(),
    }
}

/// A file that says nothing new: every setting with its explanation, commented out.
pub fn commented_defaults() -> String {
    let mut out = String::from(
        "# Settings of Vestibule with their defaults. Uncomment the settings you change, and the\n\
         # [section] line above them.\n\
         # Environment variables (VESTIBULE_…) override this file; command-line options override both.\n",
    );
    let mut table = None;
    for field in field::ALL {
        let (within, name) = field.place();
        let within = if field.shape.is_table() {
            Some(field.key)
        } else {
            within
        };
        out.push('\n');
        if within != table {
            table = within;
            if let Some(table) = within {
                out.push_str(&format!("#[{table}]\n"));
            }
        }
        out.push_str(&wrapped(&field.about.replace('`', ""), "# "));
        match field.default {
            Default::Derived { words, example } => {
                let (how, line) = shown(name, example);
                let words = words.replace('`', "");
                out.push_str(&wrapped(&format!("Default: {words}. {how}"), "# "));
                out.push_str(&line);
            }
            Default::Value(_) if field.shape == Shape::Scopes => out.push_str(&default_scopes()),
            Default::Value(_) if field.shape.is_table() => {}
            Default::Value(text) => out.push_str(&format!("#{name} = {text}\n")),
        }
    }
    out
}

/// What leads to an example, and the line that it stands in; where it is words, taking the # away would not do.
fn shown(name: &str, example: Example) -> (String, String) {
    match example {
        Example::Value(value) => ("For example:".to_owned(), format!("#{name} = {value}\n")),
        Example::Words(words) => (format!("Set {name} to"), format!("#   {words}\n")),
    }
}

fn default_scopes() -> String {
    let Default::Value(text) = field::SCOPES.default else {
        return String::new();
    };
    let table: toml::Table = format!("scopes = {text}").parse().unwrap_or_default();
    let scopes = table.get("scopes").and_then(toml::Value::as_table);
    let line = |(name, words): (&String, &toml::Value)| format!("#{name} = {words}\n");
    scopes.into_iter().flatten().map(line).collect()
}

/// The reference as a Markdown table.
pub fn reference() -> String {
    let mut out = String::from(
        "| setting | variable | default | what it does |\n| --- | --- | --- | --- |\n",
    );
    for field in field::ALL {
        let default = match field.default {
            Default::Value(text) => format!("`{text}`"),
            Default::Derived { words, .. } => words.to_owned(),
        };
        let about = field.about.replace('|', "\\|");
        out.push_str(&format!(
            "| `{}` | `{}` | {default} | {about} |\n",
            field.key,
            field.variable()
        ));
    }
    out
}

fn wrapped(text: &str, prefix: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.len() + word.len() + prefix.len() >= LINE {
            out.push_str(&format!("{prefix}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    format!("{out}{prefix}{line}\n")
}
