//! Reading requests: form bodies within bounds, whom the cookies name, and where a request comes from.

use super::Edge;
use super::header::{cookies, lines};
use crate::domain::account::pre_login::PreLogin;
use crate::domain::oauth::form::Form;
use crate::domain::peer::Network;
use crate::domain::secret::PlainToken;
use crate::flow::Visitor;
use actix_web::HttpRequest;
use actix_web::http::header::X_FORWARDED_FOR;
use actix_web::web::Payload;
use std::net::IpAddr;
use std::time::Duration;

/// Longest query string: a `state` of 8 KB, each byte written as `%XX`, fits with room for the rest.
pub const LONGEST_QUERY: usize = 32 * 1024;
/// Longest form body: such a query encoded once more, and what a person types.
const LONGEST_BODY: usize = 128 * 1024;
/// Most fields of a body or a query: ours have eight. Each takes many times the memory of its bytes on the wire.
const MOST_FIELDS: usize = 100;
/// Most cookies of one name that are tried. Those that cannot be ours take nobody's place.
const MOST_COOKIES: usize = 8;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(20);

/// The fields of a form body, decoded.
#[derive(Default)]
pub struct Fields(Vec<(String, String)>);

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// Too many bytes.
    TooLarge,
    /// Too many fields.
    TooMany,
    /// It broke off, or took too long.
    Incomplete,
}

impl Fields {
    pub async fn read(payload: Payload) -> Result<Self, BodyFault> {
        let body = tokio::time::timeout(BODY_TIME, payload.to_bytes_limited(LONGEST_BODY)).await;
        match body {
            Ok(Ok(Ok(bytes))) => Self::parse(&bytes),
            Ok(Err(_)) => Err(BodyFault::TooLarge),
            Ok(Ok(Err(_))) | Err(_) => Err(BodyFault::Incomplete),
        }
    }

    pub fn parse(encoded: &[u8]) -> Result<Self, BodyFault> {
        let mut pairs = form_urlencoded::parse(encoded).into_owned();
        let fields = pairs.by_ref().take(MOST_FIELDS).collect();
        match pairs.next() {
            None => Ok(Self(fields)),
            Some(_) => Err(BodyFault::TooMany),
        }
    }

    /// The value of a field that was sent exactly once.
    pub fn once(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All values of a field, in both of two places.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The three hidden fields; what is missing is empty and proves nothing.
    pub fn form(&self) -> Form {
        let field = |name| self.once(name).unwrap_or_default().to_owned();
        Form {
            request: field("request"),
            nonce: field("nonce"),
            proof: field("proof"),
        }
    }
}

/// What the cookies say.
pub fn visitor(request: &HttpRequest, edge: &Edge) -> Visitor {
    let names = &edge.cookies;
    let mut visitor = Visitor::default();
    for (name, value) in cookies(request) {
        if name == names.session() {
            keep(&mut visitor.sessions, PlainToken::parse(value));
        } else if name == names.pre_login() {
            keep(&mut visitor.pre_logins, PreLogin::parse(value));
        } else if name == names.browser() {
            keep(&mut visitor.browsers, PlainToken::parse(value));
        }
    }
    visitor
}

fn keep<T>(kept: &mut Vec<T>, cookie: Option<T>) {
    if kept.len() < MOST_COOKIES {
        kept.extend(cookie);
    }
}

/// The address that a request comes from.
pub fn client_address(request: &HttpRequest, edge: &Edge) -> IpAddr {
    let peer = request.peer_addr().map(|peer| peer.ip());
    edge.proxies.address(peer, lines(request, X_FORWARDED_FOR))
}

/// Whom a request comes from, as all limits count them.
pub fn address(request: &HttpRequest, edge: &Edge) -> Network {
    let peer = request.peer_addr().map(|peer| peer.ip());
    edge.proxies.who(peer, lines(request, X_FORWARDED_FOR))
}
