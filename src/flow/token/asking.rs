//! What a grant is asked with, and what it comes to.

use crate::domain::account::brake::Braked;
use crate::domain::audit::Actor;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::oauth::client::App;
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::oauth::grant::{Grant, GrantStanding};
use crate::domain::oauth::scope::{ScopeFault, Scopes};
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::openid::resource::{AskedFor, Audience, UnknownResource};
use crate::domain::openid::scope::{OF_A_VISIT, OPENID};
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::flow::hashers::Presence;

/// A program's request for tokens.
pub struct TokenCall {
    pub request: ClientRequest,
    /// Where it comes from, for the brake on passwords.
    pub address: Network,
    pub presence: Presence,
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

    /// Of the user whose grant it is.
    pub fn of(
        grant: &GrantStanding,
        change: Option<Change>,
        answer: Result<TokenAnswer, TokenError>,
    ) -> Self {
        Self {
            change,
            answer,
            user: Some(grant.person.user.public_id.clone()),
            held_by: None,
        }
    }

    /// What is good for one use came twice: two hold it, and nobody knows which of them is the thief. It takes with it
    /// what its first use gave (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
    pub fn replayed(
        platform: &Platform,
        asking: &Asking,
        grant: &GrantStanding,
        (happened, error): (Happened, TokenError),
    ) -> Self {
        let (key, at) = (grant.grant.key, asking.now);
        let event = platform.event(&happened, at).by(Actor::app(asking.app.id));
        let event = event.concerning(Some(grant.user_key));
        let writes = vec![
            Write::EndGrant { key, at },
            event.at_app(asking.app.id).into(),
        ];
        // The first time: then it is over.
        let is_open = grant.grant.ended_at.is_none();
        let change = is_open.then(|| Change::guarded(Guard::GrantOpen(key), writes));
        Self::of(grant, change, Err(error))
    }

    pub fn braked(by: Braked) -> Self {
        Self {
            held_by: Some(by),
            ..Self::refused(TokenError::Braked(by.wait))
        }
    }
}

impl Asking<'_> {
    /// What is granted to who asks without a person at our pages, and whether that is another set than they named.
    pub fn scopes_without_a_visit(
        &self,
        platform: &Platform,
    ) -> Result<(Scopes, bool), ScopeFault> {
        let sent = self.get(ClientParam::Scope);
        let (granted, changed) = self
            .app
            .scopes
            .choose(sent, &platform.policy.only_by_name)?;
        let left = granted.without(&OF_A_VISIT);
        if left == granted {
            return Ok((granted, changed));
        }
        if left.is_empty() {
            return Err(ScopeFault);
        }
        Ok((left, true))
    }

    /// For which resource servers, where nothing was granted before.
    pub fn audience(&self) -> Result<Audience, TokenError> {
        let asked = AskedFor {
            named: self.resources(),
            is_openid: false,
        };
        let chosen = asked.of(&self.app.resources);
        chosen.map_err(|UnknownResource| TokenError::ResourceUnknown)
    }

    /// For which of those that were granted, as far as the app still has them.
    pub fn audience_of(&self, grant: &Grant) -> Result<Audience, TokenError> {
        let knows_none = self.app.resources.is_empty() && grant.audience.is_empty();
        if knows_none && !grant.scopes.holds(OPENID) {
            return Ok(Audience::default());
        }
        let left = grant.audience.left(&self.app.resources);
        let chosen = left.and_then(|left| left.narrow(&self.resources()).ok());
        chosen.ok_or(TokenError::ResourceUnknown)
    }

    /// Whether a token of this audience is what is asked for now.
    pub fn names(&self, audience: &Audience) -> bool {
        let named = self.resources();
        let chosen = audience.narrow(&named);
        let knows_none = self.app.resources.is_empty() && audience.is_empty();
        knows_none || chosen.as_ref() == Ok(audience)
    }

    fn resources(&self) -> Vec<&str> {
        self.call.request.all(ClientParam::Resource)
    }

    pub fn get(&self, param: ClientParam) -> Option<&str> {
        self.call.request.get(param)
    }
}
