//! What an app has for one of its users, taken away as a whole.

use super::Answered;
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::standing::EndpointId;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::App;
use crate::flow::{Failure, Platform};

/// Every one-time token and session of this endpoint is dead at the next request. That there were any is not
/// asked for.
pub fn remove(platform: &Platform, app: &App, endpoint_id: &str) -> Answered<()> {
    let endpoint_id = EndpointId::parse(endpoint_id).ok_or_else(|| {
        BrokerError::field(
            "endpointId",
            "endpointId is a text of 1 to 255 characters without spaces.",
        )
    })?;
    let removal = Write::RemoveEndpoint {
        app_id: app.id,
        endpoint_id: endpoint_id.as_str().to_owned(),
    };
    let change = Change::writes(vec![removal]);
    Ok(platform.store.commit(change).map_err(Failure::from)?)
}
