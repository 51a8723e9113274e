//! What a grant is asked with, and what it comes to.

use crate::domain::account::brake::Braked;
use crate::domain::change::Change;
use crate::domain::oauth::client::App;
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::oauth::token_answer::TokenAnswer;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;
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
