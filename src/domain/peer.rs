//! Whom a request comes from, when proxies stand in between.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};

/// The peer, or the nearest address that no trusted proxy has: what the proxies `named` is read from the right, and
/// only as far as trusted ones say it.
pub fn nearest_stranger(peer: IpAddr, named: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut nearest = peer.to_canonical();
    for name in named.iter().rev() {
        if !is_ours(nearest) {
            break;
        }
        match name.trim().parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

/// Who that is, where tries and room are counted: an IPv6 address by its /64, since that is what one subscriber gets.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn from(peer: &str, named: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().filter_map(|net| net.parse().ok()).collect();
        let peer = peer.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        nearest_stranger(peer, named, &trusted).to_string()
    }

    #[test]
    fn a_forwarding_header_is_believed_only_from_a_trusted_proxy() {
        assert_eq!(from("192.0.2.9", &["203.0.113.5"], &[]), "192.0.2.9");
        assert_eq!(
            from("10.0.0.1", &["203.0.113.5"], &["10.0.0.0/8"]),
            "203.0.113.5"
        );
    }

    #[test]
    fn it_is_read_from_the_right_and_a_forged_left_end_changes_nothing() {
        let named = ["198.51.100.66", "203.0.113.5", "10.0.0.2"];
        assert_eq!(from("10.0.0.1", &named, &["10.0.0.0/8"]), "203.0.113.5");
        let broken = ["198.51.100.66", "not an address"];
        assert_eq!(from("10.0.0.1", &broken, &["10.0.0.0/8"]), "10.0.0.1");
    }

    #[test]
    fn an_address_written_as_ipv6_is_the_same_address() {
        assert_eq!(
            from("::ffff:10.0.0.1", &["203.0.113.5"], &["10.0.0.0/8"]),
            "203.0.113.5"
        );
    }

    #[test]
    fn an_address_counts_for_its_network_and_ipv4_for_itself() {
        let network = |text: &str| text.parse().map(|it| network_of(it).to_string());
        for (address, expected) in [
            ("203.0.113.5", "203.0.113.5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::1", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ] {
            assert_eq!(network(address).as_deref(), Ok(expected));
        }
    }
}
