//! The token endpoint: which app, which grant, then tokens or a refusal (RFC 6749 §3.2, §5).

mod app;
mod asking;
mod code;
mod device;
pub(super) mod pair;
mod password;
mod refresh;

pub use asking::TokenCall;

use super::client::{self, Client, ClientAuthRefusal};
use super::client_reply::story_of;
use super::{ClientReply, Failure, Planned, Platform, credentials};
use crate::domain::answer::{LogDecision, Story};
use crate::domain::oauth::client::{App, GrantType};
use crate::domain::oauth::client_auth::InQuery;
use crate::domain::oauth::client_request::ClientParam;
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::oauth::token_error::TokenError;
use asking::{Asking, Outcome};
use std::sync::Arc;

/// Which app it is that asks.
pub async fn authenticate(platform: &Platform, call: &TokenCall) -> Result<Client, Failure> {
    client::authenticate(platform, &call.request, InQuery::IfOptedIn).await
}

pub fn plan(
    platform: &Platform,
    call: &TokenCall,
    client: Client,
) -> Result<Planned<ClientReply<TokenAnswer>>, Failure> {
    let now = platform.clock.now();
    let app = match client {
        Ok(client) => client.into_app(),
        Err(ClientAuthRefusal { error, named }) => {
            return Ok(told(
                Outcome::refused(error),
                named,
                LogDecision::TokenRefused,
            ));
        }
    };
    let asking = Asking {
        app: &app,
        call,
        now,
    };
    let (outcome, decision) = match grant_type(&asking) {
        Ok(grant) => (run(platform, &asking, grant)?, decision(grant)),
        Err(error) => (Outcome::refused(error), LogDecision::TokenRefused),
    };
    Ok(told(outcome, Some(app), decision))
}

fn run(platform: &Platform, asking: &Asking, grant: GrantType) -> Result<Outcome, Failure> {
    match grant {
        GrantType::AuthorizationCode => code::redeem(platform, asking),
        GrantType::RefreshToken => refresh::refresh(platform, asking),
        GrantType::ClientCredentials => Ok(app::for_the_app(platform, asking)),
        GrantType::Password => password::trade(platform, asking),
        GrantType::DeviceCode => device::redeem(platform, asking),
    }
}

fn grant_type(asking: &Asking) -> Result<GrantType, TokenError> {
    let grant = match asking.get(ClientParam::GrantType) {
        Some(name) => GrantType::of_wire(name).ok_or(TokenError::GrantUnsupported)?,
        None => GrantType::AuthorizationCode,
    };
    // While an app waits, its owner alone may sign in to it, and at a page.
    let is_without_page = matches!(grant, GrantType::ClientCredentials | GrantType::Password);
    let is_open = asking.app.is_active() || !is_without_page;
    if is_open && asking.app.grants.contains(&grant) {
        Ok(grant)
    } else {
        Err(TokenError::GrantNotEnabled(grant))
    }
}

const fn decision(grant: GrantType) -> LogDecision {
    match grant {
        GrantType::AuthorizationCode => LogDecision::CodeRedeemed,
        GrantType::RefreshToken => LogDecision::Refreshed,
        GrantType::ClientCredentials => LogDecision::TokenForApp,
        GrantType::Password => LogDecision::TokenForPassword,
        GrantType::DeviceCode => LogDecision::TokenForDevice,
    }
}

fn told(
    outcome: Outcome,
    app: Option<Arc<App>>,
    decision: LogDecision,
) -> Planned<ClientReply<TokenAnswer>> {
    let told = story_of(decision, outcome.answer.as_ref().err(), app.as_deref());
    let story = Story {
        user: outcome.user,
        reason: outcome.held_by.map(credentials::reason).or(told.reason),
        ..told
    };
    let story = match outcome.held_by {
        Some(limit) => credentials::counted(limit, story),
        None => story,
    };
    Planned {
        change: outcome.change,
        told: ClientReply {
            outcome: outcome.answer,
            app,
            story,
        },
    }
}
