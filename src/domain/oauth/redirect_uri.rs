//! Redirect addresses: what may be registered, and the proof that an address sent is a registered one
//! (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1).
//!
//! Addresses are compared as the raw strings they are. They are parsed only to be refused: a parser that
//! tidies up (`..`, default ports, backslashes) would make equal what is not.

mod rules;

pub use rules::{ShortScheme, UriFault};

use super::client::{App, Kind};
use super::registration::is_registrable_domain;
use crate::domain::own_address::path_here;
use url::Url;

/// An address that passed the registration rules of its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredUri {
    raw: String,
    kind: UriKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriKind {
    Https,
    /// Plain http to the person's own machine.
    Loopback,
    /// A private-use scheme that the operating system hands to a program (RFC 8252 §7.1).
    Private,
}

impl RegisteredUri {
    /// Checks an address that an owner wants to register.
    pub fn register(raw: &str, short: ShortScheme) -> Result<Self, UriFault> {
        let kind = rules::check(raw, short)?;
        Ok(Self {
            raw: raw.to_owned(),
            kind,
        })
    }

    /// One that was registered before. The rules are for owners who register: one that grew stricter since locks
    /// nobody out of a program that has been in use for years, and `vestibule doctor` names its address.
    pub fn kept(raw: String) -> Option<Self> {
        let (scheme, _) = raw.split_once(':')?;
        let kind = match scheme.to_ascii_lowercase().as_str() {
            "https" => UriKind::Https,
            "http" => UriKind::Loopback,
            _ => UriKind::Private,
        };
        Some(Self { raw, kind })
    }

    /// Why nobody could register it today.
    pub fn outgrown(&self, short: ShortScheme) -> Option<UriFault> {
        rules::check(&self.raw, short).err()
    }

    pub fn raw(&self) -> &str {
        &self.raw
    }

    pub const fn kind(&self) -> UriKind {
        self.kind
    }

    /// The web origin of its page, as browsers send it (RFC 6454 §6.2); private schemes have none.
    pub fn origin(&self) -> Option<String> {
        match self.kind {
            UriKind::Https | UriKind::Loopback => {
                let url = Url::parse(&self.raw).ok()?;
                Some(url.origin().ascii_serialization())
            }
            UriKind::Private => None,
        }
    }

    /// Whether a program may come back to any port of the address (RFC 8252 §7.3).
    pub fn has_free_port(&self) -> bool {
        self.kind == UriKind::Loopback && without_port(&self.raw).is_some()
    }

    /// Whether its page has this origin. Where the port of the address is free, so is that of the page.
    pub fn is_at(&self, origin: &str, kind: Kind) -> bool {
        self.origin().is_some_and(|own| {
            let is_free = kind != Kind::Web && self.has_free_port();
            let host = free_port_host(origin).filter(|_| is_free);
            own == origin || host.is_some_and(|host| free_port_host(&own) == Some(host))
        })
    }

    /// Whether it is this address but for its port, where that is free.
    fn is_but_for_the_port(&self, given: &str, kind: Kind) -> bool {
        kind != Kind::Web
            && self.kind == UriKind::Loopback
            && without_port(given).is_some_and(|g| Some(g) == without_port(&self.raw))
    }
}

/// `http://127.0.0.1` or `http://[::1]`, and all that follows the port; `None` for every other address
/// and for a port that is none. Only the port may vary (RFC 8252 §7.3).
fn without_port(address: &str) -> Option<(&str, &str)> {
    let host = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find(|host| address.starts_with(host))?;
    let rest = address.get(host.len()..)?;
    let tail = match rest.strip_prefix(':') {
        None => rest,
        Some(after) => {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (port, tail) = after.split_at_checked(digits)?;
            port.parse::<u16>().ok().filter(|&port| port > 0)?;
            tail
        }
    };
    (tail.is_empty() || tail.starts_with(['/', '?'])).then_some((host, tail))
}

/// Scheme and host of an origin whose port may vary.
pub fn free_port_host(origin: &str) -> Option<&str> {
    let (host, tail) = without_port(origin)?;
    tail.is_empty().then_some(host)
}

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
        Some(given) => {
            let find = |is_it: &dyn Fn(&RegisteredUri) -> bool| {
                let found = app.redirect_uris.iter().find(|uri| is_it(uri));
                found.map(|uri| uri.kind)
            };
            let kind = find(&|uri| uri.raw == given).or_else(|| {
                let of_any_port = || find(&|uri| uri.is_but_for_the_port(given, app.kind));
                let in_the_site = || is_within_site(given, app).then_some(UriKind::Https);
                let found = of_any_port().or_else(in_the_site);
                found.filter(|_| path_here(issuer, given).is_none())
            });
            (given, kind.ok_or(Unproven::Mismatch)?)
        }
        None => match app.redirect_uris.as_slice() {
            [only] => (only.raw(), only.kind),
            _ => return Err(Unproven::Missing),
        },
    };
    Ok(RedirectUri {
        raw: proven.0.to_owned(),
        kind: proven.1,
    })
}

/// Whether the address keeps all rules of registration and its host is the Site Domain or lies below it.
fn is_within_site(given: &str, app: &App) -> bool {
    let domain = app.site_domain.as_deref().filter(|domain| {
        // Registration refuses such a domain too; the list of suffixes may have grown since.
        app.within_site_domain && is_registrable_domain(domain)
    });
    let is_https = RegisteredUri::register(given, ShortScheme::Refused)
        .is_ok_and(|uri| uri.kind == UriKind::Https);
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
        kind: registered.kind,
    })
}
