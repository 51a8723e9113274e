//! `handshake`: an end user shows up at an identified client.

use super::answer::Fault;
use super::request::TokenSeen;
use super::sent::Sent;
use super::{Identified, Stage};

/// Whether the auth token has to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// The published library sends none.
    Lenient,
    Strict,
}

/// Who asks, and the end user's own identifier.
pub fn judge<'a>(
    stage: Stage<'a>,
    sent: Sent<'a>,
    strictness: Strictness,
) -> Result<(&'a Identified, &'a str), Vec<Fault>> {
    let Stage::Identified(who) = stage else {
        return Err(vec![Fault::NotIdentified]);
    };
    if stage.live().is_some() && sent.has("secret") {
        return Err(vec![Fault::SecretNotAccepted]);
    }
    let mut faults = Vec::new();
    if (strictness == Strictness::Strict || sent.has("auth_token"))
        && TokenSeen::of(who, sent) == TokenSeen::Foreign
    {
        faults.push(Fault::TokenNotValid);
    }
    let token = sent.text("token");
    if token.is_none() {
        faults.push(Fault::UserTokenNotValid);
    }
    if sent.has("client") && sent.text("client") != Some(&who.client_name) {
        faults.push(Fault::ClientDoesNotMatch);
    }
    if stage.live().is_none() {
        faults.push(Fault::TokenExpired);
    }
    match token {
        Some(token) if faults.is_empty() => Ok((who, token)),
        _ => Err(faults),
    }
}
