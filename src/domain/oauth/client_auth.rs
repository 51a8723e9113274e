//! Client authentication: which app is it, and is it really that one (RFC 6749 §2.3, §3.2.1)?

use super::client::{
    App, AppSecret, ClientName, Confidentiality, KnownApp, Switch, hash_client_secret,
};
use super::client_assertion::{self, Addressee, AssertionFault, UsedAssertion, Verifies};
use super::client_request::{Basic, ClientParam, ClientRequest, Manner};
use super::token_error::TokenError;
use crate::domain::key::RowKey;
use crate::domain::openid::jwt::{Read, Typ};
use crate::domain::time::Timestamp;
use serde_json::Value;
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
    brought: Brought<'a>,
}

#[derive(PartialEq, Eq)]
enum Brought<'a> {
    Nothing,
    Secret(Secret<'a>),
    Assertion(Box<Read<'a>>),
}

/// A client secret, and the other reading of it where it came by Basic.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Secret<'a> {
    sent: &'a str,
    raw: &'a str,
}

impl<'a> Secret<'a> {
    /// An empty one counts as none.
    fn of(sent: &'a str, raw: &'a str) -> Brought<'a> {
        if sent.is_empty() {
            Brought::Nothing
        } else {
            Brought::Secret(Self { sent, raw })
        }
    }
}

/// An app that showed to be itself; a public one only names itself. Made by [`authenticate`] alone.
#[derive(Debug)]
pub struct AuthenticatedClient {
    app: Arc<App>,
    secret: Option<RowKey>,
}

impl AuthenticatedClient {
    pub fn app(&self) -> &App {
        &self.app
    }

    /// By which it showed that, where it was by a secret.
    pub const fn secret(&self) -> Option<RowKey> {
        self.secret
    }

    pub fn into_app(self) -> Arc<App> {
        self.app
    }
}

/// What a request has shown.
pub enum Shown {
    Itself(AuthenticatedClient),
    IfUnused(IfUnused),
}

/// An app that showed to be itself by what counts once.
pub struct IfUnused {
    client: AuthenticatedClient,
    pub assertion: UsedAssertion,
}

impl IfUnused {
    /// It was not used before, and is from now on.
    pub fn used(self) -> AuthenticatedClient {
        self.client
    }
}

/// What credentials are judged by.
pub struct Bench<'a> {
    pub in_query: InQuery,
    /// Our own.
    pub issuer: &'a str,
    pub verifies: Verifies,
    pub now: Timestamp,
}

/// The credentials of a request, which come in one way only.
pub fn credentials(request: &ClientRequest) -> Result<Credentials<'_>, TokenError> {
    if request.repeats_this(ClientParam::ClientAssertion) {
        return Err(TokenError::TwoWays);
    }
    if request.repeats() {
        return Err(TokenError::Repeated);
    }
    let sent = |param| request.get(param).is_some();
    if sent(ClientParam::ClientAssertion) || sent(ClientParam::ClientAssertionType) {
        if sent(ClientParam::ClientSecret) || !request.basic().is_empty() {
            return Err(TokenError::TwoWays);
        }
        return signed(request).map_err(TokenError::AssertionInvalid);
    }
    let (id, brought) = match request.basic() {
        [] => {
            let secret = request.get(ClientParam::ClientSecret).unwrap_or_default();
            (
                request.get(ClientParam::ClientId),
                Secret::of(secret, secret),
            )
        }
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
    Ok(Credentials { name, brought })
}

/// RFC 7521 §4.2: who signed it need not name themselves beside it.
fn signed(request: &ClientRequest) -> Result<Credentials<'_>, AssertionFault> {
    if request.get(ClientParam::ClientAssertionType) != Some(client_assertion::TYPE) {
        return Err(AssertionFault::Type);
    }
    let text = request.get(ClientParam::ClientAssertion);
    let read = text.and_then(|text| Read::parse(text, Typ::ClientAssertion));
    let read = read.ok_or(AssertionFault::Form)?;
    let sub = || read.claims.get("sub").and_then(Value::as_str);
    let id = request.get(ClientParam::ClientId).or_else(sub);
    let name = id.and_then(ClientName::parse).ok_or(AssertionFault::App)?;
    Ok(Credentials {
        name,
        brought: Brought::Assertion(Box::new(read)),
    })
}

