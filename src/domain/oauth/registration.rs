//! Registering an app (RFC 6749 §2): defaults by kind, what an owner may wish, what must hold together.

mod fault;
mod site;
mod wishes;

pub use fault::{NAME_CHARS, RegistrationFault};
pub use site::is_registrable_domain;
pub use wishes::{TokenTtl, Wishes};

use super::client::{App, AppState, Confidentiality, GrantType, Kind, ResponseType, Style, Switch};
use super::redirect_uri::{RegisteredUri, ShortScheme};
use super::scope::{Scopes, is_scope_token};
use crate::domain::callback::{PrivateAddresses, parse_target};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::openid::scope::OFFLINE_ACCESS;
use crate::domain::own_address::{is_own_page, path_here};
use crate::domain::text::is_unwelcome;
use crate::domain::time::Timestamp;
use fault::TEXT_CHARS;
use site::check_site;
use std::collections::BTreeSet;
use std::time::Duration;

/// Longest lifetime of an access token: a hundred years, as in the settings.
const LONGEST_TTL: Duration = Duration::from_secs(3_155_760_000);

/// What an app is known by, made before.
#[derive(Clone, Debug)]
pub struct Identity {
    pub id: AppId,
    pub uuid: String,
    pub client_id: String,
    /// A number given out again must not bring to life what its last owner was issued.
    pub epoch: Epoch,
}

/// What the platform brings to the rules.
#[derive(Clone, Copy, Debug)]
pub struct Premises<'a> {
    /// An origin without slash at the end.
    pub public_url: &'a str,
    /// Names of all scopes there are.
    pub scopes: &'a [String],
    pub private_callbacks: PrivateAddresses,
}

