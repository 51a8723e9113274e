//! Why a command ends without having done its work.

use super::print;
use std::process::ExitCode;

#[derive(Debug)]
pub enum Refusal {
    /// In words that end with what mends it.
    Refused(String),
    /// Whoever read our output has had enough (`vestibule user list | head -1`): nobody is to be told.
    ReaderGone,
}

impl Refusal {
    pub fn new(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }

    /// Tells the person, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Refused(text) => {
                for line in text.lines() {
                    print::say(&format!("vestibule: {line}"));
                }
                ExitCode::FAILURE
            }
            Self::ReaderGone => ExitCode::SUCCESS,
        }
    }
}

impl<E: std::error::Error> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Refused(error.to_string())
    }
}
