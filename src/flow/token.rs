//! The token endpoint: which app, which grant, then tokens or a refusal (RFC 6749 §3.2, §5).

use super::client::{self, Refused};
use super::{
    Failure, Platform, Presence, code_grant, credentials, password_grant, refresh_grant, tokens,
};
use crate::domain::account::brake::Braked;
use crate::domain::answer::Story;
use crate::domain::change::Change;
use crate::domain::oauth::client::{App, GrantType};
use crate::domain::oauth::client_auth::InQuery;
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;

/// A program's request for tokens.
pub struct TokenCall {
    pub request: ClientRequest,
    /// Where it comes from, for the brake on passwords.
    pub address: Network,
    pub presence: Presence,
}

/// What the program is told, and which app's pages may read it.
pub struct Told {
    pub outcome: Result<TokenAnswer, TokenError>,
    pub app: Option<App>,
    pub story: Story,
}

/// An answer that may have to wait until something is remembered. When that was lost to somebody faster,
/// the whole flow runs again, upon what is there then.
pub struct Planned {
    pub change: Option<Change>,
    pub told: Told,
}

/// An authenticated app asks for tokens by a grant that it may use.
pub(super) struct Asking<'a> {
    pub app: &'a App,
    pub call: &'a TokenCall,
    pub now: Timestamp,
}

/// What a grant came to.
pub(super) struct Outcome {
    pub change: Option<Change>,
    pub answer: Result<TokenAnswer, TokenError>,
    /// The public id of the user whose tokens these are.
    pub user: Option<String>,
    /// The sign-in limit that refused it.
    pub held_by: Option<Braked>,
}

impl Outcome {
    pub fn refused(error: TokenError) -> Self {
        Self {
            change: None,
            answer: Err(error),
            user: None,
            held_by: None,
        }
    }

    pub fn braked(by: Braked) -> Self {
        Self {
            held_by: Some(by),
            ..Self::refused(TokenError::Braked(by.wait))
        }
    }
}

impl Asking<'_> {
    pub fn get(&self, param: ClientParam) -> Option<&str> {
        self.call.request.get(param)
    }
}

pub fn plan(platform: &Platform, call: &TokenCall) -> Result<Planned, Failure> {
    let now = platform.clock.now();
    let client = client::authenticate(platform, &call.request, InQuery::IfOptedIn, now)?;
    let app = match client {
        Ok(client) => client.into_app(),
        Err(Refused { error, named }) => {
            return Ok(told(Outcome::refused(error), named, "token refused"));
        }
    };
    let asking = Asking {
        app: &app,
        call,
        now,
    };
    let (outcome, decision) = match grant_type(&asking) {
        Ok(grant) => (run(platform, &asking, grant)?, decision(grant)),
        Err(error) => (Outcome::refused(error), "token refused"),
    };
    Ok(told(outcome, Some(app), decision))
}

fn run(platform: &Platform, asking: &Asking, grant: GrantType) -> Result<Outcome, Failure> {
    match grant {
        GrantType::AuthorizationCode => code_grant::redeem(platform, asking),
        GrantType::RefreshToken => refresh_grant::refresh(platform, asking),
        GrantType::ClientCredentials => Ok(tokens::for_the_app(platform, asking)),
        GrantType::Password => password_grant::trade(platform, asking),
    }
}

fn grant_type(asking: &Asking) -> Result<GrantType, TokenError> {
    let word = asking.get(ClientParam::GrantType);
    let word = word.unwrap_or(GrantType::AuthorizationCode.word());
    let grant = GrantType::from_word(word).ok_or(TokenError::GrantUnsupported)?;
    if asking.app.grants.contains(&grant) {
        Ok(grant)
    } else {
        Err(TokenError::GrantNotEnabled(grant))
    }
}

const fn decision(grant: GrantType) -> &'static str {
    match grant {
        GrantType::AuthorizationCode => "code redeemed",
        GrantType::RefreshToken => "refreshed",
        GrantType::ClientCredentials => "token for the app",
        GrantType::Password => "token for a password",
    }
}

fn told(outcome: Outcome, app: Option<App>, decision: &'static str) -> Planned {
    let told = refusal_or(decision, outcome.answer.as_ref().err());
    let story = Story {
        client_id: app.as_ref().map(|app| app.client_id.clone()),
        app_name: app.as_ref().map(|app| app.name.clone()),
        user: outcome.user,
        reason: outcome.held_by.map(credentials::reason).or(told.reason),
        ..told
    };
    Planned {
        change: outcome.change,
        told: Told {
            outcome: outcome.answer,
            app,
            story,
        },
    }
}

/// Refusals are told with their reason.
pub(super) fn refusal_or(decision: &'static str, error: Option<&TokenError>) -> Story {
    match error {
        None => Story::of(decision),
        Some(error) => Story {
            reason: Some(format!("{}: {}", error.code(), error.description())),
            ..Story::of("token refused")
        },
    }
}
