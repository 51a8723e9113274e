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

    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> + Clone + use<> {
        let statements = [&self.access_token, &self.id_token];
        statements
            .map(|statement| statement.as_ref().map(|statement| statement.algorithm))
            .into_iter()
            .flatten()
    }
}
