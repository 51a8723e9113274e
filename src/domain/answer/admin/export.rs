//! Lists as files: which one, how a row is written, and the page that asks before one is made.

use super::apps::AppLine;
use super::apps_place::AppsListed;
use super::listed::written;
use super::people_place::PeopleListed;
use crate::domain::account::user::User;
use crate::domain::answer::query::once;
use crate::domain::keyset::Part;
use crate::domain::oauth::form::Form;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use serde_json::{Map, Value, json};

/// Which rows: those that the list shows with the same filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportPlace {
    People(PeopleListed),
    Apps(AppsListed),
}

const LIST: &str = "list";
const APPS: &str = "apps";

impl ExportPlace {
    pub(super) fn parse(query: &str) -> Self {
        match once(query, LIST).as_deref() {
            Some(APPS) => Self::Apps(AppsListed::parse(query)).whole(),
            _ => Self::People(PeopleListed::parse(query)).whole(),
        }
    }

    /// From the first row on.
    fn whole(self) -> Self {
        match self {
            Self::People(listed) => Self::People(listed.at(Part::First)),
            Self::Apps(listed) => Self::Apps(listed.at(Part::First)),
        }
    }

    pub fn of_people(listed: &PeopleListed) -> Self {
        Self::People(listed.clone()).whole()
    }

    pub fn of_apps(listed: &AppsListed) -> Self {
        Self::Apps(listed.clone()).whole()
    }

    pub(super) fn query(&self) -> String {
        match self {
            Self::People(listed) => written(&listed.filter(), &Part::First, false),
            Self::Apps(listed) => {
                let [find, kind, state, owner] = listed.filter();
                let texts = [(LIST, APPS), find, kind, state, owner];
                written(&texts, &Part::First, false)
            }
        }
    }

    pub fn is_filtered(&self) -> bool {
        match self {
            Self::People(listed) => listed.is_filtered(),
            Self::Apps(listed) => listed.is_filtered(),
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With names of columns, for a spreadsheet.
    Csv,
    /// An object a line.
    Lines,
}

words!(Format { Csv = "csv", Lines = "jsonl" });

/// A file that is sent as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    pub list: ExportPlace,
    pub format: Format,
}

impl ExportOrder {
    /// What the browser calls the file.
    pub const fn name(&self) -> &'static str {
        match (&self.list, self.format) {
            (ExportPlace::People(_), Format::Csv) => "people.csv",
            (ExportPlace::People(_), Format::Lines) => "people.jsonl",
            (ExportPlace::Apps(_), Format::Csv) => "apps.csv",
            (ExportPlace::Apps(_), Format::Lines) => "apps.jsonl",
        }
    }
}

pub struct ExportPage {
    pub form: Form,
    pub list: ExportPlace,
}

/// Columns with their values.
pub type Row = Vec<(&'static str, Value)>;

/// Neither a password nor what stands for one.
pub fn person(user: &User) -> Row {
    vec![
        ("id", json!(user.public_id)),
        ("name", json!(user.name)),
        ("display_name", json!(user.display_name)),
        ("email", json!(user.email)),
        (
            "email_verified_at",
            json!(user.email_verified_at.map(Timestamp::rfc3339)),
        ),
        ("state", json!(user.state.word())),
        ("admin", json!(user.is_admin)),
        ("locale", json!(user.locale)),
        ("created_at", json!(user.created_at.rfc3339())),
        ("updated_at", json!(user.updated_at.rfc3339())),
    ]
}

pub fn app(line: &AppLine) -> Row {
    vec![
        ("id", json!(line.id.0)),
        ("client_id", json!(line.client_id)),
        ("name", json!(line.name)),
        ("owner", json!(line.owner)),
        ("kind", json!(line.kind.word())),
        ("state", json!(line.state.word())),
        ("created_at", json!(line.added.rfc3339())),
    ]
}

/// The rows as a piece of the file; the names of the columns go before the first.
pub fn piece(rows: &[Row], format: Format, is_first: bool) -> Vec<u8> {
    match format {
        Format::Lines => lines(rows),
        Format::Csv => csv(rows, is_first),
    }
}

fn lines(rows: &[Row]) -> Vec<u8> {
    let mut text = String::new();
    for row in rows {
        let members = row
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let object: Map<String, Value> = members.collect();
        text.push_str(&Value::Object(object).to_string());
        text.push('\n');
    }
    text.into_bytes()
}

fn csv(rows: &[Row], is_first: bool) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    if let Some(row) = rows.first().filter(|_| is_first) {
        let _ = writer.write_record(row.iter().map(|(name, _)| *name));
    }
    for row in rows {
        let _ = writer.write_record(row.iter().map(|(_, value)| cell(value)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A spreadsheet takes what begins so for a formula, and carries it out.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(FORMULAS) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
