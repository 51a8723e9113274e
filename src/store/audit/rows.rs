//! Rows of events.

use crate::domain::audit::kind::{EventKind, Outcome};
use crate::domain::audit::{ActorKind, Event, People};
use crate::domain::key::{AppId, RowKey};
use crate::domain::time::Timestamp;
use crate::store::engine::row::row;
use crate::store::engine::schema::audit;

row! {
    pub struct EventRow of Event in audit by key, beside people: People {
        key: RowKey,
        event: EventKind,
        outcome: Outcome,
        actor_kind: ActorKind,
        actor: Option<i64>,
        user_key: Option<RowKey>,
        app_id: Option<AppId>,
        session_key: Option<RowKey>,
        request_id: Option<String>,
        network: Option<String>,
        detail: Option<String>,
        created_at: Timestamp,
    }
}
