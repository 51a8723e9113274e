//! The authorization endpoint in two phases: `bind` proves app and address, and its refusals are pages;
//! from then on every error owns the proven address and the `state` (RFC 6749 §4.2.1, §4.2.2.1).

use super::client::{App, ClientName, Confidentiality, ResponseType, Style};
use super::consent::Consent;
use super::error::{AuthorizeError, Refusal};
use super::implicit::{Place, ReplyTo, ResultLocation, Target};
use super::params::{Param, Params, Sent};
use super::redirect_uri::{Unproven, UriKind, prove};
use super::scope::Scopes;
use crate::domain::account::session::Session;
use crate::domain::answer::{Layout, RefusalCode};
use crate::domain::time::Timestamp;

/// Longest `state` given back, in bytes after decoding.
pub const LONGEST_STATE: usize = 8192;

/// How much of an unknown address the operator's log keeps.
const LOGGED_CHARS: usize = 300;

/// Which app is asking, before anybody knows whether it exists; the address is at least readable.
pub fn name_client(params: &Params) -> Result<ClientName, Refusal> {
    readable(params, Param::RedirectUri, "redirect_uri")?;
    let name = readable(params, Param::ClientId, "client_id")?;
    let unknown = |reason: &str| Refusal::new(RefusalCode::ClientUnknown, reason);
    let name = name.ok_or_else(|| unknown("client_id is missing"))?;
    ClientName::parse(name).ok_or_else(|| unknown("client_id is neither a key nor a number"))
}

fn readable<'a>(params: &'a Params, param: Param, name: &str) -> Result<Option<&'a str>, Refusal> {
    let refuse = |code, what: &str| Err(Refusal::new(code, format!("{name} {what}")));
    match params.get(param) {
        Sent::Absent => Ok(None),
        Sent::Repeated => refuse(RefusalCode::ParameterRepeated, "was sent more than once"),
        Sent::Malformed => refuse(RefusalCode::ParameterMalformed, "is not UTF-8"),
        Sent::Once(value) if value.chars().any(char::is_control) => {
            refuse(RefusalCode::ParameterMalformed, "holds control characters")
        }
        Sent::Once(value) => Ok(Some(value)),
    }
}

/// An app and a proven address: where every answer of this request goes. Only [`bind`] makes one.
#[derive(Debug)]
pub struct Bound {
    app: App,
    display: Layout,
    reply_to: ReplyTo,
}

/// Proves the address. `app` is the one that `name_client` named, if there is one.
pub fn bind(params: &Params, app: Option<App>, issuer: &str) -> Result<Bound, Refusal> {
    let app = app.filter(App::is_active).ok_or_else(|| {
        let named = params.get(Param::ClientId).value().unwrap_or_default();
        let reason = format!("no app {named:?}, or a disabled one");
        Refusal::new(RefusalCode::ClientUnknown, reason)
    })?;
    let display = display_of(params);
    let given = params.get(Param::RedirectUri).value();
    let target = prove_target(given, display, &app, issuer)?;
    let wanted = wanted_type(params);
    let style = match wanted {
        ResponseType::Token => app.style,
        ResponseType::Code => Style::Documented,
    };
    let reply_to = ReplyTo {
        place: place_of(&target, style, wanted, params),
        style,
        state: state_of(params).unwrap_or_default(),
        issuer: issuer.to_owned(),
        target,
    };
    Ok(Bound {
        app,
        display,
        reply_to,
    })
}

/// The layout that was asked for; unknown words mean web.
pub fn display_of(params: &Params) -> Layout {
    match params.get(Param::Display).value() {
        Some("desktop") => Layout::Desktop,
        Some("mobile") => Layout::Mobile,
        _ => Layout::Web,
    }
}

fn prove_target(
    given: Option<&str>,
    display: Layout,
    app: &App,
    issuer: &str,
) -> Result<Target, Refusal> {
    let landing = format!("{issuer}/platform/oauth/auth_success");
    let lands = display == Layout::Desktop && given.is_none_or(|given| given == landing);
    if lands {
        return Ok(Target::Landing);
    }
    prove(given, app).map(Target::Address).map_err(|why| {
        let code = match why {
            Unproven::Missing => RefusalCode::RedirectUriMissing,
            Unproven::Mismatch => RefusalCode::RedirectUriMismatch,
        };
        let id = app.id.0;
        let sent: String = given.unwrap_or("none").chars().take(LOGGED_CHARS).collect();
        Refusal::new(
            code,
            format!("app {id} registered no such address: {sent:?}"),
        )
    })
}

