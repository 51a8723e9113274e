//! Why a command ends without having done its work.

use crate::domain::broker::error::{BrokerError, Object};
use crate::flow::broker::Declined;

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
}

impl<E: std::error::Error> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<Declined> for Refusal {
    fn from(declined: Declined) -> Self {
        match declined {
            Declined::Refused(error) => Self::Refused(in_words(&error)),
            Declined::Failed(failure) => Self::Refused(format!("{failure}: {}", failure.mend())),
        }
    }
}

/// Of the broker API, what a command can come to.
fn in_words(error: &BrokerError) -> String {
    match error {
        BrokerError::Invalid(faults) => {
            let lines = faults.iter().map(|(field, text)| {
                let mend = match *field {
                    "name" => "give another with --name",
                    "endpointId" => "give another with --endpoint",
                    _ => "correct it in the file given with --json-file",
                };
                format!("{}: {mend}", text.trim_end_matches('.'))
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        BrokerError::NotFound(Object::Roles) => {
            "there is no such role: `vestibule role list --app APP` shows those of an app".to_owned()
        }
        BrokerError::NotFound(Object::Apps) => {
            "there is no such app: `vestibule app list` shows all".to_owned()
        }
        BrokerError::NameTaken => {
            "another role of the app has that name: give another with --name, or change that one with \
             `vestibule role edit`"
                .to_owned()
        }
        BrokerError::NotAuthenticated
        | BrokerError::SecondFactorNeeded
        | BrokerError::NotAuthorized
        | BrokerError::TooManyRequests(_)
        | BrokerError::NoTurn
        | BrokerError::NotOffered => {
            "the broker API refused it: check `vestibule settings`, and try again".to_owned()
        }
    }
}
