//! `request`: what a client wants done for one of its users.

use super::answer::Fault;
use super::sent::{RequestType, Sent};
use super::session::SocketSession;
use super::{Identified, Stage};
use crate::domain::secret::{PlainToken, TokenKind};

/// Whether the token that was sent is the connection's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSeen {
    Own,
    /// Another's, or none.
    Foreign,
}

impl TokenSeen {
    pub fn of(who: &Identified, sent: Sent) -> Self {
        let presented = sent.text("auth_token").and_then(PlainToken::parse);
        let kept = &who.token.token.secret_hash;
        match presented {
            Some(token) if kept.matches(&token.hash(TokenKind::Socket)) => Self::Own,
            _ => Self::Foreign,
        }
    }
}

/// A request that is whole; whether its session is there, its client's store has to tell.
pub struct Whole<'a> {
    pub who: &'a Identified,
    pub kind: RequestType,
    /// As it was sent.
    pub session_id: &'a str,
}

/// The first five refusals, all that apply; also a type that there is not.
pub fn read<'a>(stage: Stage<'a>, sent: Sent<'a>) -> Result<Whole<'a>, Vec<Fault>> {
    if stage.live().is_some() && sent.has("secret") {
        return Err(vec![Fault::SecretNotAccepted]);
    }
    let kind = RequestType::of(sent);
    let mut faults = Vec::new();
    let who = match stage {
        Stage::Fresh => {
            faults.extend([Fault::NotIdentified, Fault::TokenNotValid]);
            None
        }
        Stage::Identified(who) => {
            if TokenSeen::of(who, sent) == TokenSeen::Foreign {
                faults.push(Fault::TokenNotValid);
            }
            Some(who)
        }
    };
    if sent.text("client").is_none() {
        faults.push(Fault::ClientNotDefined);
    }
    let session_id = sent.text("session_id");
    if session_id.is_none() {
        faults.push(Fault::SessionNotDefined);
    }
    if lacks_text(kind, sent) {
        faults.push(Fault::TextNotDefined);
    }
    if kind.is_none() {
        faults.push(Fault::TypeNotSupported);
    }
    match (who, kind, session_id) {
        (Some(who), Some(kind), Some(session_id)) if faults.is_empty() => Ok(Whole {
            who,
            kind,
            session_id,
        }),
        _ => Err(faults),
    }
}

/// A message needs its text; in the others it may be left out, but what is sent is a text.
fn lacks_text(kind: Option<RequestType>, sent: Sent) -> bool {
    match kind {
        Some(RequestType::Message) => sent.text("text").is_none(),
        _ => sent.any("text").is_some_and(|text| !text.is_string()),
    }
}

/// What a session id is that is none of this client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownSession {
    /// A user's token, as if it had been handshaken: published programs name their sessions themselves.
    UserToken,
    Refused,
}

/// What is known of the session that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionSeen {
    There,
    /// Its id is the token of a user, whose session is found or begun by it.
    ByUserToken,
    Missing,
}

impl SessionSeen {
    /// With the session of this id, where it is this client's: another's is as good as none.
    pub const fn of(own: Option<&SocketSession>, unknown: UnknownSession) -> Self {
        match (own, unknown) {
            (Some(_), _) => Self::There,
            (None, UnknownSession::UserToken) => Self::ByUserToken,
            (None, UnknownSession::Refused) => Self::Missing,
        }
    }
}

impl Whole<'_> {
    /// The refusals that come after those of [`read`], all that apply.
    pub fn judge(&self, stage: Stage, sent: Sent, session: SessionSeen) -> Vec<Fault> {
        let mut faults = Vec::new();
        if sent.text("client") != Some(&self.who.client_name) {
            faults.push(Fault::ClientDoesNotMatch);
        }
        if stage.live().is_none() {
            faults.push(Fault::TokenExpired);
        }
        if session == SessionSeen::Missing {
            faults.push(Fault::SessionMissing);
        }
        faults
    }
}
