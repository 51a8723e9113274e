//! First phase: which app is asking, and where every answer of this request goes.

use super::asked::Layout;
use super::state::state_of;
use crate::domain::oauth::client::{App, AppState, ClientName, ResponseType, Style};
use crate::domain::oauth::code::AddressSent;
use crate::domain::oauth::error::{Check, Refusal, RefusalCode};
use crate::domain::oauth::params::{Param, Params, Sent};
use crate::domain::oauth::proven::{RedirectUri, Unproven, prove, prove_origin};
use crate::domain::oauth::redirect_uri::UriKind;
use crate::domain::oauth::response_set::ResponseSet;
use crate::domain::oauth::result::{Opener, ReplyTo, ResponseMode, Target, landing_page};
use crate::domain::openid::scope::OPENID;
use crate::domain::own_address::is_own_page;
use std::sync::Arc;

/// How much of an unknown address the operator's log keeps.
const LOGGED_CHARS: usize = 300;
/// How much of an unknown client ID.
const LOGGED_CLIENT_ID: usize = 8;

/// Longest `callback` of a pop-up.
const LONGEST_CALLBACK: usize = 100;

/// Which app is asking, before anybody knows whether it exists; the address is at least readable.
pub fn name_client(params: &Params) -> Result<ClientName, Refusal> {
    readable(params, Param::RedirectUri, "redirect_uri")?;
    let name = readable(params, Param::ClientId, "client_id")?;
    let unknown = |reason: &str| Refusal::new(Check::Client, RefusalCode::ClientUnknown, reason);
    let name = name.ok_or_else(|| unknown("client_id is missing"))?;
    ClientName::parse(name).ok_or_else(|| unknown("client_id is neither a key nor a number"))
}

fn readable<'a>(params: &'a Params, param: Param, name: &str) -> Result<Option<&'a str>, Refusal> {
    let at = match param {
        Param::ClientId | Param::RedirectUri => Check::Readable,
        _ => Check::Address,
    };
    let refuse = |code, what: &str| Err(Refusal::new(at, code, format!("{name} {what}")));
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
    pub(super) app: Arc<App>,
    pub(super) display: Layout,
    pub(super) reply_to: ReplyTo,
    pub(super) is_openid: bool,
}

impl Bound {
    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn display(&self) -> Layout {
        self.display
    }

    pub fn reply_to(&self) -> &ReplyTo {
        &self.reply_to
    }
}

/// Proves the address. `app` is the one that `name_client` named, if there is one.
pub fn bind(
    params: &Params,
    app: Option<impl Into<Arc<App>>>,
    issuer: &str,
) -> Result<Bound, Refusal> {
    let app = app.map(Into::into);
    let app = app.filter(|app: &Arc<App>| app.state != AppState::Disabled);
    let app = app.ok_or_else(|| {
        // The beginning tells an operator enough; a whole one may be a secret in the wrong place.
        let named = params.get(Param::ClientId).value().unwrap_or_default();
        let named: String = named.chars().take(LOGGED_CLIENT_ID).collect();
        let reason = format!("no app {named}…, or a disabled one");
        Refusal::new(Check::Client, RefusalCode::ClientUnknown, reason)
    })?;
    if app.state == AppState::Declined {
        return Err(not_open(&app));
    }
    let display = display_of(params);
    let given = params.get(Param::RedirectUri).value();
    let target = prove_target(params, given, &app, issuer)?;
    let is_openid = is_openid(params, &app);
    let wanted = wanted(params, &app, is_openid);
    let style = match wanted {
        ResponseSet::TOKEN if !is_openid => app.style,
        _ => Style::Documented,
    };
    let place = place_of(&target, style, wanted, (params, is_openid));
    let reply_to = ReplyTo {
        address: match target {
            Target::Address(_) if given.is_some() => AddressSent::Yes,
            _ => AddressSent::No,
        },
        state: state_of(params, place).unwrap_or_default(),
        issuer: issuer.to_owned(),
        target,
        style,
        place,
        is_openid,
    };
    Ok(Bound {
        app,
        display,
        reply_to,
        is_openid,
    })
}

/// Of an app that is not open to whoever asks.
pub fn not_open(app: &App) -> Refusal {
    let (id, state) = (app.id.0, app.state.word());
    Refusal::new(
        Check::Client,
        RefusalCode::AppNotOpen,
        format!("app {id} is {state}"),
    )
}