/// A new app: the defaults of its kind, then the wishes over them. `name` and `kind` are taken from the wishes.
pub fn register(
    identity: Identity,
    wishes: &Wishes,
    premises: Premises,
    now: Timestamp,
) -> Result<App, RegistrationFault> {
    let kind = wishes.kind.unwrap_or(Kind::Web);
    let confidentiality = wishes.confidentiality;
    let confidentiality = confidentiality.unwrap_or_else(|| usual_confidentiality(kind));
    let (response_types, grants) = usual_flows(confidentiality, wishes.grants.as_deref());
    let plain = App {
        id: identity.id,
        uuid: identity.uuid,
        client_id: identity.client_id,
        name: String::new(),
        description: None,
        kind,
        confidentiality,
        state: AppState::Active,
        owner: None,
        site_url: None,
        site_domain: None,
        canvas_origin: None,
        origins: Vec::new(),
        post_logout_uris: Vec::new(),
        deauthorize_url: None,
        redirect_uris: Vec::new(),
        // Access while a person is away is for apps that say so.
        scopes: Scopes::parse(&premises.scopes.join(" "))
            .unwrap_or_default()
            .without(&[OFFLINE_ACCESS]),
        response_types,
        grants,
        style: Style::Documented,
        switches: usual_switches(kind),
        token_ttl: None,
        callback_key_generation: 1,
        epoch: identity.epoch,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    edit(plain, wishes, premises, now)
}

/// An app as it is after the wishes came true; or why it cannot be so.
pub fn edit(
    mut app: App,
    wishes: &Wishes,
    premises: Premises,
    now: Timestamp,
) -> Result<App, RegistrationFault> {
    apply_words(&mut app, wishes);
    apply_choices(&mut app, wishes);
    app.redirect_uris = choose_redirect_uris(&app, wishes, premises)?;
    if let Some(names) = &wishes.scopes {
        app.scopes = choose_scopes(names, premises)?;
    }
    app.updated_at = now;
    check_words(&app)?;
    check_site(&app)?;
    if let (Some(url), Some(_)) = (&app.deauthorize_url, &wishes.deauthorize_url) {
        parse_target(url, premises.private_callbacks).map_err(RegistrationFault::DeauthorizeUrl)?;
    }
    check_flows(&app)?;
    check_post_logout(&app, wishes, premises)?;
    Ok(app)
}

/// Whether what was turned on puts tokens where logs keep them.
pub fn leaks_tokens(app: &App) -> bool {
    app.style == Style::GeniLive || app.has(Switch::TokenInQuery) || app.has(Switch::TokenByGet)
}

const fn usual_confidentiality(kind: Kind) -> Confidentiality {
    match kind {
        Kind::Web => Confidentiality::Confidential,
        Kind::Desktop | Kind::Mobile => Confidentiality::Public,
    }
}

fn usual_switches(kind: Kind) -> BTreeSet<Switch> {
    let remembers = (kind != Kind::Mobile).then_some(Switch::RememberConsent);
    remembers.into_iter().collect()
}

/// Response types and grants of an app for which none were named.
fn usual_flows(
    confidentiality: Confidentiality,
    grants: Option<&[GrantType]>,
) -> (Vec<ResponseType>, Vec<GrantType>) {
    let mut usual = vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
    let mut types = Vec::new();
    // An app whose named grants trade no code is not sent one, and to a device nothing is sent at all.
    let trades = |grant| grants.is_none_or(|named| named.contains(&grant));
    let is_device = grants.is_some() && trades(GrantType::DeviceCode);
    match confidentiality {
        Confidentiality::Confidential => usual.push(GrantType::ClientCredentials),
        Confidentiality::Public if is_device => {}
        Confidentiality::Public => types.push(ResponseType::Token),
    }
    if trades(GrantType::AuthorizationCode) {
        types.push(ResponseType::Code);
    }
    (types, usual)
}

fn apply_words(app: &mut App, wishes: &Wishes) {
    if let Some(name) = &wishes.name {
        app.name = name.trim().to_owned();
    }
    replace(&mut app.description, wishes.description.as_ref());
    replace(&mut app.owner, wishes.owner.as_ref());
    replace(&mut app.site_url, wishes.site_url.as_ref());
    replace(&mut app.site_domain, wishes.site_domain.as_ref());
    replace(&mut app.canvas_origin, wishes.canvas_origin.as_ref());
    if let Some(origins) = &wishes.origins {
        let named = origins.iter().filter(|origin| !origin.is_empty());
        app.origins = named.cloned().collect();
    }
    if let Some(uris) = &wishes.post_logout_uris {
        let named = uris.iter().filter(|uri| !uri.is_empty());
        app.post_logout_uris = named.cloned().collect();
    }
    replace(&mut app.deauthorize_url, wishes.deauthorize_url.as_ref());
}

fn replace(kept: &mut Option<String>, wish: Option<&String>) {
    if let Some(text) = wish {
        *kept = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    }
}

fn apply_choices(app: &mut App, wishes: &Wishes) {
    set(&mut app.kind, wishes.kind);
    set(&mut app.confidentiality, wishes.confidentiality);
    set(
        &mut app.response_types,
        wishes.response_types.as_deref().map(without_repeats),
    );
    set(
        &mut app.grants,
        wishes.grants.as_deref().map(without_repeats),
    );
    set(&mut app.style, wishes.style);
    app.switches.extend(&wishes.on);
    app.switches.retain(|switch| !wishes.off.contains(switch));
    set(
        &mut app.token_ttl,
        wishes.token_ttl.map(|ttl| match ttl {
            TokenTtl::Platform => None,
            TokenTtl::Own(span) => Some(span),
        }),
    );
}

fn set<T>(kept: &mut T, wish: Option<T>) {
    if let Some(value) = wish {
        *kept = value;
    }
}

fn without_repeats<T: Copy + PartialEq>(named: &[T]) -> Vec<T> {
    let mut once = Vec::new();
    for &one in named {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

fn choose_redirect_uris(
    app: &App,
    wishes: &Wishes,
    premises: Premises,
) -> Result<Vec<RegisteredUri>, RegistrationFault> {
    let mut raws: Vec<String> = match &wishes.redirect_uris {
        Some(list) => list.clone(),
        None => app
            .redirect_uris
            .iter()
            .map(|uri| uri.raw().to_owned())
            .collect(),
    };
    for gone in &wishes.remove_redirect_uris {
        let place = raws.iter().position(|raw| raw == gone);
        let place = place.ok_or_else(|| RegistrationFault::RedirectUriUnknown(gone.clone()))?;
        raws.remove(place);
    }
    raws.extend(wishes.add_redirect_uris.iter().cloned());
    let mut registered: Vec<RegisteredUri> = Vec::with_capacity(raws.len());
    for raw in raws {
        if registered.iter().any(|uri| uri.raw() == raw) {
            return Err(RegistrationFault::RedirectUriRepeated(raw));
        }
        // What stays was registered by the rules of its day; the switch for short schemes asks anew.
        let stays = wishes.redirect_uris.is_none() && !wishes.names(Switch::AllowShortScheme);
        let before = app.redirect_uris.iter().find(|uri| uri.raw() == raw);
        registered.push(match before.filter(|_| stays) {
            Some(before) => before.clone(),
            None => register_uri(&raw, premises, app.short_scheme())?,
        });
    }
    Ok(registered)
}

fn register_uri(
    raw: &str,
    premises: Premises,
    short: ShortScheme,
) -> Result<RegisteredUri, RegistrationFault> {
    let is_landing_page = |path: &str| {
        let page = path.strip_prefix("/platform/oauth/");
        matches!(page, Some("auth_success" | "auth_failed"))
    };
    if path_here(premises.public_url, raw).is_some_and(|path| is_landing_page(&path)) {
        return Err(RegistrationFault::OwnLandingPage(raw.to_owned()));
    }
    if is_own_page(premises.public_url, raw) {
        return Err(RegistrationFault::OwnPage(raw.to_owned()));
    }
    RegisteredUri::register(raw, short).map_err(|fault| RegistrationFault::RedirectUri {
        uri: raw.to_owned(),
        fault,
    })
}

/// By the rules of redirect addresses; those that stay were registered by the rules of their day.
fn check_post_logout(
    app: &App,
    wishes: &Wishes,
    premises: Premises,
) -> Result<(), RegistrationFault> {
    let named = wishes.post_logout_uris.iter().flatten();
    for raw in named.filter(|raw| !raw.is_empty()) {
        register_uri(raw, premises, app.short_scheme())?;
    }
    Ok(())
}

fn choose_scopes(names: &[String], premises: Premises) -> Result<Scopes, RegistrationFault> {
    let listed: Vec<&str> = names
        .iter()
        .flat_map(|text| text.split([' ', ',']))
        .filter(|name| !name.is_empty())
        .collect();
    let unknown = listed
        .iter()
        .find(|name| !is_scope_token(name) || !premises.scopes.iter().any(|known| known == *name));
    match unknown {
        Some(name) => Err(RegistrationFault::ScopeUnknown {
            name: (*name).to_owned(),
            known: premises.scopes.join(", "),
        }),
        None => Ok(Scopes::parse(&listed.join(" ")).unwrap_or_default()),
    }
}

fn check_words(app: &App) -> Result<(), RegistrationFault> {
    let length = app.name.chars().count();
    if length == 0 || length > NAME_CHARS {
        return Err(RegistrationFault::NameLength);
    }
    let texts = [
        ("name", Some(&app.name)),
        ("description", app.description.as_ref()),
        ("owner", app.owner.as_ref()),
    ];
    for (which, text) in texts {
        let is_bad =
            |text: &String| text.chars().count() > TEXT_CHARS || text.chars().any(is_unwelcome);
        if text.is_some_and(is_bad) {
            return Err(RegistrationFault::Text(which));
        }
    }
    Ok(())
}

fn check_flows(app: &App) -> Result<(), RegistrationFault> {
    let is_public = app.confidentiality == Confidentiality::Public;
    // RFC 6749 §3.1.2.2; programs have our own landing pages, and to devices nothing is sent.
    let answers = &app.response_types;
    let must_register =
        (is_public && !answers.is_empty()) || answers.contains(&ResponseType::Token);
    if app.kind == Kind::Web && must_register && app.redirect_uris.is_empty() {
        return Err(RegistrationFault::RedirectUriMissing);
    }
    if is_public {
        if app.grants.contains(&GrantType::ClientCredentials) {
            return Err(RegistrationFault::NeedsSecret("--grant client_credentials"));
        }
        if app.has(Switch::ResourceServer) {
            return Err(RegistrationFault::NeedsSecret("--resource-server on"));
        }
        if app.has(Switch::DevelopmentMode) {
            return Err(RegistrationFault::NeedsSecret("--development-mode on"));
        }
    }
    let is_sane = |ttl: Duration| ttl >= Duration::from_secs(1) && ttl <= LONGEST_TTL;
    if app.token_ttl.is_some_and(|ttl| !is_sane(ttl)) {
        return Err(RegistrationFault::TokenTtl);
    }
    Ok(())
}
