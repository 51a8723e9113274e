//! What an app may be, one of a closed list each.

use crate::domain::words::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Web,
    Desktop,
    Mobile,
}

/// Whether the app can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidentiality {
    Public,
    Confidential,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppState {
    Active,
    /// Made by a person, until an admin decides: its owner alone may sign in to it.
    Waiting,
    /// An admin does not want it here.
    Declined,
    Disabled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    Token,
    Code,
    IdToken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
    Password,
    /// Of devices without a browser (RFC 8628).
    DeviceCode,
}

/// How results are written into the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Documented,
    /// What geni.com really sends: everything form-escaped once more, and web tokens in the query.
    GeniLive,
}

/// What an app's access tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFormat {
    /// Random: what one stands for is told by introspection.
    Opaque,
    /// RFC 9068: it tells by itself.
    Jwt,
}

/// What an owner turns on or off for an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Switch {
    /// Answers may go to any https address within the Site Domain.
    WithinSiteDomain,
    /// Its programs get endpoint tokens without anybody vouching for them.
    DevelopmentMode,
    /// Users who allowed it are not asked again.
    RememberConsent,
    /// It is told which of a person's sessions ended.
    BackchannelSession,
    /// It may introspect every app's tokens.
    ResourceServer,
    /// Its owner chose to claim a scheme that any program may claim.
    AllowShortScheme,
    /// Its credentials are read from the query of the token endpoint.
    TokenByGet,
    /// Its access tokens are read from the query of an API call.
    TokenInQuery,
    /// Its ID tokens tell what else its scopes allow, so that it need not ask for it.
    ClaimsInIdToken,
    /// Nobody gets to it by a password alone.
    SecondFactor,
}

words!(Kind { Web = "web", Desktop = "desktop", Mobile = "mobile" });
words!(Confidentiality { Public = "public", Confidential = "confidential" });
words!(AppState {
    Active = "active",
    Waiting = "waiting",
    Declined = "declined",
    Disabled = "disabled",
});

impl AppState {
    /// Whether what was issued to the app counts: while it waits, that is its owner's alone.
    pub const fn serves(self) -> bool {
        matches!(self, Self::Active | Self::Waiting)
    }

    /// Whether no admin found it good yet: it is closed to everybody but its owner.
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Waiting | Self::Declined)
    }
}

words!(ResponseType { Token = "token", Code = "code", IdToken = "id_token" });
words!(GrantType {
    AuthorizationCode = "authorization_code",
    RefreshToken = "refresh_token",
    ClientCredentials = "client_credentials",
    Password = "password",
    DeviceCode = "device_code",
});

impl GrantType {
    /// What programs call it: a grant from outside RFC 6749 is called by a URN there (§4.5).
    pub const fn wire(self) -> &'static str {
        match self {
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            _ => self.word(),
        }
    }

    pub fn of_wire(text: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|grant| grant.wire() == text)
    }
}
words!(TokenFormat { Opaque = "opaque", Jwt = "jwt" });
words!(Style { Documented = "documented", GeniLive = "geni_live" });
words!(Switch {
    WithinSiteDomain = "within_site_domain",
    DevelopmentMode = "development_mode",
    RememberConsent = "remember_consent",
    BackchannelSession = "backchannel_session",
    ResourceServer = "resource_server",
    AllowShortScheme = "allow_short_scheme",
    TokenByGet = "token_by_get",
    TokenInQuery = "token_in_query",
    ClaimsInIdToken = "claims_in_id_token",
    SecondFactor = "second_factor_required",
});
