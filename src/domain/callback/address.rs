//! Which addresses are of the open internet, and which of somebody's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// The address that a URL names by number: nobody looks it up, so it can be judged at once. `url` has one form for
/// it, however it was spelled (`127.1`, `0x7f.1`, `2130706433`).
pub fn number_of(url: &Url) -> Option<IpAddr> {
    match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) | None => None,
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
