//! `request`: is it whole, whose session is it, and who handles it.

use super::PlannedAnswer;
use super::session::{self, UserSession};
use crate::domain::callback::sign;
use crate::domain::gateway::Stage;
use crate::domain::gateway::answer::Fault;
use crate::domain::gateway::handover::Handover;
use crate::domain::gateway::request::{self, SessionSeen, UnknownSession, Whole};
use crate::domain::gateway::sent::{RequestType, Sent};
use crate::domain::key::RowKey;
use crate::domain::secret::random_alphanumerics;
use crate::flow::{Planned, Platform};
use crate::store::Loaded;

/// Characters of the id of a call.
const CALL_ID_CHARS: usize = 22;

/// What an accepted request becomes. The session's id is the one that was sent.
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

/// Who answers.
enum Handler {
    Gateway,
    /// At this address, under this generation of its key.
    Webhook(String, i64),
}

pub fn request(
    platform: &Platform,
    stage: Stage,
    sent: Sent,
    unknown: UnknownSession,
) -> PlannedAnswer<Accepted> {
    let now = platform.clock.now();
    let whole = match request::read(stage, sent) {
        Ok(whole) => whole,
        Err(faults) => return Ok(Planned::ready(Err(faults))),
    };
    let client_key = whole.who.token.token.client_key;
    let own = session::of_id(platform, client_key, whole.session_id)?;
    let faults = whole.judge(stage, sent, SessionSeen::of(own.as_ref(), unknown));
    if !faults.is_empty() {
        return Ok(Planned::ready(Err(faults)));
    }
    let Some(handler) = handler(platform, &whole)? else {
        return Ok(Planned::ready(Err(vec![Fault::NoHandler])));
    };
    let UserSession { session, begins } = match own {
        Some(session) => {
            let user = session.user_mac.clone();
            session::used(platform, session, user, now)
        }
        None => session::of_user(platform, client_key, whole.session_id, now)?,
    };
    let session_id = whole.session_id.to_owned();
    let accepted = match handler {
        Handler::Gateway => Accepted::Ping { session_id },
        Handler::Webhook(url, generation) => {
            let jti = random_alphanumerics(CALL_ID_CHARS, &mut rand::rng());
            let handover = Handover::of(&whole, sent, &session.session_id, jti, now);
            let key = platform.key.webhook_key(client_key, generation);
            Accepted::HandOn(Call {
                session_id,
                client_key,
                url,
                signed_request: sign(&key, &handover),
            })
        }
    };
    Ok(Planned {
        change: begins,
        told: Ok(accepted),
    })
}

/// None: the client has no webhook.
fn handler(platform: &Platform, whole: &Whole) -> Loaded<Option<Handler>> {
    if whole.kind == RequestType::Ping {
        return Ok(Some(Handler::Gateway));
    }
    let name = &whole.who.client_name;
    let client = platform.store.read(|reader| reader.socket_client(name))?;
    Ok(client.and_then(|client| {
        let url = client.webhook_url?;
        Some(Handler::Webhook(url, client.webhook_key_generation))
    }))
}