/// Checks them. `app` is the one that they name, if there is one.
pub fn authenticate(
    request: &ClientRequest,
    credentials: &Credentials,
    app: Option<&KnownApp>,
    bench: &Bench,
) -> Result<Shown, TokenError> {
    let known = app.filter(|known| known.app.state.serves());
    let KnownApp { app, secrets } = known.ok_or(match credentials.brought {
        Brought::Assertion(_) => TokenError::AssertionInvalid(AssertionFault::App),
        Brought::Nothing | Brought::Secret(_) => TokenError::ClientUnknown,
    })?;
    check_place(request, app, bench.in_query)?;
    let in_body = request.get(ClientParam::ClientId);
    // With Basic the body may name the app once more, by its key or its number.
    if in_body.is_some_and(|id| !ClientName::parse(id).is_some_and(|name| name.is_of(app))) {
        return Err(TokenError::TwoWays);
    }
    let shown = |secret| AuthenticatedClient {
        app: Arc::clone(app),
        secret,
    };
    match (app.confidentiality, &credentials.brought) {
        (_, Brought::Assertion(read)) => {
            let url = [bench.issuer, request.path()].concat();
            let to = Addressee {
                issuer: bench.issuer,
                url: &url,
                now: bench.now,
            };
            let assertion = client_assertion::judge(read, app, bench.verifies, &to)
                .map_err(TokenError::AssertionInvalid)?;
            let client = shown(None);
            Ok(Shown::IfUnused(IfUnused { client, assertion }))
        }
        (Confidentiality::Public, Brought::Nothing) => Ok(Shown::Itself(shown(None))),
        (Confidentiality::Confidential, Brought::Secret(Secret { sent, raw }))
            if app.has_secret() =>
        {
            let opened = opened_by(secrets, sent, bench.now);
            let or_raw = || opened_by(secrets, raw, bench.now).filter(|_| raw != sent);
            let secret = opened.or_else(or_raw).ok_or(TokenError::SecretWrong)?;
            Ok(Shown::Itself(shown(Some(secret))))
        }
        _ => Err(TokenError::SecretWrong),
    }
}

fn check_place(request: &ClientRequest, app: &App, in_query: InQuery) -> Result<(), TokenError> {
    if in_query == InQuery::Never || !app.has(Switch::TokenByGet) {
        check_covered(request)
    } else if request.has_in_query(|_| true) && request.has_in_body() {
        Err(TokenError::Split)
    } else {
        Ok(())
    }
}

/// RFC 6749 §2.3.1: credentials are never part of the address; the other parameters neither.
fn check_covered(request: &ClientRequest) -> Result<(), TokenError> {
    if request.manner == Manner::Get {
        Err(TokenError::NotByGet)
    } else if request.has_in_query(|param| param == ClientParam::ClientSecret) {
        Err(TokenError::SecretWrong)
    } else if request.has_in_query(|param| param == ClientParam::ClientAssertion) {
        Err(TokenError::AssertionInvalid(AssertionFault::Form))
    } else if request.has_in_query(|_| true) {
        Err(TokenError::InQuery)
    } else {
        Ok(())
    }
}

/// Looks at every secret, whichever fits.
fn opened_by(secrets: &[AppSecret], sent: &str, now: Timestamp) -> Option<RowKey> {
    let sent = hash_client_secret(sent);
    let live = secrets.iter().filter(|secret| secret.is_live(now));
    live.fold(None, |opened, secret| {
        let fits = secret.hash.matches(&sent);
        fits.then_some(secret.key).or(opened)
    })
}
