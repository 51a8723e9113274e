//! Registering an app (RFC 6749 §2): defaults by kind, what an owner may wish, what must hold together.

mod addresses;
mod algorithms;
mod check;
mod fault;
mod site;
mod wishes;

pub use addresses::{Addresses, Line, Verdict};
pub use check::Premises;
pub use fault::{MOST_ADDRESSES, NAME_CHARS, RegistrationFault};
pub use site::is_registrable_domain;
pub use wishes::{TokenTtl, UserinfoAlg, Wishes};

use super::client::{
    App, AppState, Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};
use super::client_keys::ClientKeys;
use super::ownership::Ownership;
use super::redirect_uri::RegisteredUri;
use super::scope::{Scopes, is_scope_token};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::scope::OFFLINE_ACCESS;
use crate::domain::time::Timestamp;
use addresses::check_post_logout;
use algorithms::check_algorithms;
use check::{check_callbacks, check_flows, check_resources, check_words};
use site::check_site;
use std::collections::BTreeSet;

/// What an app is known by, made before.
#[derive(Clone, Debug)]
pub struct Identity {
    pub id: AppId,
    pub uuid: String,
    pub client_id: String,
    /// A number given out again must not bring to life what its last owner was issued.
    pub epoch: Epoch,
}

/// A new app: the defaults of its kind, then the wishes over them. `name` and `kind` are taken from the wishes.
pub fn register(
    identity: Identity,
    wishes: &Wishes,
    premises: Premises,
    now: Timestamp,
) -> Result<App, RegistrationFault> {
    let plain = App {
        id: identity.id,
        uuid: identity.uuid,
        client_id: identity.client_id,
        epoch: identity.epoch,
        ..usual(wishes, premises, now)
    };
    edit(plain, wishes, premises, now)
}

fn kind_and_confidentiality(wishes: &Wishes) -> (Kind, Confidentiality) {
    let kind = wishes.kind.unwrap_or(Kind::Web);
    let named = wishes.confidentiality;
    let confidentiality = named.unwrap_or_else(|| usual_confidentiality(kind));
    (kind, confidentiality)
}

/// The defaults of a kind, without a name and of nobody.
pub fn usual(wishes: &Wishes, premises: Premises, now: Timestamp) -> App {
    let (kind, confidentiality) = kind_and_confidentiality(wishes);
    let (response_types, grants) = usual_flows(confidentiality, wishes.grants.as_deref());
    App {
        id: AppId(0),
        uuid: String::new(),
        client_id: String::new(),
        name: String::new(),
        description: None,
        kind,
        confidentiality,
        keys: ClientKeys::default(),
        state: AppState::Active,
        owner: None,
        ownership: Ownership::default(),
        site_url: None,
        privacy_url: None,
        terms_url: None,
        site_domain: None,
        canvas_origin: None,
        origins: Vec::new(),
        post_logout_uris: Vec::new(),
        backchannel_logout_url: None,
        resources: Vec::new(),
        deauthorize_url: None,
        redirect_uris: Vec::new(),
        scopes: usual_scopes(premises),
        response_types,
        grants,
        style: Style::Documented,
        id_token_alg: Algorithm::Rs256,
        userinfo_alg: None,
        switches: usual_switches(kind),
        access_token_format: TokenFormat::Opaque,
        token_ttl: None,
        callback_key_generation: 1,
        epoch: Epoch::FIRST,
        created_at: now,
        updated_at: now,
        version: 1,
    }
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
    check_callbacks(&app, wishes, premises)?;
    check_resources(&app)?;
    check_flows(&app)?;
    check_post_logout(&app, wishes, premises)?;
    check_algorithms(wishes, premises.algorithms)?;
    Ok(app)
}

/// Whether what was turned on puts tokens where logs keep them.
pub fn leaks_tokens(app: &App) -> bool {
    app.style == Style::GeniLive || app.has(Switch::TokenInQuery) || app.has(Switch::TokenByGet)
}

/// Access while a person is away is for apps that say so.
fn usual_scopes(premises: Premises) -> Scopes {
    let all = Scopes::parse(&premises.scopes.join(" ")).unwrap_or_default();
    all.without(&[OFFLINE_ACCESS])
}

const fn usual_confidentiality(kind: Kind) -> Confidentiality {
    match kind {
        Kind::Web => Confidentiality::Confidential,
        Kind::Desktop | Kind::Mobile => Confidentiality::Public,
    }
}

fn usual_switches(kind: Kind) -> BTreeSet<Switch> {
    let remembers = (kind != Kind::Mobile).then_some(Switch::RememberConsent);
    let named = [Switch::BackchannelSession];
    named.into_iter().chain(remembers).collect()
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
    if confidentiality == Confidentiality::Public && !is_device {
        types.push(ResponseType::IdToken);
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
    replace(&mut app.privacy_url, wishes.privacy_url.as_ref());
    replace(&mut app.terms_url, wishes.terms_url.as_ref());
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
    if let Some(resources) = &wishes.resources {
        let named = resources.iter().filter(|resource| !resource.is_empty());
        app.resources = named.cloned().collect();
    }
    replace(&mut app.deauthorize_url, wishes.deauthorize_url.as_ref());
    replace(
        &mut app.backchannel_logout_url,
        wishes.backchannel_logout_url.as_ref(),
    );
}

fn replace(kept: &mut Option<String>, wish: Option<&String>) {
    if let Some(text) = wish {
        *kept = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    }
}

fn apply_choices(app: &mut App, wishes: &Wishes) {
    set(&mut app.kind, wishes.kind);
    set(&mut app.confidentiality, wishes.confidentiality);
    set(&mut app.keys, wishes.keys.clone());
    set(
        &mut app.response_types,
        wishes.response_types.as_deref().map(without_repeats),
    );
    set(
        &mut app.grants,
        wishes.grants.as_deref().map(without_repeats),
    );
    set(&mut app.style, wishes.style);
    set(&mut app.access_token_format, wishes.access_token_format);
    set(&mut app.id_token_alg, wishes.id_token_alg);
    set(
        &mut app.userinfo_alg,
        wishes.userinfo_alg.map(UserinfoAlg::algorithm),
    );
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
    // Who had more may keep them, and take some away.
    if raws.len() > MOST_ADDRESSES.max(app.redirect_uris.len()) {
        return Err(RegistrationFault::TooManyAddresses);
    }
    // What stays was registered by the rules of its day; the switch for short schemes asks anew.
    let stays = wishes.redirect_uris.is_none() && !wishes.names(Switch::AllowShortScheme);
    let addresses = Addresses {
        kind: app.kind,
        short: app.short_scheme(),
        kept: app
            .redirect_uris
            .get(..)
            .filter(|_| stays)
            .unwrap_or_default(),
        premises,
    };
    let mut registered: Vec<RegisteredUri> = Vec::with_capacity(raws.len());
    for raw in raws {
        let judged = addresses.judge(&raw, &registered);
        registered.push(judged.map_err(|fault| fault.of(&raw))?);
    }
    Ok(registered)
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
