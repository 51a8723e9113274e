//! Events in the log.

use crate::domain::audit::Event;
use crate::domain::key::RowKey;

/// One that is written down.
pub fn tell(event: &Event) {
    tracing::info!(
        id = event.key.encode(),
        event = event.event.word(),
        outcome = event.outcome.word(),
        actor_kind = event.actor_kind.word(),
        actor = event.people.actor,
        user = event.people.user,
        app = event.app_id.map(|app| app.0),
        session = event.session_key.map(RowKey::encode),
        request_id = event.request_id,
        network = event.network,
        detail = event.detail,
        "audit"
    );
}
