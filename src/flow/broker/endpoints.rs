//! What an app has for one of its users, taken away as a whole.

use super::Answered;
use crate::domain::audit::happened::Happened;
use crate::domain::broker::standing::EndpointId;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::App;
use crate::flow::{Failure, Platform};

/// Every one-time token and session of this endpoint is dead at the next request. That there were any is not
/// asked for.
pub fn remove(platform: &Platform, app: &App, endpoint_id: &str) -> Answered<()> {
    let endpoint_id = EndpointId::named(Some(endpoint_id))?;
    let removal = Write::RemoveEndpoint {
        app_id: app.id,
        endpoint_id: endpoint_id.as_str().to_owned(),
    };
    let event = platform.event(&Happened::EndpointRemoved, platform.clock.now());
    let change = Change::writes(vec![removal, event.at_app(app.id).into()]);
    Ok(platform.store.commit(change).map_err(Failure::from)?)
}
