//! What a program is told that came by itself, wherever it asked: tokens, a device's codes, or that one was revoked.

use super::Failure;
use super::client::{Client, ClientAuthRefusal};
use crate::domain::account::second_step::SECOND_FACTOR_NEEDED;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::oauth::client::App;
use crate::domain::oauth::token_error::TokenError;
use std::sync::Arc;

pub struct ClientReply<T> {
    pub outcome: Result<T, TokenError>,
    /// Its pages may read it (CORS).
    pub app: Option<Arc<App>>,
    pub story: Story,
}

/// Serves an app that showed to be itself.
pub(super) fn serve<T>(
    client: Client,
    decision: LogDecision,
    serve: impl FnOnce(&App) -> Result<Result<T, TokenError>, Failure>,
) -> Result<ClientReply<T>, Failure> {
    let (outcome, app) = match client {
        Err(ClientAuthRefusal { error, named }) => (Err(error), named),
        Ok(client) => {
            let app = client.into_app();
            (serve(&app)?, Some(app))
        }
    };
    let story = story_of(decision, outcome.as_ref().err(), app.as_deref());
    Ok(ClientReply {
        outcome,
        app,
        story,
    })
}

/// With the app that was named.
pub(super) fn story_of(
    decision: LogDecision,
    error: Option<&TokenError>,
    app: Option<&App>,
) -> Story {
    Story {
        client_id: app.map(|app| app.client_id.clone()),
        app_name: app.map(|app| app.name.clone()),
        ..refusal_or(decision, error)
    }
}

/// Refusals are told with their reason.
pub(super) fn refusal_or(decision: LogDecision, error: Option<&TokenError>) -> Story {
    match error {
        None => Story::of(decision),
        Some(error) => Story {
            reason: Some(in_full(error)),
            ..Story::of(LogDecision::TokenRefused)
        },
    }
}

fn in_full(error: &TokenError) -> String {
    let told = format!("{}: {}", error.code(), error.description());
    match error {
        TokenError::SecondFactorNeeded => SECOND_FACTOR_NEEDED.to_owned(),
        TokenError::AssertionInvalid(fault) => format!("{told} ({fault})"),
        _ => told,
    }
}
