//! What the token endpoint gives (RFC 6749 §5.1), and its sealed form for the few seconds in which the
//! same answer is given again.

use super::scope::Scopes;
use crate::domain::openid::statement::{Signed, ToSign};
use crate::domain::secret::PlainToken;
use std::time::Duration;
use zeroize::Zeroizing;

/// What an answer is sealed for; see [`crate::domain::server_key`].
pub const SEALED_AS: &[u8] = b"refresh";

pub struct TokenAnswer {
    pub access_token: PlainToken,
    pub lifetime: Duration,
    pub refresh_token: Option<PlainToken>,
    /// Only when the set is not the one that was asked for.
    pub scopes: Option<Scopes>,
    /// Not sealed: it is made again.
    pub to_sign: ToSign,
    pub signed: Signed,
}

impl TokenAnswer {
    /// Its text for sealing: access token, seconds, refresh token or `-`, and what is left are scopes.
    pub fn sealable(&self) -> Zeroizing<String> {
        let refresh = self.refresh_token.as_ref().map_or("-", PlainToken::reveal);
        let access = self.access_token.reveal();
        let seconds = self.lifetime.as_secs();
        let scopes = self.scopes.as_ref().map(Scopes::to_string);
        let scopes = scopes.unwrap_or_default();
        Zeroizing::new(format!("{access} {seconds} {refresh} {scopes}"))
    }

    /// The reverse; `None` for a text that we never sealed.
    pub fn reopened(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ' ');
        let access_token = PlainToken::parse(parts.next()?)?;
        let lifetime = Duration::from_secs(parts.next()?.parse().ok()?);
        let refresh_token = PlainToken::parse(parts.next()?);
        let scopes = Scopes::parse(parts.next()?).ok()?;
        Some(Self {
            access_token,
            lifetime,
            refresh_token,
            scopes: Some(scopes).filter(|scopes| !scopes.is_empty()),
            to_sign: ToSign::default(),
            signed: Signed::default(),
        })
    }
}
