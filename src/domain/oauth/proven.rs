//! The proof that an address sent is a registered one (RFC 6749 §3.1.2, RFC 9700 §2.1).

use super::client::{App, Switch};
use super::redirect_uri::{RegisteredUri, ShortScheme, UriKind};
use super::registration::is_registrable_domain;
use crate::domain::own_address::path_here;

/// A proven address: one of the app's own. It has no other constructor than [`prove`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    raw: String,
    kind: UriKind,
}

impl RedirectUri {
    pub fn raw(&self) -> &str {
        &self.raw
    }

    pub const fn kind(&self) -> UriKind {
        self.kind
    }
}

/// The proven origin of a page: one at which the app has a registered address. It has no other constructor
/// than [`prove_origin`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    kind: UriKind,
}

impl Origin {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub const fn kind(&self) -> UriKind {
        self.kind
    }
}

/// Why no address is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// None was sent, and there is not exactly one to take.
    Missing,
    /// The one that was sent is not registered.
    Mismatch,
}

/// The app's address that was sent, or its only one when none was (RFC 6749 §3.1.2.3). Any port of a loopback address
/// may be the app's and, where its owner chose so, any https address within the Site Domain; but what nobody
/// registered as it stands never leads to our own site, `issuer`, whose pages pass on what they are sent.
pub fn prove(given: Option<&str>, app: &App, issuer: &str) -> Result<RedirectUri, Unproven> {
    let proven = match given {
        Some(given) => match allowed_by(given, app, issuer) {
            Some(Permit::Exact(uri) | Permit::AnyPort(uri)) => (given, uri.kind()),
            Some(Permit::WithinSite) => (given, UriKind::Https),
            None => return Err(Unproven::Mismatch),
        },
        None => match app.redirect_uris.as_slice() {
            [only] => (only.raw(), only.kind()),
            _ => return Err(Unproven::Missing),
        },
    };
    Ok(RedirectUri {
        raw: proven.0.to_owned(),
        kind: proven.1,
    })
}

/// By what an address that was sent is one of the app's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit<'a> {
    Exact(&'a RegisteredUri),
    AnyPort(&'a RegisteredUri),
    WithinSite,
}

/// `None`: by nothing.
pub fn allowed_by<'a>(given: &str, app: &'a App, issuer: &str) -> Option<Permit<'a>> {
    let find = |is_it: &dyn Fn(&RegisteredUri) -> bool| {
        let mut registered = app.redirect_uris.iter();
        registered.find(|uri| is_it(uri))
    };
    let exact = find(&|uri| uri.raw() == given).map(Permit::Exact);
    exact.or_else(|| {
        let but_for_the_port = || find(&|uri| uri.is_but_for_the_port(given, app.kind));
        let in_the_site = || is_within_site(given, app).then_some(Permit::WithinSite);
        let found = but_for_the_port().map(Permit::AnyPort).or_else(in_the_site);
        found.filter(|_| path_here(issuer, given).is_none())
    })
}

/// Whether the address keeps all rules of registration and its host is the Site Domain or lies below it.
fn is_within_site(given: &str, app: &App) -> bool {
    let domain = app.site_domain.as_deref().filter(|domain| {
        // Registration refuses such a domain too; the list of suffixes may have grown since.
        app.has(Switch::WithinSiteDomain) && is_registrable_domain(domain)
    });
    let is_https = RegisteredUri::register(given, ShortScheme::Refused)
        .is_ok_and(|uri| uri.kind() == UriKind::Https);
    let (_, rest) = given.split_once("://").unwrap_or_default();
    // The host as it stands: no port, and nothing that a parser would have to tidy up first.
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    is_https
        && domain.is_some_and(|domain| {
            let above = host.strip_suffix(domain);
            above.is_some_and(|above| above.is_empty() || is_subdomain(above))
        })
}

/// What stands before a domain: names, each with a dot behind it.
fn is_subdomain(above: &str) -> bool {
    let label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(plain)
    };
    above
        .strip_suffix('.')
        .is_some_and(|names| names.split('.').all(label))
}

/// The origin that was sent, if it is exactly that of a registered http(s) address.
pub fn prove_origin(given: Option<&str>, app: &App) -> Result<Origin, Unproven> {
    let given = given.ok_or(Unproven::Missing)?;
    let registered = app
        .redirect_uris
        .iter()
        .find(|registered| registered.origin().as_deref() == Some(given))
        .ok_or(Unproven::Mismatch)?;
    Ok(Origin {
        text: given.to_owned(),
        kind: registered.kind(),
    })
}
