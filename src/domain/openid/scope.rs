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

/// Those that are granted only to who names them: what only OpenID Connect means, and an address where the settings have
/// no scope of that name.
pub fn only_by_name(mut settings: impl Iterator<Item = String>) -> Vec<String> {
    let never = [OPENID, PROFILE, OFFLINE_ACCESS].map(str::to_owned);
    let email = (!settings.any(|name| name == EMAIL)).then(|| EMAIL.to_owned());
    never.into_iter().chain(email).collect()
}
