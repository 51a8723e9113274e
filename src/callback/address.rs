//! Which hosts may be called. Names are checked by what they resolve to, at the moment of connecting;
//! a number in the URL is never looked up, so it is checked here, before.

use super::{CallFault, PrivateAddresses};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

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
    let number = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) | None => None,
    };
    match (private, number) {
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

/// Is this an address of one machine in the open internet? By the registries of special addresses
/// (RFC 6890 and what followed); where those are in doubt, no.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    match address.octets() {
        // This network, private use, loopback.
        [0 | 10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] => false,
        // Carriers' own (RFC 6598); link-local, where clouds keep their metadata.
        [100, 64..=127, ..] | [169, 254, ..] => false,
        // Protocols' own, and the old way to 6to4 (RFC 7526).
        [192, 0, 0, _] | [192, 88, 99, _] => false,
        // Documentation, benchmarks.
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [198, 18 | 19, ..] => false,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => false,
        _ => true,
    }
}

/// Only 2000::/3 is handed out to machines. Forms that carry an IPv4 address are judged by that.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // Mapped, and translated by NAT64 (RFC 6052). A network's own prefix for NAT64 cannot be known.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(joined(high, low))
        }
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => is_public_v4(joined(high, low)),
        // Protocols' own, Teredo among them; documentation.
        [0x2001, ..0x200, ..] | [0x2001, 0xdb8, ..] | [0x3fff, ..0x1000, ..] => false,
        [0x2000..0x4000, ..] => true,
        _ => false,
    }
}

fn joined(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low))
}
