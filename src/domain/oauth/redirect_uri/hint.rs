//! What of an address is allowed, and yet often written another way in the program: compared as raw strings, both
//! spellings are different addresses.

use super::loopback::without_port;
use super::rules::UriKind;
use crate::domain::words::words;
use url::Url;

/// What is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It ends in a slash, or has no path, and libraries add or drop that.
    TrailingSlash,
    /// A name of the person's own machine whose port is never free (RFC 8252 §8.3).
    Localhost,
    /// Browsers write hosts in small letters.
    HostCase,
    /// Browsers leave it out.
    DefaultPort,
}

words!(Hint {
    TrailingSlash = "trailing slash",
    Localhost = "localhost",
    HostCase = "capital letters",
    DefaultPort = "default port",
});

pub(super) fn hints(raw: &str, kind: UriKind) -> Vec<Hint> {
    // What is handed to a program by its scheme is not tidied up by a browser.
    if kind == UriKind::Private {
        return Vec::new();
    }
    let (_, rest) = raw.split_once("://").unwrap_or_default();
    let whole = rest.split('?').next().unwrap_or_default();
    let authority = whole.split('/').next().unwrap_or_default();
    let named = authority.rsplit_once(':').map(|(_, port)| port);
    let has_port = named.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let holds = |hint: &Hint| match hint {
        Hint::TrailingSlash => whole.ends_with('/') || whole == authority,
        Hint::Localhost => kind == UriKind::Loopback && without_port(raw).is_none(),
        Hint::HostCase => authority.bytes().any(|byte| byte.is_ascii_uppercase()),
        // The parser takes a default port away.
        Hint::DefaultPort => has_port && Url::parse(raw).is_ok_and(|url| url.port().is_none()),
    };
    Hint::ALL.iter().copied().filter(holds).collect()
}
