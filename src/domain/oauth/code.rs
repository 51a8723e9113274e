//! Authorization codes: what is kept of one, and whether it may be redeemed (RFC 6749 §4.1.2, §4.1.3).

use super::grant::GrantStanding;
use super::pkce::Challenge;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub grant_key: RowKey,
    /// Where it was sent.
    pub redirect_uri: String,
    pub address: AddressSent,
    pub pkce_challenge: Option<Challenge>,
    pub expires_at: Timestamp,
    pub redeemed_at: Option<Timestamp>,
    /// As it came with an OpenID request.
    pub nonce: Option<Nonce>,
    pub created_at: Timestamp,
}

/// What an app sends to know its ID token again (OpenID Connect Core §3.1.2.1): any text, given back exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    pub const fn of(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the authorization request named the address (RFC 6749 §4.1.3: then the token request must too).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSent {
    Yes,
    No,
}

/// A code with the grant that it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeStanding {
    pub code: Code,
    pub grant: GrantStanding,
    /// The app is to hear of the end of the session already.
    pub end_is_awaited: bool,
}

/// What an app sent to redeem a code.
#[derive(Clone, Copy, Debug)]
pub struct Redemption<'a> {
    pub code: &'a TokenHash,
    /// Authenticated, or a public one that named itself.
    pub app: AppId,
    pub redirect_uri: Option<&'a str>,
    pub verifier: Option<&'a str>,
}

/// Why a code is not redeemed, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFault {
    /// Unknown, of another app, or what it hangs on has died.
    Invalid,
    Expired,
    AddressDiffers,
    Verifier,
    /// All is right but that it was redeemed before: somebody has a copy, and its grant must end.
    Replayed,
}

impl CodeStanding {
    /// A check that fails before the last one leaves the code as it is.
    pub fn check(&self, sent: Redemption, now: Timestamp) -> Result<(), CodeFault> {
        let code = &self.code;
        if !code.secret_hash.matches(sent.code) || !self.grant.stands_for(sent.app) {
            return Err(CodeFault::Invalid);
        }
        if now >= code.expires_at {
            return Err(CodeFault::Expired);
        }
        if !code.is_for(sent.redirect_uri) {
            return Err(CodeFault::AddressDiffers);
        }
        if !code.is_proven_by(sent.verifier) {
            return Err(CodeFault::Verifier);
        }
        match code.redeemed_at {
            None => Ok(()),
            Some(_) => Err(CodeFault::Replayed),
        }
    }
}

impl Code {
    fn is_for(&self, redirect_uri: Option<&str>) -> bool {
        match redirect_uri {
            Some(sent) => sent == self.redirect_uri,
            None => self.address == AddressSent::No,
        }
    }

    /// RFC 9700 §4.8.2: a verifier without a challenge is refused as well.
    fn is_proven_by(&self, verifier: Option<&str>) -> bool {
        match (&self.pkce_challenge, verifier) {
            (Some(challenge), Some(verifier)) => challenge.is_met_by(verifier),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}
