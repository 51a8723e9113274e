//! A setting's value: read from TOML or from text, once, into the shape that its field declares.

use super::field::{Field, LONGEST_SECONDS, Shape};
use crate::domain::gateway::client::{FEWEST_SECRET_CHARS, is_good_name, is_good_secret};
use crate::domain::oauth::scope::is_scope_token;
use crate::flow::gateway::Declared;
use toml::Value as Toml;
use zeroize::Zeroizing;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Number(u64),
    Switch(bool),
    List(Vec<String>),
    Scopes(Vec<ScopeWords>),
    Clients(Vec<Declared>),
}

/// A scope with its words per language, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeWords {
    pub name: String,
    /// Language tag and words.
    pub words: Vec<(String, String)>,
}

/// What a value should have been, in words.
pub type Expected = String;

impl Value {
    /// Reads what stood in a file.
    pub fn from_toml(field: &Field, toml: &Toml) -> Result<Self, Expected> {
        match (field.shape, toml) {
            (Shape::Text, Toml::String(text)) => Ok(Self::Text(text.clone())),
            (Shape::Switch, Toml::Boolean(on)) => Ok(Self::Switch(*on)),
            (Shape::List, Toml::Array(items)) => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .map(Self::List)
                .ok_or_else(|| expected(field)),
            (Shape::Scopes, Toml::Table(table)) => read_scopes(table).map(Self::Scopes),
            (Shape::Clients, Toml::Table(table)) => {
                let clients = table.iter().map(|(name, client)| read_client(name, client));
                clients.collect::<Result<_, _>>().map(Self::Clients)
            }
            (Shape::Seconds | Shape::Count { .. } | Shape::Within(..), Toml::Integer(number)) => {
                u64::try_from(*number)
                    .map_err(|_| expected(field))
                    .and_then(|number| within(field, number))
            }
            (Shape::Choice(words), Toml::String(word)) if words.contains(&word.as_str()) => {
                Ok(Self::Text(word.clone()))
            }
            _ => Err(expected(field)),
        }
    }

    /// Reads what stood in a variable or behind a flag.
    pub fn from_text(field: &Field, text: &str) -> Result<Self, Expected> {
        match field.shape {
            Shape::Text | Shape::Choice(_) => Self::from_toml(field, &text.into()),
            Shape::Seconds | Shape::Count { .. } | Shape::Within(..) => text
                .parse()
                .map_err(|_| expected(field))
                .and_then(|number| within(field, number)),
            Shape::Switch => text.parse().map(Self::Switch).map_err(|_| expected(field)),
            Shape::List => Ok(Self::List(
                text.split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .map(str::to_owned)
                    .collect(),
            )),
            Shape::Scopes | Shape::Clients => {
                let toml = text.parse().map_err(|_| expected(field))?;
                Self::from_toml(field, &toml)
            }
        }
    }
}

fn within(field: &Field, number: u64) -> Result<Value, Expected> {
    let (least, most) = range(field.shape);
    if (least..=most).contains(&number) {
        Ok(Value::Number(number))
    } else {
        Err(expected(field))
    }
}

const fn range(shape: Shape) -> (u64, u64) {
    match shape {
        Shape::Count { least } => (least as u64, 1_000_000),
        Shape::Within(least, most) => (least as u64, most as u64),
        _ => (1, LONGEST_SECONDS),
    }
}

/// What mends a value of another shape.
fn expected(field: &Field) -> Expected {
    let (least, most) = range(field.shape);
    match field.shape {
        Shape::Text => "give a text in quotes".to_owned(),
        Shape::Seconds => format!("give a whole number of seconds, from {least} to {most}"),
        Shape::Count { .. } | Shape::Within(..) => {
            format!("give a whole number from {least} to {most}")
        }
        Shape::Switch => "give true or false".to_owned(),
        Shape::List => {
            "give a list of texts, as in [\"one\", \"two\"] (in the environment: one,two)"
                .to_owned()
        }
        Shape::Choice(words) => format!("give one of: {}", words.join(", ")),
        Shape::Scopes => {
            "give scopes with their words, as in basic = { en = \"see your name\" }".to_owned()
        }
        Shape::Clients => {
            "give clients with their secrets, as in facebook = { secret = \"…\" }".to_owned()
        }
    }
}

fn read_scopes(table: &toml::Table) -> Result<Vec<ScopeWords>, Expected> {
    if table.is_empty() {
        return Err("name at least one scope, or leave the table out for the defaults".to_owned());
    }
    table
        .iter()
        .map(|(name, words)| read_scope(name, words))
        .collect()
}

fn read_scope(name: &str, words: &Toml) -> Result<ScopeWords, Expected> {
    if !is_scope_token(name) {
        return Err(format!(
            "scope {name:?} cannot be asked for: a scope name is printable ASCII without spaces, commas, \
             quotes and backslashes"
        ));
    }
    let needs_words =
        || format!("scope {name:?} needs words per language: write {name} = {{ en = \"…\" }}");
    let table = words.as_table().ok_or_else(needs_words)?;
    let words: Vec<(String, String)> = table
        .iter()
        .map(|(language, text)| Some((language.clone(), text.as_str()?.to_owned())))
        .collect::<Option<_>>()
        .ok_or_else(needs_words)?;
    let is_blank = words.iter().any(|(_, text)| text.trim().is_empty());
    let has_english = words.iter().any(|(language, _)| language == "en");
    if is_blank || !has_english {
        return Err(needs_words());
    }
    Ok(ScopeWords {
        name: name.to_owned(),
        words,
    })
}

/// Never says the secret, which may be right but for its place.
fn read_client(name: &str, client: &Toml) -> Result<Declared, Expected> {
    if !is_good_name(name) {
        return Err(format!(
            "{name:?} names no client: give 1 to 80 characters without control and text-direction characters, and \
             no space at its ends"
        ));
    }
    let form = || {
        format!(
            "client {name:?} needs secret = \"…\" and may have webhook_url = \"https://…\": give nothing else"
        )
    };
    let table = client.as_table().ok_or_else(form)?;
    let known = ["secret", "webhook_url"];
    if !table.keys().all(|key| known.contains(&key.as_str())) {
        return Err(form());
    }
    let text = |key: &str| match table.get(key) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(form),
    };
    let secret = text("secret")?.ok_or_else(form)?;
    if !is_good_secret(secret) {
        return Err(format!(
            "the secret of client {name:?} has less than {FEWEST_SECRET_CHARS} characters or is no single line: \
             make one with `openssl rand -hex 32`"
        ));
    }
    Ok(Declared {
        name: name.to_owned(),
        secret: Zeroizing::new(secret.to_owned()),
        webhook_url: text("webhook_url")?.map(str::to_owned),
    })
}
