//! What a success hands over, and its sealed form for the few seconds in which the same answer is given again. The ID
//! token is not part of it: kept is what it says, and whoever sends it signs it.

use crate::domain::openid::algorithm::Algorithm;
use crate::domain::secret::PlainToken;
use serde_json::{Map, Value};
use std::time::Duration;
use zeroize::Zeroizing;

#[derive(Default)]
pub struct Carried {
    pub code: Option<PlainToken>,
    pub access_token: Option<PlainToken>,
    /// Of the access token; of the code where there is none.
    pub lifetime: Duration,
    /// The scopes, when they are not those that were asked for.
    pub scope: Option<String>,
    /// What the ID token says, where one goes along, and how it is signed.
    pub id_token: Option<(Algorithm, Map<String, Value>)>,
}

impl Carried {
    pub fn of_code(code: PlainToken, lifetime: Duration) -> Self {
        Self {
            code: Some(code),
            lifetime,
            ..Self::default()
        }
    }

    pub fn of_token(access_token: PlainToken, lifetime: Duration) -> Self {
        Self {
            access_token: Some(access_token),
            lifetime,
            ..Self::default()
        }
    }

    /// Its text for sealing: code and access token, each or `-`, seconds, scopes; and on a line of its own what
    /// the ID token says.
    pub fn sealable(&self) -> Zeroizing<String> {
        let code = self.code.as_ref().map_or("-", PlainToken::reveal);
        let token = self.access_token.as_ref().map_or("-", PlainToken::reveal);
        let seconds = self.lifetime.as_secs();
        let scope = self.scope.as_deref().unwrap_or_default();
        let told = self.id_token.as_ref().map(|(algorithm, claims)| {
            let claims = Value::Object(claims.clone());
            format!("{} {claims}", algorithm.word())
        });
        let told = told.unwrap_or_default();
        Zeroizing::new(format!("{code} {token} {seconds} {scope}\n{told}"))
    }

    /// The reverse; `None` for a text that we never sealed.
    pub fn reopened(text: &str) -> Option<Self> {
        let (line, told) = text.split_once('\n')?;
        let mut parts = line.splitn(4, ' ');
        let mut token = || parts.next().map(PlainToken::parse);
        let (code, access_token) = (token()?, token()?);
        let lifetime = Duration::from_secs(parts.next()?.parse().ok()?);
        let scope = parts.next()?.to_owned();
        let id_token = match told {
            "" => None,
            told => {
                let (algorithm, claims) = told.split_once(' ')?;
                let claims = serde_json::from_str(claims).ok()?;
                Some((Algorithm::from_word(algorithm)?, claims))
            }
        };
        Some(Self {
            code,
            access_token,
            lifetime,
            scope: Some(scope).filter(|scope| !scope.is_empty()),
            id_token,
        })
    }
}
