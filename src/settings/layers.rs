//! The layers, read and laid over each other: defaults, file, environment, flags.

use super::custody::files;
use super::field::{self, Field, PREFIX};
use super::file_read::{FileKind, FileRead};
use super::refused::SettingsRefusal;
use super::renamed;
use super::value::Value;
use super::variables::{self, Meaning};
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use toml::Value as Toml;

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "vestibule.toml";
/// How like a known name has to be (Jaro-Winkler, 0 to 1) to be asked for.
const NEAR: f64 = 0.85;

/// What the settings are read from.
#[derive(Debug, Default)]
pub struct Inputs {
    /// A file named on the command line: it must be there.
    pub config: Option<PathBuf>,
    /// Where none was named: the usual one, which was found in the working directory.
    pub found: Option<PathBuf>,
    /// Variables whose names begin with `VESTIBULE_`; `None` for a value that is no UTF-8.
    pub environment: Vec<(String, Option<String>)>,
    /// Flags by the setting they stand for.
    pub flags: Vec<(&'static Field, String)>,
}

impl Inputs {
    /// With the environment of this process, and `vestibule.toml` where no file was named and one is there.
    pub fn of_process(config: Option<PathBuf>, flags: Vec<(&'static Field, String)>) -> Self {
        let usual = PathBuf::from(DEFAULT_FILE);
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok())))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        Self {
            found: Some(usual).filter(|usual| config.is_none() && usual.exists()),
            config,
            environment,
            flags,
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Default,
    File(PathBuf),
    Environment(String),
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// What was set, the last word on each setting last.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    set: Vec<(&'static Field, Value, Source)>,
    read: Vec<FileRead>,
}

impl Layers {
    pub fn read(inputs: &Inputs) -> Result<Self, SettingsRefusal> {
        let mut layers = Self::default();
        let mut faults = Vec::new();
        for &field in field::ALL {
            if let field::Default::Value(text) = field.default {
                layers
                    .set
                    .push((field, declared(field, text), Source::Default));
            }
        }
        if let Some(path) = &inputs.config {
            layers.lay_file(path, files::check_named, &mut faults)?;
        }
        if let Some(path) = &inputs.found {
            layers.lay_file(path, files::check_found, &mut faults)?;
        }
        layers.lay_environment(&inputs.environment, &mut faults);
        for (field, text) in &inputs.flags {
            let source = Source::Flag(format!("--{}", field.key.replace(['_', '.'], "-")));
            layers.lay(field, Value::from_text(field, text), source, &mut faults);
        }
        if faults.is_empty() {
            Ok(layers)
        } else {
            Err(SettingsRefusal(faults))
        }
    }

    pub fn files_read(&self) -> &[FileRead] {
        &self.read
    }

    pub fn get(&self, field: &Field) -> Option<&Value> {
        self.find(field).map(|(_, value, _)| value)
    }

    pub fn source_of(&self, field: &Field) -> Source {
        self.find(field)
            .map_or(Source::Default, |(_, _, source)| source.clone())
    }

    fn find(&self, field: &Field) -> Option<&(&'static Field, Value, Source)> {
        self.set.iter().rev().find(|(set, ..)| set.key == field.key)
    }

    fn lay(
        &mut self,
        field: &'static Field,
        value: Result<Value, String>,
        source: Source,
        faults: &mut Vec<String>,
    ) {
        match value {
            Ok(value) => self.set.push((field, value, source)),
            Err(mend) => faults.push(format!("{} ({source}): {mend}.", field.key)),
        }
    }

    fn lay_file(
        &mut self,
        path: &Path,
        check: fn(&File, &Path) -> Result<(), SettingsRefusal>,
        faults: &mut Vec<String>,
    ) -> Result<(), SettingsRefusal> {
        for (key, toml) in &parse_file(path, check)? {
            self.lay_entry(key, toml, path, faults);
        }
        self.read.push(FileRead {
            path: path.to_owned(),
            kind: FileKind::Settings,
        });
        Ok(())
    }

    /// A setting, or a table of settings and tables.
    fn lay_entry(&mut self, key: &str, toml: &Toml, path: &Path, faults: &mut Vec<String>) {
        match (field_named(key), toml) {
            (Some(field), toml) => self.lay_toml(field, toml, path, faults),
            (None, Toml::Table(inner)) if is_table(key) || !inner.is_empty() => {
                for (name, toml) in inner {
                    self.lay_entry(&format!("{key}.{name}"), toml, path, faults);
                }
            }
            (None, _) if is_table(key) => faults.push(format!(
                "{key} (file {}) is a table: write [{key}] on a line of its own, and its settings below.",
                path.display()
            )),
            (None, _) => faults.push(unknown_key(key, path)),
        }
    }

    fn lay_toml(
        &mut self,
        field: &'static Field,
        toml: &Toml,
        path: &Path,
        faults: &mut Vec<String>,
    ) {
        let source = Source::File(path.to_owned());
        self.lay(field, Value::from_toml(field, toml), source, faults);
    }

