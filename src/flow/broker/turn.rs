//! TURN credentials for a session, or for an endpoint that its app's server names.

use super::Answered;
use super::caller::Caller;
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::id::make_uuid;
use crate::domain::broker::role::RoleBody;
use crate::domain::broker::standing::{EndpointId, RoleOf};
use crate::domain::broker::turn::{TurnCredentials, TurnUser};
use crate::flow::Platform;

/// `endpoint_id` counts with an App-Secret only.
pub fn issue(
    platform: &Platform,
    caller: Caller,
    endpoint_id: Option<&str>,
) -> Answered<TurnCredentials> {
    let now = platform.clock.now();
    let policy = platform.policy.broker.as_ref();
    let turn = policy.and_then(|policy| policy.turn.as_ref());
    match caller {
        Caller::Endpoint(found) => {
            if !role_of(platform, &found.session.role)?.media_relay {
                return Err(BrokerError::NotAuthorized.into());
            }
            let user = TurnUser {
                app_uuid: &found.standing.app_uuid,
                session_uuid: &found.session.public_id,
                endpoint_id: found.session.endpoint_id.as_str(),
                ends_at: Some(found.session.expires_at),
            };
            Ok(turn.ok_or(BrokerError::NoTurn)?.issue(&user, now))
        }
        Caller::App(app) => {
            let missing = || BrokerError::field("endpointId", "endpointId is needed.");
            let endpoint_id = endpoint_id
                .and_then(EndpointId::parse)
                .ok_or_else(missing)?;
            let user = TurnUser {
                app_uuid: &app.uuid,
                session_uuid: &make_uuid(&mut rand::rng()),
                endpoint_id: endpoint_id.as_str(),
                ends_at: None,
            };
            Ok(turn.ok_or(BrokerError::NoTurn)?.issue(&user, now))
        }
        Caller::Admin(_) => Err(BrokerError::NotAuthorized.into()),
        Caller::Nobody => Err(BrokerError::NotAuthenticated.into()),
    }
}

/// What an endpoint may do, now: a changed role counts at once.
pub fn role_of(platform: &Platform, role: &RoleOf) -> Answered<RoleBody> {
    Ok(match role {
        RoleOf::Development => RoleBody::development(),
        RoleOf::Role(uuid) => {
            let found = platform.store.read(|reader| reader.role(uuid))?;
            found.ok_or(BrokerError::NotAuthenticated)?.body
        }
    })
}
