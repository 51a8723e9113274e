//! Which hosts may be called. Names are checked by what they resolve to, at the moment of connecting;
//! a number in the URL is never looked up, so it is checked here, before.

use super::{CallFault, PrivateAddresses};
use crate::domain::callback::address::{is_public, number_of};
use std::net::SocketAddr;
use url::Url;

/// Reads a URL, and refuses what is wrong about it on its face.
///
/// `url` has one form for an address, however it was spelled (`127.1`, `0x7f.1`, `2130706433`), and
/// takes no host that looks like one and is none.
///
/// # Errors
/// When it is no URL that may be called.
pub fn checked(text: &str, private: PrivateAddresses) -> Result<Url, CallFault> {
    let url = Url::parse(text).map_err(CallFault::NoUrl)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(CallFault::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(CallFault::UserInfo);
    }
    match (private, number_of(&url)) {
        (PrivateAddresses::Allowed, _) => Ok(url),
        (_, Some(address)) if !is_public(address) => Err(CallFault::Private(address)),
        _ if url.scheme() == "http" => Err(CallFault::PlainHttp),
        _ => Ok(url),
    }
}

/// Those of a name's addresses that may be called.
///
/// # Errors
/// When there are none.
pub fn reachable(
    found: impl Iterator<Item = SocketAddr>,
    private: PrivateAddresses,
) -> Result<Vec<SocketAddr>, CallFault> {
    let (kept, refused): (Vec<_>, Vec<_>) =
        found.partition(|address| private == PrivateAddresses::Allowed || is_public(address.ip()));
    match refused.first() {
        Some(address) if kept.is_empty() => Err(CallFault::Private(address.ip())),
        None if kept.is_empty() => Err(CallFault::Name("it has no address".to_owned())),
        _ => Ok(kept),
    }
}
