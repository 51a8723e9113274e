//! Sign-out that an app begins (OpenID Connect RP-Initiated Logout 1.0 §2, §3).

use crate::domain::oauth::authorize::LONGEST_STATE;
use crate::domain::oauth::client::App;
use crate::domain::oauth::error::RefusalCode;
use crate::domain::oauth::params::{Param, Params, Sent};
use crate::domain::oauth::redirect_uri::RegisteredUri;
use url::form_urlencoded::Serializer;

/// What an app says when it sends somebody here to sign out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogoutRequest {
    /// An ID token of ours, whatever its age.
    pub id_token_hint: Option<String>,
    pub client_id: Option<String>,
    pub post_logout_redirect_uri: Option<String>,
    /// Given back exactly.
    pub state: Option<String>,
}

impl LogoutRequest {
    /// From a query string as received.
    pub fn parse(query: &str) -> Result<Self, RefusalCode> {
        let params = Params::parse(query);
        let once = |param| match params.get(param) {
            Sent::Absent => Ok(None),
            Sent::Once(value) => Ok(Some(value.to_owned())),
            Sent::Repeated => Err(RefusalCode::ParameterRepeated),
            Sent::Malformed => Err(RefusalCode::ParameterMalformed),
        };
        let request = Self {
            id_token_hint: once(Param::IdTokenHint)?,
            client_id: once(Param::ClientId)?,
            post_logout_redirect_uri: once(Param::PostLogoutRedirectUri)?,
            state: once(Param::State)?,
        };
        once(Param::UiLocales)?;
        let is_long = |state: &String| state.len() > LONGEST_STATE;
        if request.state.as_ref().is_some_and(is_long) {
            return Err(RefusalCode::ParameterMalformed);
        }
        Ok(request)
    }
}

/// What the ID token says that came along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// There is none, or nothing in it counts.
    None,
    /// Of the session of this browser.
    OfThisSession,
    /// Of another session, or of somebody else.
    OfAnother,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The session ends without a question, then as [`Next::Leave`].
    End,
    /// The person is asked.
    Ask,
    /// To the app's address, where it named a registered one, else to the page of who has signed out.
    Leave,
    /// To that page.
    Stay,
}

pub const fn next(is_signed_in: bool, hint: Hint) -> Next {
    match (is_signed_in, hint) {
        (true, Hint::OfThisSession) => Next::End,
        (true, Hint::None | Hint::OfAnother) => Next::Ask,
        (false, Hint::OfThisSession | Hint::OfAnother) => Next::Leave,
        (false, Hint::None) => Next::Stay,
    }
}

/// The address that an app registered for who has signed out, with the state. It has no other constructor than
/// [`farewell`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Farewell(String);

impl Farewell {
    pub fn into_text(self) -> String {
        self.0
    }
}

/// Compared as redirect addresses are: character by character, but for the port of a program on this machine.
pub fn farewell(app: &App, request: &LogoutRequest) -> Option<Farewell> {
    let given = request.post_logout_redirect_uri.as_deref()?;
    let is_it = |raw: &String| {
        let registered = RegisteredUri::kept(raw.clone());
        raw == given || registered.is_some_and(|uri| uri.is_but_for_the_port(given, app.kind))
    };
    app.post_logout_uris.iter().find(|raw| is_it(raw))?;
    Some(Farewell(match &request.state {
        None => given.to_owned(),
        Some(state) => {
            let (start, joint) = match given.split_once('?') {
                None => (given.len() + 1, "?"),
                Some((path, _)) => (path.len() + 1, ""),
            };
            Serializer::for_suffix([given, joint].concat(), start)
                .append_pair("state", state)
                .finish()
        }
    }))
}
