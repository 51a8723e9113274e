//! What an owner may never set. What an operator gave an app stays with it: an owner may keep it, or give it up.

use super::fault::OwnerFault;
use super::name::names_platform;
use super::policy::DeveloperPolicy;
use crate::domain::oauth::choices::{GrantType, ResponseType, Style, Switch};
use crate::domain::oauth::client::App;
use crate::domain::oauth::registration::{MOST_ADDRESSES, Wishes};
use std::time::Duration;

/// Grants that bring tokens without anybody at a page.
const GRANTS: [GrantType; 2] = [GrantType::Password, GrantType::ClientCredentials];

const SWITCHES: [Switch; 7] = [
    Switch::ResourceServer,
    Switch::DevelopmentMode,
    Switch::TokenByGet,
    Switch::TokenInQuery,
    Switch::WithinSiteDomain,
    Switch::AllowShortScheme,
    Switch::SecondFactor,
];

pub fn owners_may_use(grant: GrantType) -> bool {
    !GRANTS.contains(&grant)
}

pub fn owners_may_set(switch: Switch) -> bool {
    !SWITCHES.contains(&switch)
}

/// What the platform brings.
#[derive(Clone, Copy, Debug)]
pub struct OwnerPremises<'a> {
    pub policy: &'a DeveloperPolicy,
    /// How long access tokens live here.
    pub token_ttl: Duration,
}

/// Whether an owner may have the app so, which was `before`, or nothing yet.
pub fn check_owned(
    app: &App,
    before: Option<&App>,
    premises: OwnerPremises,
) -> Result<(), OwnerFault> {
    check_words(app, before, premises.policy)?;
    check_powers(app, before)?;
    check_scopes(app, before, premises.policy)?;
    let longest = premises.token_ttl;
    let was = before.and_then(|before| before.token_ttl);
    let is_longer = |ttl: &Duration| *ttl > longest && Some(*ttl) != was;
    match app.token_ttl.filter(is_longer) {
        Some(_) => Err(OwnerFault::TokenTtl(longest.as_secs())),
        None => check_addresses(app),
    }
}

fn check_words(
    app: &App,
    before: Option<&App>,
    policy: &DeveloperPolicy,
) -> Result<(), OwnerFault> {
    if app.owner.as_ref() != before.and_then(|before| before.owner.as_ref()) {
        return Err(OwnerFault::OwnerText);
    }
    let is_new_kind = before.is_none_or(|before| before.kind != app.kind);
    if is_new_kind && !policy.kinds.contains(&app.kind) {
        return Err(OwnerFault::Kind(app.kind));
    }
    let is_new_name = before.is_none_or(|before| before.name != app.name);
    if is_new_name && names_platform(&app.name, &policy.site_name) {
        return Err(OwnerFault::PlatformName);
    }
    Ok(())
}

fn check_powers(app: &App, before: Option<&App>) -> Result<(), OwnerFault> {
    // What an operator demands of those who sign in stays demanded.
    let protects = |app: &App| app.has(Switch::SecondFactor);
    if before.is_some_and(|before| protects(before) && !protects(app)) {
        return Err(OwnerFault::Switch(Switch::SecondFactor.word()));
    }
    let had_grant = |grant| before.is_some_and(|before| before.grants.contains(&grant));
    let grant = GRANTS
        .into_iter()
        .find(|&grant| app.grants.contains(&grant) && !had_grant(grant));
    if let Some(grant) = grant {
        return Err(OwnerFault::Grant(grant.word()));
    }
    let leaks = |app: &App| app.has_secret() && app.may_answer(ResponseType::Token);
    if leaks(app) && !before.is_some_and(leaks) {
        return Err(OwnerFault::TokenWithSecret);
    }
    let had = |switch| before.is_some_and(|before| before.has(switch));
    if let Some(switch) = SWITCHES.into_iter().find(|&it| app.has(it) && !had(it)) {
        return Err(OwnerFault::Switch(switch.word()));
    }
    let was_so = before.is_some_and(|before| before.style == app.style);
    if app.style == Style::GeniLive && !was_so {
        return Err(OwnerFault::Style);
    }
    Ok(())
}

fn check_scopes(
    app: &App,
    before: Option<&App>,
    policy: &DeveloperPolicy,
) -> Result<(), OwnerFault> {
    let had = |name: &str| before.is_some_and(|before| before.scopes.holds(name));
    let mut names = app.scopes.names();
    match names.find(|name| !policy.allows_scope(name) && !had(name)) {
        Some(name) => Err(OwnerFault::Scope(name.to_owned())),
        None => Ok(()),
    }
}

fn check_addresses(app: &App) -> Result<(), OwnerFault> {
    let counts = [
        app.redirect_uris.len(),
        app.post_logout_uris.len(),
        app.origins.len(),
    ];
    if counts.into_iter().any(|count| count > MOST_ADDRESSES) {
        return Err(OwnerFault::TooManyAddresses);
    }
    Ok(())
}

/// The defaults of an owner's app, where they differ from those of an operator's.
pub fn usual_wishes(wishes: &Wishes, policy: &DeveloperPolicy, known: &[String]) -> Wishes {
    let mut wishes = wishes.clone();
    let plain = || vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
    wishes.grants.get_or_insert_with(plain);
    wishes.scopes.get_or_insert_with(|| {
        let here = policy.scopes.iter().filter(|scope| known.contains(scope));
        here.cloned().collect()
    });
    wishes
}
