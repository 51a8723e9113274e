//! The four scopes that mean the same at every provider (OpenID Connect Core §5.4, §11).

use crate::domain::oauth::client::{App, GrantType};
use crate::domain::oauth::scope::Scopes;

/// Who asks for it wants to be told who signed in.
pub const OPENID: &str = "openid";
pub const PROFILE: &str = "profile";
pub const EMAIL: &str = "email";
/// Tokens that outlive the session of the browser.
pub const OFFLINE_ACCESS: &str = "offline_access";

pub const BUILT_IN: [&str; 4] = [OPENID, PROFILE, EMAIL, OFFLINE_ACCESS];

/// Never granted to who names no scope: only who speaks OpenID Connect means them.
pub const ONLY_BY_NAME: [&str; 3] = [OPENID, PROFILE, OFFLINE_ACCESS];

/// Meaningless where nobody signs in at this server.
pub const OF_A_VISIT: [&str; 2] = [OPENID, OFFLINE_ACCESS];

/// Names of all scopes in the order in which they are shown: the built-in ones, then those of the settings, which may
/// reword a built-in one where it stands.
pub fn catalogue(settings: &[String]) -> Vec<String> {
    let built_in = BUILT_IN.into_iter().map(str::to_owned);
    let first = built_in.filter(|name| !settings.contains(name));
    first.chain(settings.iter().cloned()).collect()
}

/// Whether a request that names these scopes is one of OpenID Connect.
pub fn is_openid(named: Option<&str>, app: &App) -> bool {
    let named = Scopes::parse(named.unwrap_or_default()).unwrap_or_default();
    named.holds(OPENID) && app.scopes.holds(OPENID)
}

/// Whether a family of tokens may outlive the session.
pub fn may_be_offline(app: &App) -> bool {
    app.grants.contains(&GrantType::RefreshToken)
}
