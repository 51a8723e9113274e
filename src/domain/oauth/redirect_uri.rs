//! Redirect addresses as they are registered (RFC 6749 §3.1.2, RFC 8252 §7).
//!
//! Addresses are compared as the raw strings they are. They are parsed only to be refused: a parser that
//! tidies up (`..`, default ports, backslashes) would make equal what is not.

mod hint;
mod loopback;
mod rules;

pub use hint::Hint;
pub use loopback::free_port_host;
pub use rules::{ShortScheme, UriFault, UriKind};

use super::choices::Kind;
use loopback::without_port;
use url::Url;

/// An address that passed the registration rules of its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredUri {
    raw: String,
    kind: UriKind,
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

    /// What of it people often write another way.
    pub fn hints(&self) -> Vec<Hint> {
        hint::hints(&self.raw, self.kind)
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
    pub fn is_but_for_the_port(&self, given: &str, kind: Kind) -> bool {
        kind != Kind::Web
            && self.kind == UriKind::Loopback
            && without_port(given).is_some_and(|g| Some(g) == without_port(&self.raw))
    }
}
