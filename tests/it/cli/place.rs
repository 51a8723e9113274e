//! A folder of its own for the real program, which runs in it without anybody's environment.

use crate::kit::db::each_db;
use crate::kit::outcome::{Outcome, starts_with};
pub use crate::kit::server::PROGRAM;
use crate::kit::told::words;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// A password that nothing is wrong with.
pub const PASSWORD: &str = "otter-lamp-river-42";

pub struct Place {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

/// Runs a test on each database.
#[track_caller]
pub fn each_place(test: impl Fn(&Place)) {
    each_db(|db| test(&Place::new().with("VESTIBULE_DATABASE_URL", &db.url)));
}

/// The same where a database was made.
#[track_caller]
pub fn each_started_place(test: impl Fn(&Place)) {
    each_place(|place| test(place.started()));
}

impl Place {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            variables: Vec::new(),
        }
    }

    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// What a variable that was given says.
    #[track_caller]
    pub fn variable(&self, name: &str) -> String {
        let given = self.variables.iter().find(|(given, _)| given == name);
        given.expect("a variable that was given").1.clone()
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("vestibule-data")
    }

    pub fn writes(&self, name: &str, text: &str) -> &Self {
        fs::write(self.path().join(name), text).expect("a file in the place");
        self
    }

    pub fn runs(&self, arguments: &[&str]) -> Outcome {
        self.runs_with(arguments, "")
    }

    pub fn runs_with(&self, arguments: &[&str], input: &str) -> Outcome {
        Outcome::of(self.starts(arguments, input))
    }

    /// Starts the program and does not wait for its end.
    pub fn starts(&self, arguments: &[&str], input: &str) -> Child {
        let mut command = Command::new(PROGRAM);
        let command = command.args(arguments).current_dir(self.path());
        let variables = self.variables.iter().cloned();
        starts_with(command.env_clear().envs(variables), input)
    }

    /// A run of this command line that succeeds.
    #[track_caller]
    pub fn does(&self, line: &str) -> Outcome {
        self.runs(&words(line)).succeeds()
    }

    /// A run of this command line that is refused with these words.
    #[track_caller]
    pub fn refuses(&self, line: &str, parts: &[&str]) -> Outcome {
        self.runs(&words(line)).refuses(parts)
    }

    /// Makes the database.
    #[track_caller]
    pub fn started(&self) -> &Self {
        self.runs(&["db", "migrate"]).succeeds();
        self
    }

    /// A run that succeeds and prints JSON alone.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        self.runs(arguments).json()
    }

    /// Adds a user of this name with [`PASSWORD`]; their public id.
    #[track_caller]
    pub fn adds_user(&self, name: &str) -> String {
        let run = self.runs_with(
            &["user", "add", name, "--password-stdin", "--json"],
            PASSWORD,
        );
        run.json()["id"].as_str().expect("an id").to_owned()
    }
}
