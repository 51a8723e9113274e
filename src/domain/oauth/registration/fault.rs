//! Why an app is not registered.

use crate::domain::callback::TargetFault;
use crate::domain::oauth::redirect_uri::UriFault;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::resource::{JWT_RESOURCES, MOST_RESOURCES};

/// Most redirect addresses of an app.
pub const MOST_ADDRESSES: usize = 20;
/// Longest name, in characters.
pub const NAME_CHARS: usize = 80;
/// Longest description, in characters.
pub(super) const TEXT_CHARS: usize = 500;

/// Why an app cannot be registered like this; each text ends with what mends it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationFault {
    #[error("an app's name needs 1 to {NAME_CHARS} characters: give another with --name")]
    NameLength,
    #[error(
        "{0} may not hold control or text-direction characters, and at most {TEXT_CHARS} characters: \
         give another with --{0}"
    )]
    Text(&'static str),
    #[error(
        "the {} needs http:// or https:// and a host: write --{} https://example.org",
        .0.replace('_', " "),
        .0.replace('_', "-")
    )]
    PublicUrl(&'static str),
    #[error("the site domain is a host name alone: write --site-domain example.org")]
    SiteDomain,
    #[error(
        "a canvas origin is scheme, host and port alone: write --canvas-origin https://example.org"
    )]
    CanvasOrigin,
    #[error(
        "{0:?} is no origin of pages: write --origin capacitor://localhost, or https://app.example.org, without a \
         path; plain http is for localhost"
    )]
    Origin(String),
    #[error(
        "{0:?} is no resource: write --resource https://api.example.org/, whole and without a part behind #"
    )]
    Resource(String),
    #[error("an app has at most {MOST_RESOURCES} resources: leave some out with --resource")]
    TooManyResources,
    #[error("{option}: {fault}")]
    Callback {
        option: &'static str,
        fault: TargetFault,
    },
    #[error("--within-site-domain on needs to know where that is: add --site-domain example.org")]
    SiteDomainMissing,
    #[error(
        "anybody can have an address below {0}: for --within-site-domain on give --site-domain a name that is \
         yours alone, as in example.org"
    )]
    PublicSuffix(String),
    #[error("redirect URI {uri:?}: {fault}")]
    RedirectUri { uri: String, fault: UriFault },
    #[error("--post-logout-uri: {0}")]
    PostLogout(Box<Self>),
    #[error("an app has at most {MOST_ADDRESSES} redirect URIs: leave some out")]
    TooManyAddresses,
    #[error("redirect URI {0:?} is there twice: name it once")]
    RedirectUriRepeated(String),
    #[error(
        "redirect URI {0:?} is our own landing page, which needs no registration: leave it out and use \
         display=desktop"
    )]
    OwnLandingPage(String),
    #[error(
        "redirect URI {0:?} is a page of this server, which would pass the answer on: name an address of the app itself"
    )]
    OwnPage(String),
    #[error("redirect URI {0:?} is not registered: `vestibule app show` lists those that are")]
    RedirectUriUnknown(String),
    #[error(
        "a web app for tokens or without a secret needs --redirect-uri https://example.org/callback"
    )]
    RedirectUriMissing,
    #[error(
        "scope {name:?} does not exist here: choose from {known}, or add it under [scopes] in the settings"
    )]
    ScopeUnknown { name: String, known: String },
    #[error("{0} needs an app that can keep a secret: add --confidential, or leave it out")]
    NeedsSecret(&'static str),
    #[error(
        "--second-factor required and the grant device_code exclude each other: the page that takes a device's code asks \
         for no second step of an app"
    )]
    DeviceSecondFactor,
    #[error(
        "a token must live at least a second and at most a hundred years: give --token-ttl 86400"
    )]
    TokenTtl,
    #[error(
        "access tokens that are JWTs name their resources: give --resource values of at most {JWT_RESOURCES} \
         characters in all"
    )]
    JwtResources,
    #[error("access tokens that are JWTs live at most 30 days: give --token-ttl 86400")]
    JwtTtl,
    #[error(
        "there are no {word} keys here: name it in the setting signing.algorithms first, or give another with {option}",
        word = .algorithm.word()
    )]
    Algorithm {
        option: &'static str,
        algorithm: Algorithm,
    },
}
