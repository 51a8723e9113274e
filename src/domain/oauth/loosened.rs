//! What of an app is looser than it need be: for programs that know no better way, and with a danger each.

use super::client::{App, Confidentiality, GrantType, ResponseType, Style, Switch};
use crate::domain::words::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loosened {
    /// Answers go to addresses that nobody registered.
    WithinSiteDomain,
    /// Anybody gets in as anybody.
    DevelopmentMode,
    /// Any program may take its answers.
    ShortScheme,
    /// Secrets get into logs.
    TokenByGet,
    /// Tokens get into logs.
    TokenInQuery,
    GeniLive,
    /// It sees passwords.
    PasswordGrant,
    /// Tokens pass through the browser though its server could fetch them.
    TokenWithSecret,
    /// It sees what others were issued.
    ResourceServer,
}

words!(Loosened {
    WithinSiteDomain = "within_site_domain",
    DevelopmentMode = "development_mode",
    ShortScheme = "allow_short_scheme",
    TokenByGet = "token_by_get",
    TokenInQuery = "token_in_query",
    GeniLive = "geni_live",
    PasswordGrant = "password",
    TokenWithSecret = "token",
    ResourceServer = "resource_server",
});

impl Loosened {
    fn is_of(self, app: &App) -> bool {
        match self {
            Self::WithinSiteDomain => app.has(Switch::WithinSiteDomain),
            Self::DevelopmentMode => app.has(Switch::DevelopmentMode),
            Self::ShortScheme => app.has(Switch::AllowShortScheme),
            Self::TokenByGet => app.has(Switch::TokenByGet),
            Self::TokenInQuery => app.has(Switch::TokenInQuery),
            Self::GeniLive => app.style == Style::GeniLive,
            Self::PasswordGrant => app.grants.contains(&GrantType::Password),
            Self::TokenWithSecret => {
                app.confidentiality == Confidentiality::Confidential
                    && app.may_answer(ResponseType::Token)
            }
            Self::ResourceServer => app.has(Switch::ResourceServer),
        }
    }
}

/// All that is.
pub fn loosened(app: &App) -> Vec<Loosened> {
    let all = Loosened::ALL.iter().copied();
    all.filter(|one| one.is_of(app)).collect()
}
