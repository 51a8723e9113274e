//! For which resource servers a token is (RFC 8707).

use super::scope::OPENID;
use crate::domain::oauth::scope::Scopes;
use std::fmt;
use url::Url;

/// In all, where access tokens are JWTs: what is signed has to fit into a header.
pub const JWT_RESOURCES: usize = 2048;
/// How many an app may have.
pub const MOST_RESOURCES: usize = 20;
/// Longest name of one, in bytes.
const LONGEST: usize = 2000;

/// One was named that is none of the app, or none of what was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownResource;

/// What a request says of resources.
pub struct AskedFor<'a> {
    pub named: Vec<&'a str>,
    pub is_openid: bool,
}

impl AskedFor<'_> {
    /// Of what an app has. A plain request of an app without resources may say what it likes, as it always could.
    pub fn of(&self, own: &[String]) -> Result<Audience, UnknownResource> {
        if own.is_empty() && !self.is_openid {
            return Ok(Audience::default());
        }
        Audience::choose(own, &self.named)
    }
}

/// The resource servers that a token is for; none named: it is for every one that takes tokens of this platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience(Vec<String>);

impl Audience {
    /// Of what an app has, those that it named; unasked the first.
    fn choose(own: &[String], named: &[&str]) -> Result<Self, UnknownResource> {
        if named.is_empty() {
            return Ok(Self(own.first().cloned().into_iter().collect()));
        }
        Self(own.to_vec()).narrow(named)
    }

    /// Of what was granted, those that are named now; unasked all.
    pub fn narrow(&self, named: &[&str]) -> Result<Self, UnknownResource> {
        if named.is_empty() {
            return Ok(self.clone());
        }
        if named.iter().any(|name| !self.names(name)) {
            return Err(UnknownResource);
        }
        let is_named = |resource: &&String| named.contains(&resource.as_str());
        Ok(Self(self.0.iter().filter(is_named).cloned().collect()))
    }

    /// What is left of it of an app that has these now. `None`: it was for some, and all of them are gone.
    pub fn left(&self, own: &[String]) -> Option<Self> {
        let left: Vec<String> = self
            .0
            .iter()
            .filter(|name| own.contains(name))
            .cloned()
            .collect();
        (self.0.is_empty() || !left.is_empty()).then_some(Self(left))
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The reverse of its text.
    pub fn parse(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_owned).collect())
    }

    pub fn names(&self, resource: &str) -> bool {
        self.0.iter().any(|known| known == resource)
    }

    /// With us among them where the token tells who signed in: such a token is for our own resources too.
    pub fn with_issuer<'a>(&'a self, scopes: &Scopes, issuer: &'a str) -> Vec<&'a str> {
        let own = scopes.holds(OPENID) && !self.names(issuer);
        let all = self.0.iter().map(String::as_str);
        all.chain(own.then_some(issuer)).collect()
    }

    /// Whether our own resources take a token of this audience.
    pub fn is_for_us(&self, scopes: &Scopes, issuer: &str) -> bool {
        self.0.is_empty() || self.with_issuer(scopes, issuer).contains(&issuer)
    }

    /// Whether a resource server with these names takes it; one without a name takes every one.
    pub fn is_for(&self, server: &[String], scopes: &Scopes, issuer: &str) -> bool {
        let all = self.with_issuer(scopes, issuer);
        let is_named = |name: &String| all.contains(&name.as_str());
        all.is_empty() || server.is_empty() || server.iter().any(is_named)
    }

    /// Hosts of those that are not ours, for people.
    pub fn foreign_hosts(&self, issuer: &str) -> Vec<String> {
        let is_below = |name: &str| {
            let rest = name.strip_prefix(issuer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        let foreign = self.0.iter().filter(|name| !is_below(name));
        let mut hosts: Vec<String> = Vec::new();
        for name in foreign {
            let url = Url::parse(name).ok();
            let host = url.and_then(|url| url.host_str().map(str::to_owned));
            let host = host.unwrap_or_else(|| name.clone());
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// Whether it can be one: an absolute URI without a fragment (RFC 8707 §2), as it is to be sent.
pub fn is_resource(text: &str) -> bool {
    let is_plain = text.len() <= LONGEST && text.chars().all(|c| c.is_ascii_graphic());
    is_plain && Url::parse(text).is_ok_and(|url| url.fragment().is_none())
}
