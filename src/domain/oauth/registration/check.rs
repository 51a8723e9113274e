//! What of an app must hold together, and may not be said.

use super::fault::{NAME_CHARS, RegistrationFault, TEXT_CHARS};
use super::wishes::Wishes;
use crate::domain::callback::{PrivateAddresses, parse_target};
use crate::domain::oauth::client::{
    App, Confidentiality, GrantType, Kind, ResponseType, Switch, TokenFormat,
};
use crate::domain::openid::access_token::LONGEST;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::resource::{JWT_RESOURCES, MOST_RESOURCES, is_resource};
use crate::domain::text::{is_seen, is_unwelcome};
use std::time::Duration;

/// Longest lifetime of an access token: a hundred years, as in the settings.
const LONGEST_TTL: Duration = Duration::from_secs(3_155_760_000);

/// What the platform brings to the rules.
#[derive(Clone, Copy, Debug)]
pub struct Premises<'a> {
    /// An origin without slash at the end.
    pub public_url: &'a str,
    /// Names of all scopes there are.
    pub scopes: &'a [String],
    pub private_callbacks: PrivateAddresses,
    /// Those that there are signing keys for.
    pub algorithms: &'a [Algorithm],
}

pub(super) fn check_resources(app: &App) -> Result<(), RegistrationFault> {
    if app.resources.len() > MOST_RESOURCES {
        return Err(RegistrationFault::TooManyResources);
    }
    let length: usize = app.resources.iter().map(String::len).sum();
    if app.access_token_format == TokenFormat::Jwt && length > JWT_RESOURCES {
        return Err(RegistrationFault::JwtResources);
    }
    match app.resources.iter().find(|resource| !is_resource(resource)) {
        Some(resource) => Err(RegistrationFault::Resource(resource.clone())),
        None => Ok(()),
    }
}

/// Addresses that this server calls.
pub(super) fn check_callbacks(
    app: &App,
    wishes: &Wishes,
    premises: Premises,
) -> Result<(), RegistrationFault> {
    let named = [
        (
            "--deauthorize-url",
            &wishes.deauthorize_url,
            &app.deauthorize_url,
        ),
        (
            "--backchannel-logout-url",
            &wishes.backchannel_logout_url,
            &app.backchannel_logout_url,
        ),
    ];
    for (option, wish, url) in named {
        if let (Some(_), Some(url)) = (wish, url) {
            parse_target(url, premises.private_callbacks)
                .map_err(|fault| RegistrationFault::Callback { option, fault })?;
        }
    }
    Ok(())
}

pub(super) fn check_words(app: &App) -> Result<(), RegistrationFault> {
    let length = app.name.chars().count();
    if length > NAME_CHARS || !is_seen(&app.name) {
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

pub(super) fn check_flows(app: &App) -> Result<(), RegistrationFault> {
    let is_public = app.confidentiality == Confidentiality::Public;
    // RFC 6749 §3.1.2.2; programs have our own landing pages, and to devices nothing is sent.
    let is_direct = |one: &ResponseType| *one != ResponseType::Code;
    let answers = &app.response_types;
    let must_register = (is_public && !answers.is_empty()) || answers.iter().any(is_direct);
    if app.kind == Kind::Web && must_register && app.redirect_uris.is_empty() {
        return Err(RegistrationFault::RedirectUriMissing);
    }
    if is_public {
        if app.grants.contains(&GrantType::ClientCredentials) {
            return Err(RegistrationFault::NeedsSecret("--grant client_credentials"));
        }
        if !app.keys.is_empty() {
            return Err(RegistrationFault::NeedsSecret("--jwks"));
        }
        if app.has(Switch::ResourceServer) {
            return Err(RegistrationFault::NeedsSecret("--resource-server on"));
        }
        if app.has(Switch::DevelopmentMode) {
            return Err(RegistrationFault::NeedsSecret("--development-mode on"));
        }
    }
    if app.has(Switch::SecondFactor) && app.grants.contains(&GrantType::DeviceCode) {
        return Err(RegistrationFault::DeviceSecondFactor);
    }
    let is_sane = |ttl: Duration| ttl >= Duration::from_secs(1) && ttl <= LONGEST_TTL;
    if app.token_ttl.is_some_and(|ttl| !is_sane(ttl)) {
        return Err(RegistrationFault::TokenTtl);
    }
    let is_long = app.token_ttl.is_some_and(|ttl| ttl > LONGEST);
    if app.access_token_format == TokenFormat::Jwt && is_long {
        return Err(RegistrationFault::JwtTtl);
    }
    Ok(())
}
