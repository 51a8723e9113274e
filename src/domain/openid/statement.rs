//! What of an answer is signed: planned as data, and signed once the rest is decided.

use super::algorithm::Algorithm;
use serde_json::{Map, Value};

/// Claims, and how they are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub algorithm: Algorithm,
    pub claims: Map<String, Value>,
}

/// What an answer lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToSign {
    /// Where access tokens are JWTs (RFC 9068).
    pub access_token: Option<Statement>,
    pub id_token: Option<Statement>,
}

/// The same as texts. Neither printed nor copied.
#[derive(Default)]
pub struct Signed {
    pub access_token: Option<String>,
    pub id_token: Option<String>,
}

impl ToSign {
    pub const fn is_empty(&self) -> bool {
        self.access_token.is_none() && self.id_token.is_none()
    }

    /// A line for each, empty where there is none.
    pub fn to_text(&self) -> String {
        let line = |statement: &Option<Statement>| {
            let text = statement.as_ref().map(Statement::to_text);
            text.unwrap_or_default()
        };
        format!("{}\n{}", line(&self.access_token), line(&self.id_token))
    }

    /// The reverse; `None` for a text that is none.
    pub fn read(text: &str) -> Option<Self> {
        let (access_token, id_token) = text.split_once('\n')?;
        let line = |text: &str| match text {
            "" => Some(None),
            text => Statement::read(text).map(Some),
        };
        Some(Self {
            access_token: line(access_token)?,
            id_token: line(id_token)?,
        })
    }
}

impl Statement {
    fn to_text(&self) -> String {
        let claims = Value::Object(self.claims.clone());
        format!("{} {claims}", self.algorithm.word())
    }

    fn read(text: &str) -> Option<Self> {
        let (algorithm, claims) = text.split_once(' ')?;
        Some(Self {
            algorithm: Algorithm::from_word(algorithm)?,
            claims: serde_json::from_str(claims).ok()?,
        })
    }
}
