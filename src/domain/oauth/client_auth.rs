//! Client authentication: which app is it, and is it really that one (RFC 6749 §2.3, §3.2.1)?

use super::client::{
    App, AppSecret, ClientName, Confidentiality, KnownApp, Switch, hash_client_secret,
};
use super::client_request::{Basic, ClientParam, ClientRequest, Manner};
use super::token_error::TokenError;
use crate::domain::time::Timestamp;
use std::sync::Arc;

/// What parameters in the address are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InQuery {
    Never,
    /// For apps with [`Switch::TokenByGet`].
    IfOptedIn,
}

/// Who somebody says they are, and what they bring to show it.
#[derive(PartialEq, Eq)]
pub struct Credentials<'a> {
    pub name: ClientName,
    secret: Option<Secret<'a>>,
}

/// A client secret, and the other reading of it where it came by Basic.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Secret<'a> {
    sent: &'a str,
    raw: &'a str,
}

impl<'a> Secret<'a> {
    /// An empty one counts as none.
    fn of(sent: &'a str, raw: &'a str) -> Option<Self> {
        (!sent.is_empty()).then_some(Self { sent, raw })
    }
}

/// An app that showed to be itself; a public one only names itself. Made by [`authenticate`] alone.
#[derive(Debug)]
pub struct AuthenticatedClient(Arc<App>);

impl AuthenticatedClient {
    pub fn app(&self) -> &App {
        &self.0
    }

    pub fn into_app(self) -> Arc<App> {
        self.0
    }
}

/// The credentials of a request, which come in one way only.
pub fn credentials(request: &ClientRequest) -> Result<Credentials<'_>, TokenError> {
    if request.repeats() {
        return Err(TokenError::Repeated);
    }
    let (id, secret) = match request.basic() {
        [] => (
            request.get(ClientParam::ClientId),
            request
                .get(ClientParam::ClientSecret)
                .and_then(|secret| Secret::of(secret, secret)),
        ),
        [
            Basic::Pair {
                id,
                secret,
                raw_secret,
            },
        ] => {
            if request.get(ClientParam::ClientSecret).is_some() {
                return Err(TokenError::TwoWays);
            }
            (Some(id.as_str()), Secret::of(secret, raw_secret))
        }
        [Basic::Malformed] => return Err(TokenError::ClientUnknown),
        _ => return Err(TokenError::TwoWays),
    };
    let id = id.ok_or(TokenError::ClientIdMissing)?;
    let name = ClientName::parse(id).ok_or(TokenError::ClientUnknown)?;
    Ok(Credentials { name, secret })
}

/// Checks them. `app` is the one that they name, if there is one.
pub fn authenticate(
    request: &ClientRequest,
    credentials: &Credentials,
    app: Option<&KnownApp>,
    in_query: InQuery,
    now: Timestamp,
) -> Result<AuthenticatedClient, TokenError> {
    let known = app.filter(|known| known.app.is_active());
    let KnownApp { app, secrets } = known.ok_or(TokenError::ClientUnknown)?;
    let opted_in = in_query == InQuery::IfOptedIn && app.has(Switch::TokenByGet);
    if !opted_in {
        check_covered(request)?;
    } else if request.has_in_query(|_| true) && request.has_in_body() {
        return Err(TokenError::Split);
    }
    let in_body = request.get(ClientParam::ClientId);
    // With Basic the body may name the app once more, by its key or its number.
    if in_body.is_some_and(|id| !ClientName::parse(id).is_some_and(|name| name.is_of(app))) {
        return Err(TokenError::TwoWays);
    }
    let is_itself = match (app.confidentiality, credentials.secret) {
        (Confidentiality::Public, secret) => secret.is_none(),
        (Confidentiality::Confidential, None) => false,
        (Confidentiality::Confidential, Some(Secret { sent, raw })) => {
            opens(secrets, sent, now) || (raw != sent && opens(secrets, raw, now))
        }
    };
    if is_itself {
        Ok(AuthenticatedClient(Arc::clone(app)))
    } else {
        Err(TokenError::SecretWrong)
    }
}

/// RFC 6749 §2.3.1: credentials are never part of the address; the other parameters neither.
fn check_covered(request: &ClientRequest) -> Result<(), TokenError> {
    if request.manner == Manner::Get {
        Err(TokenError::NotByGet)
    } else if request.has_in_query(|param| param == ClientParam::ClientSecret) {
        Err(TokenError::SecretWrong)
    } else if request.has_in_query(|_| true) {
        Err(TokenError::InQuery)
    } else {
        Ok(())
    }
}

/// Looks at every secret, whichever fits.
fn opens(secrets: &[AppSecret], sent: &str, now: Timestamp) -> bool {
    let sent = hash_client_secret(sent);
    let live = secrets.iter().filter(|secret| secret.is_live(now));
    live.fold(false, |opened, secret| secret.hash.matches(&sent) | opened)
}