/// The layout that was asked for; unknown words mean web, and so does a frame: no form is ever framed.
pub fn display_of(params: &Params) -> Layout {
    match params.get(Param::Display).value() {
        Some("desktop") => Layout::Desktop,
        Some("mobile") => Layout::Mobile,
        // OpenID Connect Core §3.1.2.1 has other words for it.
        Some("touch" | "wap") if params.names_openid() => Layout::Mobile,
        Some("popup") => Layout::Popup,
        _ => Layout::Web,
    }
}

fn prove_target(
    params: &Params,
    given: Option<&str>,
    app: &App,
    issuer: &str,
) -> Result<Target, Refusal> {
    let is_landing = || given.is_none_or(|given| given == landing_page(issuer, "auth_success"));
    match display_of(params) {
        Layout::Desktop if is_landing() => Ok(Target::Landing),
        Layout::Popup if given.is_none() => prove_opener(params, app).map(Target::Opener),
        _ => {
            let proven = prove(given, app, issuer).map_err(|why| unproven(why, given, app))?;
            // No answer goes to where answers come from, even where an owner registered that.
            if is_own_page(issuer, proven.raw()) {
                return Err(own_page(&proven, app));
            }
            Ok(Target::Address(proven))
        }
    }
}

/// A pop-up without an address answers the page that opened it, which has to be a page of the app.
fn prove_opener(params: &Params, app: &App) -> Result<Opener, Refusal> {
    let given = readable(params, Param::Origin, "origin")?;
    let origin = prove_origin(given, app).map_err(|why| unproven(why, given, app))?;
    let callback = readable(params, Param::Callback, "callback")?;
    if !callback.is_none_or(is_callback) {
        let reason = "callback is not made of up to 100 letters, digits and hyphens";
        let code = RefusalCode::ParameterMalformed;
        return Err(Refusal::new(Check::Address, code, reason));
    }
    Ok(Opener {
        origin,
        callback: callback.map(str::to_owned),
    })
}

fn is_callback(text: &str) -> bool {
    text.len() <= LONGEST_CALLBACK
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn unproven(why: Unproven, given: Option<&str>, app: &App) -> Refusal {
    let code = match why {
        Unproven::Missing => RefusalCode::RedirectUriMissing,
        Unproven::Mismatch => RefusalCode::RedirectUriMismatch,
    };
    let id = app.id.0;
    let sent = logged(given.unwrap_or("none"));
    Refusal::new(
        Check::Address,
        code,
        format!("app {id} registered no such address: {sent:?}"),
    )
}

fn own_page(address: &RedirectUri, app: &App) -> Refusal {
    let (id, page) = (app.id.0, logged(address.raw()));
    Refusal::new(
        Check::Address,
        RefusalCode::RedirectUriMismatch,
        format!("app {id} registered a page of this server: {page:?}"),
    )
}

/// Of an address: its query may hold what is no log's business.
fn logged(address: &str) -> String {
    let place = address.split(['?', '#']).next().unwrap_or_default();
    place.chars().take(LOGGED_CHARS).collect()
}

/// Whether the app wants to be told who signs in (OpenID Connect Core §3.1.2.1), and may be.
fn is_openid(params: &Params, app: &App) -> bool {
    app.scopes.holds(OPENID) && params.names_openid()
}

/// What was asked for, as far as it decides where an answer goes; `None` sent means `code`. Who asks for
/// something that is none gets the error where their app looks for answers.
fn wanted(params: &Params, app: &App, is_openid: bool) -> ResponseSet {
    let named = match params.get(Param::ResponseType) {
        Sent::Absent => Some(ResponseSet::CODE),
        Sent::Once(text) => ResponseSet::parse(text),
        Sent::Repeated | Sent::Malformed => None,
    };
    named.unwrap_or_else(|| {
        if !is_openid && app.may_answer(ResponseType::Token) {
            ResponseSet::TOKEN
        } else {
            ResponseSet::CODE
        }
    })
}

/// Where the success would be, so also every error.
fn place_of(
    target: &Target,
    style: Style,
    wanted: ResponseSet,
    (params, is_openid): (&Params, bool),
) -> ResponseMode {
    let kind = match target {
        Target::Landing | Target::Opener(_) => return ResponseMode::Fragment,
        Target::Address(uri) => uri.kind(),
    };
    if kind == UriKind::Private {
        return if is_openid && wanted.holds_tokens() {
            ResponseMode::Fragment
        } else {
            ResponseMode::Query
        };
    }
    match params.get(Param::ResponseMode) {
        Sent::Once("form_post") => ResponseMode::Form,
        Sent::Once("fragment") => ResponseMode::Fragment,
        _ if wanted.holds_tokens() && style == Style::Documented => ResponseMode::Fragment,
        _ => ResponseMode::Query,
    }
}
