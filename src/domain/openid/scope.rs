//! The four scopes that mean the same at every provider (OpenID Connect Core §5.4, §11).

/// Who asks for it wants to be told who signed in.
pub const OPENID: &str = "openid";
pub const PROFILE: &str = "profile";
pub const EMAIL: &str = "email";
/// Tokens that outlive the session of the browser.
pub const OFFLINE_ACCESS: &str = "offline_access";

pub const BUILT_IN: [&str; 4] = [OPENID, PROFILE, EMAIL, OFFLINE_ACCESS];

/// Meaningless where nobody signs in at this server.
pub const OF_A_VISIT: [&str; 2] = [OPENID, OFFLINE_ACCESS];

/// Names of all scopes in the order in which they are shown: the built-in ones, then those of the settings, which may
/// reword a built-in one where it stands.
pub fn catalogue(settings: impl Iterator<Item = String> + Clone) -> Vec<String> {
    let built_in = BUILT_IN.into_iter().map(str::to_owned);
    let is_worded = |name: &String| settings.clone().any(|worded| worded == *name);
    let first: Vec<String> = built_in.filter(|name| !is_worded(name)).collect();
    first.into_iter().chain(settings.clone()).collect()
}
