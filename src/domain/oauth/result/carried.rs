//! What a success hands over, and its sealed form for the few seconds in which the same answer is given again: what
//! is signed is part of it, since a signature may be another each time.

use crate::domain::openid::statement::{Signed, ToSign};
use crate::domain::secret::PlainToken;
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
    pub to_sign: ToSign,
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

    /// Its text for sealing: code and access token, each or `-`, seconds, scopes; and on lines of their own the signed
    /// texts, where there are any.
    pub fn sealable(&self, signed: &Signed) -> Zeroizing<String> {
        let code = self.code.as_ref().map_or("-", PlainToken::reveal);
        let token = self.access_token.as_ref().map_or("-", PlainToken::reveal);
        let seconds = self.lifetime.as_secs();
        let scope = self.scope.as_deref().unwrap_or_default();
        let access_token = signed.access_token.as_deref().unwrap_or_default();
        let id_token = signed.id_token.as_deref().unwrap_or_default();
        Zeroizing::new(format!(
            "{code} {token} {seconds} {scope}\n{access_token}\n{id_token}"
        ))
    }

    /// The reverse; `None` for a text that we never sealed.
    pub fn reopened(text: &str) -> Option<(Self, Signed)> {
        let mut lines = text.split('\n');
        let line = lines.next()?;
        let mut signed = || {
            lines
                .next()
                .map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()))
        };
        let signed = Signed {
            access_token: signed()?,
            id_token: signed()?,
        };
        let mut parts = line.splitn(4, ' ');
        let mut token = || parts.next().map(PlainToken::parse);
        let (code, access_token) = (token()?, token()?);
        let lifetime = Duration::from_secs(parts.next()?.parse().ok()?);
        let scope = parts.next()?.to_owned();
        let carried = Self {
            code,
            access_token,
            lifetime,
            scope: Some(scope).filter(|scope| !scope.is_empty()),
            to_sign: ToSign::default(),
        };
        Some((carried, signed))
    }
}
