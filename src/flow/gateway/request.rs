//! `request`: is it whole, is its session there, and who handles it.

use super::handshake::touch;
use crate::domain::callback::sign;
use crate::domain::gateway::Stage;
use crate::domain::gateway::answer::Fault;
use crate::domain::gateway::handover::Handover;
use crate::domain::gateway::request::{self, SessionSeen};
use crate::domain::gateway::sent::{RequestType, Sent};
use crate::domain::key::RowKey;
use crate::domain::secret::random_alphanumerics;
use crate::flow::{Failure, Platform};
use crate::store::Loaded;

/// Characters of the id of a call.
const CALL_ID_CHARS: usize = 22;

/// What an accepted request becomes.
pub enum Accepted {
    Ping { session_id: String },
    HandOn(Call),
}

/// For the client's webhook.
pub struct Call {
    pub session_id: String,
    pub client_key: RowKey,
    pub url: String,
    pub signed_request: String,
}

pub fn request(
    platform: &Platform,
    stage: Stage,
    sent: Sent,
) -> Result<Result<Accepted, Vec<Fault>>, Failure> {
    let now = platform.clock.now();
    let whole = match request::read(stage, sent) {
        Ok(whole) => whole,
        Err(faults) => return Ok(Err(faults)),
    };
    let client_key = whole.who.token.token.client_key;
    let session = platform
        .store
        .read(|reader| reader.socket_session(client_key, whole.session_id))?;
    let seen = match &session {
        Some(_) => SessionSeen::There,
        None => SessionSeen::Missing,
    };
    let faults = whole.judge(stage, sent, seen);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let change = session.and_then(|session| touch(&session, session.user_mac.clone(), now));
    if let Some(change) = change {
        platform.store.note(change);
    }
    let session_id = whole.session_id.to_owned();
    if whole.kind == RequestType::Ping {
        return Ok(Ok(Accepted::Ping { session_id }));
    }
    let Some((url, generation)) = webhook(platform, &whole.who.client_name)? else {
        return Ok(Err(vec![Fault::NoHandler]));
    };
    let jti = random_alphanumerics(CALL_ID_CHARS, &mut rand::rng());
    let handover = Handover::of(&whole, sent, jti, now);
    let key = platform.key.webhook_key(client_key, generation);
    Ok(Ok(Accepted::HandOn(Call {
        session_id,
        client_key,
        url,
        signed_request: sign(&key, &handover),
    })))
}

/// Where the client's requests are handed on to, and under which of its keys.
fn webhook(platform: &Platform, name: &str) -> Loaded<Option<(String, i64)>> {
    let client = platform.store.read(|reader| reader.socket_client(name))?;
    Ok(client.and_then(|client| Some((client.webhook_url?, client.webhook_key_generation))))
}