/// What was asked for, as far as it decides where an answer goes; `None` sent means `code`.
fn wanted_type(params: &Params) -> ResponseType {
    match params.get(Param::ResponseType) {
        Sent::Absent | Sent::Once("code") => ResponseType::Code,
        _ => ResponseType::Token,
    }
}

/// Where the success would be, so also every error.
fn place_of(target: &Target, style: Style, wanted: ResponseType, params: &Params) -> Place {
    let kind = match target {
        Target::Landing => return Place::Fragment,
        Target::Address(uri) => uri.kind(),
    };
    if kind == UriKind::Private {
        return Place::Query;
    }
    match (wanted, params.get(Param::ResponseMode), style) {
        (ResponseType::Code, Sent::Once("fragment"), _) => Place::Fragment,
        (ResponseType::Code, _, _) => Place::Query,
        (ResponseType::Token, Sent::Once("fragment"), _) => Place::Fragment,
        (ResponseType::Token, _, Style::GeniLive) => Place::Query,
        (ResponseType::Token, _, Style::Documented) => Place::Fragment,
    }
}

/// The state to give back; `Err` when one was sent that cannot be.
fn state_of(params: &Params) -> Result<Option<String>, AuthorizeError> {
    match params.get(Param::State) {
        Sent::Absent => Ok(None),
        Sent::Once(state) if state.len() <= LONGEST_STATE => Ok(Some(state.to_owned())),
        Sent::Once(_) => Err(AuthorizeError::InvalidRequest("state is too long")),
        Sent::Repeated => Err(AuthorizeError::InvalidRequest(
            "state was sent more than once",
        )),
        Sent::Malformed => Err(AuthorizeError::InvalidRequest("state is not UTF-8")),
    }
}

/// An error with the proven address that owns it.
#[derive(Debug)]
pub struct Redirected {
    pub error: AuthorizeError,
    pub location: ResultLocation,
}

/// A request without fault: who asks for what, and where the answer goes.
#[derive(Debug)]
pub struct Asked {
    pub app: App,
    pub display: Layout,
    pub reply_to: ReplyTo,
    /// What will be granted when the person allows it.
    pub scopes: Scopes,
    /// Nothing was named: all that the app is registered for.
    pub full_access: bool,
    /// The set to be granted is not the one asked for: the answer must say so (RFC 6749 §3.3).
    pub scopes_changed: bool,
    pub prompt: Prompt,
}

/// `prompt` (OpenID Connect Core §3.1.2.1): which pages are wanted, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    pub none: bool,
    pub login: bool,
    pub consent: bool,
}

impl Bound {
    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn display(&self) -> Layout {
        self.display
    }

    /// Everything else that was sent, in the contract's order of checks.
    pub fn check(self, params: &Params) -> Result<Asked, Redirected> {
        match self.judge(params) {
            Ok((scopes, scopes_changed, prompt)) => Ok(Asked {
                full_access: blank(params.get(Param::Scope).value()),
                app: self.app,
                display: self.display,
                reply_to: self.reply_to,
                scopes,
                scopes_changed,
                prompt,
            }),
            Err(error) => Err(Redirected {
                location: self.reply_to.failed(error),
                error,
            }),
        }
    }

    fn judge(&self, params: &Params) -> Result<(Scopes, bool, Prompt), AuthorizeError> {
        check_shape(params)?;
        check_response(params, &self.app)?;
        let (scopes, changed) = check_scope(params, &self.app)?;
        Ok((scopes, changed, check_prompt(params)?))
    }
}

fn check_shape(params: &Params) -> Result<(), AuthorizeError> {
    for param in params.others() {
        match params.get(param) {
            Sent::Repeated => {
                return Err(AuthorizeError::InvalidRequest(
                    "A parameter was sent more than once",
                ));
            }
            Sent::Malformed => {
                return Err(AuthorizeError::InvalidRequest("A parameter is not UTF-8"));
            }
            Sent::Absent | Sent::Once(_) => {}
        }
    }
    state_of(params).map(drop)
}