    fn lay_environment(
        &mut self,
        environment: &[(String, Option<String>)],
        faults: &mut Vec<String>,
    ) {
        for (name, text) in environment {
            let text = text.as_deref();
            let (field, is_file) = match (variables::meaning(name, text), text) {
                // How a template says that there is none.
                (Meaning::Setting(_) | Meaning::FileOf(_), Some("")) | (Meaning::NoneOfOurs, _) => {
                    continue;
                }
                (Meaning::Unknown, _) => {
                    faults.push(unknown_variable(name));
                    continue;
                }
                (Meaning::Setting(field), _) => (field, false),
                (Meaning::FileOf(field), _) => (field, true),
            };
            match text {
                None => faults.push(format!("{name} is not UTF-8: set it again as text.")),
                Some(path) if is_file => match variables::read_file(name, path) {
                    Ok(text) => {
                        self.lay_variable(field, name, &text, faults);
                        self.read.push(FileRead {
                            path: PathBuf::from(path),
                            kind: FileKind::Secret(name.clone()),
                        });
                    }
                    Err(fault) => faults.push(fault),
                },
                Some(text) => self.lay_variable(field, name, text, faults),
            }
        }
    }

    fn lay_variable(
        &mut self,
        field: &'static Field,
        name: &str,
        text: &str,
        faults: &mut Vec<String>,
    ) {
        if let Source::Environment(other) = self.source_of(field) {
            faults.push(format!(
                "{other} and {name} both set {}: leave one of them out.",
                field.key
            ));
            return;
        }
        let source = Source::Environment(name.to_owned());
        self.lay(field, Value::from_text(field, text), source, faults);
    }
}

/// A declared default as a value.
fn declared(field: &'static Field, text: &str) -> Value {
    text.parse()
        .map_err(|_| String::new())
        .and_then(|toml| Value::from_toml(field, &toml))
        .unwrap_or_else(|_| unreachable!("a test reads every declared default: {}", field.key))
}

fn parse_file(
    path: &Path,
    check: fn(&File, &Path) -> Result<(), SettingsRefusal>,
) -> Result<toml::Table, SettingsRefusal> {
    let name = path.display();
    let unread = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => {
            format!("There is no settings file {name}: create one, or leave out --config.")
        }
        _ => format!(
            "The settings file {name} cannot be read ({error}): correct the file or its permissions."
        ),
    };
    let mut file = File::open(path).map_err(unread)?;
    check(&file, path)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(unread)?;
    // The parser's own display shows the line, and with it perhaps a secret: only message and place are told.
    text.parse::<toml::Table>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        SettingsRefusal(vec![format!(
            "{name}, line {line}: {}. Correct that line: `vestibule settings --defaults` shows the format.",
            error.message().replace('\n', "; ")
        )])
    })
}

fn field_named(key: &str) -> Option<&'static Field> {
    field::ALL.iter().find(|field| field.key == key).copied()
}

fn is_table(key: &str) -> bool {
    field::ALL.iter().any(|field| field.place().0 == Some(key))
}

fn unknown_key(key: &str, path: &Path) -> String {
    if let Some(now) = renamed::key(key) {
        return format!(
            "{key} in {} is now called {now}: rename it.",
            path.display()
        );
    }
    let tables = field::ALL.iter().map(|field| field.place());
    let table = tables
        .filter(|(_, name)| *name == key)
        .find_map(|(table, _)| table);
    if let Some((above, name)) = misplaced(key) {
        return format!(
            "Setting {name:?} in {} is below the line [{above}]: move it above the first line in brackets.",
            path.display()
        );
    }
    if let Some(table) = table {
        return format!(
            "Setting {key:?} in {} is in no table: put it below a line [{table}], uncommented too.",
            path.display()
        );
    }
    let known = field::ALL.iter().map(|field| field.key.to_owned());
    format!(
        "Unknown setting {key:?} in {}: {}`vestibule settings --defaults` lists all.",
        path.display(),
        did_you_mean(key, known)
    )
}

/// A setting of no table that was written at the end of a file, where a table has it: the table, and its name.
fn misplaced(key: &str) -> Option<(&str, &str)> {
    let (above, name) = key.rsplit_once('.')?;
    let is_ours = field_named(name).is_some_and(|field| field.place().0.is_none());
    (is_ours && is_table(above)).then_some((above, name))
}

/// What other programs call the address that they listen on.
const LISTEN_ELSEWHERE: [&str; 5] = ["PORT", "HOST", "BIND", "ADDRESS", "LISTEN_PORT"];

fn unknown_variable(name: &str) -> String {
    if let Some(now) = renamed::variable(name) {
        return format!("Variable {name} is now called {now}: rename it.");
    }
    let known = field::ALL.iter().map(|field| field.variable());
    let hint = match name.strip_prefix(PREFIX) {
        Some(rest) if LISTEN_ELSEWHERE.contains(&rest) => {
            format!(
                "address and port are set together, as in {}=127.0.0.1:8080; ",
                field::LISTEN.variable()
            )
        }
        _ => did_you_mean(name, known),
    };
    format!(
        "Unknown variable {name} in the environment: {hint}`vestibule settings --defaults` lists all settings."
    )
}

/// A question to whoever mistyped; nothing where no name comes near.
fn did_you_mean(given: &str, known: impl Iterator<Item = String>) -> String {
    let likeness = |name: &String| strsim::jaro_winkler(given, name);
    let nearest = known.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|name| likeness(name) > NEAR) {
        Some(name) => format!("did you mean {name}? "),
        None => String::new(),
    }
}
