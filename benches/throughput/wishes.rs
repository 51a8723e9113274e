//! What was asked for on the command line.

use super::rows::Row;
use std::path::PathBuf;
use std::time::Duration;

const DATABASES: [&str; 2] = ["SQLite", "PostgreSQL"];

pub struct Wishes {
    pub duration: Duration,
    /// An older build.
    pub beside: Option<PathBuf>,
    connections: Option<usize>,
    /// In small letters.
    words: Vec<String>,
}

impl Wishes {
    pub fn parse(arguments: &[String]) -> Self {
        let mut wishes = Self {
            duration: Duration::from_secs(5),
            beside: None,
            connections: None,
            words: Vec::new(),
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("a value behind the flag");
            match argument.as_str() {
                "--beside" => wishes.beside = Some(PathBuf::from(value())),
                "--connections" => wishes.connections = value().parse().ok(),
                word => match word.parse() {
                    Ok(seconds) => wishes.duration = Duration::from_secs(seconds),
                    Err(_) => wishes.words.push(word.to_lowercase()),
                },
            }
        }
        if let Some(program) = &wishes.beside {
            assert!(program.is_file(), "no program: {}", program.display());
        }
        wishes
    }

    /// With 32 connections where nothing else is said.
    pub fn usual(self) -> Self {
        Self {
            connections: self.connections.or(Some(32)),
            ..self
        }
    }

    /// Whether everything is to be measured.
    pub const fn is_all(&self) -> bool {
        self.words.is_empty() && self.connections.is_none()
    }

    pub fn wants_database(&self, name: &str) -> bool {
        let named = |name: &str| self.words.contains(&name.to_lowercase());
        named(name) || !DATABASES.iter().any(|name| named(name))
    }

    /// The rows in whose name one of the words is; all where there is no word.
    pub fn rows(&self, all: &'static [Row]) -> Vec<&'static Row> {
        let is_database = |word: &&String| {
            let mut names = DATABASES.iter().map(|name| name.to_lowercase());
            names.any(|name| name == **word)
        };
        let words: Vec<&String> = self
            .words
            .iter()
            .filter(|word| !is_database(word))
            .collect();
        let wanted = |row: &&Row| {
            let work = row.work.to_lowercase();
            words.is_empty() || words.iter().any(|word| work.contains(word.as_str()))
        };
        all.iter().filter(wanted).collect()
    }

    pub fn connections(&self, row: &Row) -> Vec<usize> {
        match self.connections {
            Some(one) => vec![one],
            None => row.connections.to_vec(),
        }
    }
}