fn check_response(params: &Params, app: &App) -> Result<(), AuthorizeError> {
    if params.get(Param::Request) != Sent::Absent {
        return Err(AuthorizeError::RequestNotSupported);
    }
    if params.get(Param::RequestUri) != Sent::Absent {
        return Err(AuthorizeError::RequestUriNotSupported);
    }
    let wanted = match params.get(Param::ResponseType).value() {
        None => ResponseType::Code,
        Some(word) => {
            ResponseType::from_word(word).ok_or(AuthorizeError::UnsupportedResponseType)?
        }
    };
    if !app.may_answer(wanted) {
        return Err(AuthorizeError::UnauthorizedClient);
    }
    if wanted == ResponseType::Code {
        return Err(AuthorizeError::UnsupportedResponseType);
    }
    match params.get(Param::ResponseMode).value() {
        None | Some("fragment") => Ok(()),
        Some("query") => Err(AuthorizeError::InvalidRequest(
            "A token is never sent by response_mode query",
        )),
        Some("form_post") => Err(AuthorizeError::InvalidRequest(
            "response_mode form_post is not supported",
        )),
        Some(_) => Err(AuthorizeError::InvalidRequest("Unknown response_mode")),
    }
}

fn check_scope(params: &Params, app: &App) -> Result<(Scopes, bool), AuthorizeError> {
    let sent = params.get(Param::Scope).value();
    if blank(sent) {
        return Ok((app.scopes.clone(), false));
    }
    let named =
        Scopes::parse(sent.unwrap_or_default()).map_err(|_| AuthorizeError::InvalidScope)?;
    let granted = named.narrow(&app.scopes);
    if granted.is_empty() {
        return Err(AuthorizeError::InvalidScope);
    }
    let changed = granted != named;
    Ok((granted, changed))
}

fn blank(scope: Option<&str>) -> bool {
    scope.is_none_or(|text| text.split([' ', ',']).all(str::is_empty))
}

fn check_prompt(params: &Params) -> Result<Prompt, AuthorizeError> {
    let words: Vec<&str> = params
        .get(Param::Prompt)
        .value()
        .map(|text| text.split(' ').filter(|word| !word.is_empty()).collect())
        .unwrap_or_default();
    let prompt = Prompt {
        none: words.contains(&"none"),
        login: words.contains(&"login"),
        consent: words.contains(&"consent"),
    };
    if prompt.none && words.len() > 1 {
        return Err(AuthorizeError::InvalidRequest("prompt none stands alone"));
    }
    Ok(prompt)
}

/// What this request may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Somebody opened the address.
    Open(Timestamp),
    /// HEAD, or a browser fetching ahead: nothing is ever issued.
    Peek(Timestamp),
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    AskLogin,
    AskConsent,
    /// Allowed before, and remembered.
    Grant,
}

/// Signed in? Allowed before? `session` is a live one, `consent` its person's for this app.
pub fn decide(
    asked: &Asked,
    session: Option<&Session>,
    consent: Option<&Consent>,
    visit: Visit,
) -> Result<Decision, Redirected> {
    let failed = |error| Redirected {
        location: asked.reply_to.failed(error),
        error,
    };
    let session = session.filter(|_| !asked.prompt.login);
    let Some(session) = session else {
        return if asked.prompt.none {
            Err(failed(AuthorizeError::LoginRequired))
        } else {
            Ok(Decision::AskLogin)
        };
    };
    if remembers(asked, session, consent, visit) {
        return Ok(Decision::Grant);
    }
    if asked.prompt.none {
        return Err(failed(AuthorizeError::ConsentRequired));
    }
    Ok(Decision::AskConsent)
}

/// Whether the page may be skipped (RFC 8252 §8.6: a program that anybody could imitate asks every time,
/// unless the answer reaches only the one it is for).
fn remembers(asked: &Asked, session: &Session, consent: Option<&Consent>, visit: Visit) -> bool {
    let Visit::Open(now) = visit else {
        return false;
    };
    let reaches_only_the_app = match &asked.reply_to.target {
        Target::Landing => session.born_for_app == Some(asked.app.id),
        Target::Address(uri) => match uri.kind() {
            UriKind::Https => true,
            UriKind::Loopback => asked.app.confidentiality == Confidentiality::Confidential,
            UriKind::Private => false,
        },
    };
    reaches_only_the_app
        && asked.app.remember_consent
        && !asked.prompt.consent
        && consent.is_some_and(|consent| consent.covers(&asked.scopes, now))
}
