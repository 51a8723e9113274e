//! What an app has for one of its users, taken away as a whole.

use super::Answered;
use crate::domain::audit::happened::Happened;
use crate::domain::broker::standing::EndpointId;
use crate::domain::change::{Change, Guard};
use crate::domain::oauth::client::App;
use crate::flow::{Failure, Platform};
use crate::store::{CommitError, Lost};

/// Every one-time token and session of this endpoint is dead at the next request. That there were any is not
/// asked for.
pub fn remove(platform: &Platform, app: &App, endpoint_id: &str) -> Answered<()> {
    let endpoint_id = EndpointId::named(Some(endpoint_id))?;
    let there = Guard::EndpointThere {
        app_id: app.id,
        endpoint_id: endpoint_id.as_str().to_owned(),
    };
    let event = platform.event(&Happened::EndpointRemoved, platform.clock.now());
    let change = Change::guarded(there, vec![event.at_app(app.id).into()]);
    match platform.store.commit(change) {
        Ok(()) | Err(CommitError::Lost(Lost::Ended)) => Ok(()),
        Err(error) => Err(Failure::from(error).into()),
    }
}
