//! `handshake`: the session of an end user, found or begun.

use super::PlannedAnswer;
use super::session::{self, UserSession};
use crate::domain::gateway::Stage;
use crate::domain::gateway::handshake::{self, Strictness};
use crate::domain::gateway::sent::Sent;
use crate::flow::{Planned, Platform};

/// A session that is kept.
pub struct Session {
    pub session_id: String,
    /// The end user's identifier, as it was sent.
    pub token: String,
}

pub fn handshake(
    platform: &Platform,
    stage: Stage,
    sent: Sent,
    strictness: Strictness,
) -> PlannedAnswer<Session> {
    let now = platform.clock.now();
    let (who, token) = match handshake::judge(stage, sent, strictness) {
        Ok(judged) => judged,
        Err(faults) => return Ok(Planned::ready(Err(faults))),
    };
    let client_key = who.token.token.client_key;
    let UserSession { session, begins } = session::of_user(platform, client_key, token, now)?;
    Ok(Planned {
        change: begins,
        told: Ok(Session {
            session_id: session.session_id,
            token: token.to_owned(),
        }),
    })
}
