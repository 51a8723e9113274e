//! Whom a request comes from, when proxies stand in between.

use ipnet::{IpNet, Ipv4Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where the way back through the proxies ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whence<'a> {
    /// The peer, or the nearest address that no trusted proxy has.
    pub address: IpAddr,
    /// What a trusted proxy said there, where that is no address.
    pub unread: Option<&'a [u8]>,
}

/// What the proxies said, line by line, is read from the right, and only as far as trusted ones say it.
pub fn nearest_stranger<'a>(peer: IpAddr, lines: &[&'a [u8]], trusted: &[IpNet]) -> Whence<'a> {
    let is_ours = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut address = peer.to_canonical();
    let pieces = lines
        .iter()
        .flat_map(|line| line.split(|&byte| byte == b','));
    for piece in pieces.rev().filter(|piece| !piece.trim_ascii().is_empty()) {
        if !is_ours(address) {
            break;
        }
        match read_address(piece) {
            Some(named) => address = named,
            None => {
                return Whence {
                    address,
                    unread: Some(piece),
                };
            }
        }
    }
    Whence {
        address,
        unread: None,
    }
}

/// An address as proxies and load balancers write it: with a port, in brackets, in quotes, with a zone. Of our own
/// proxy we know that it means one: what stands around it is not looked at.
pub fn read_address(piece: &[u8]) -> Option<IpAddr> {
    let is_around = |byte: &u8| byte.is_ascii_whitespace() || !byte.is_ascii() || *byte == b'"';
    let start = piece.iter().position(|byte| !is_around(byte))?;
    let end = piece.iter().rposition(|byte| !is_around(byte))?;
    let text = std::str::from_utf8(piece.get(start..=end)?).ok()?;
    let bare = match text.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            let is_port = after.is_empty() || after.strip_prefix(':').is_some_and(is_a_port);
            is_port.then_some(inside)?
        }
        None => text,
    };
    let plain = |text: &str| {
        let unzoned = text.split_once('%').map_or(text, |(address, _)| address);
        unzoned.parse::<IpAddr>().ok()
    };
    let without_port = || {
        let (address, port) = bare.rsplit_once(':')?;
        is_a_port(port).then(|| plain(address))?
    };
    let found = plain(bare).or_else(without_port)?;
    Some(found.to_canonical())
}

fn is_a_port(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u16>().is_ok()
}

/// Who that is, where tries and room are counted: an IPv4 address, or the /64 of an IPv6 address, since that is what
/// one subscriber gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// Of those who came over no address.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => v4.into(),
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
        })
    }

    /// Four of IPv4, eight of IPv6.
    pub fn bytes(self) -> Vec<u8> {
        match self.0 {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
        }
    }
}

/// A network, or an address alone, in the form in which peers are compared with it.
pub fn read_network(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(|_| address()).ok()?;
    let mapped = match network {
        // ::ffff:0:0/96 is IPv4 in other clothes.
        IpNet::V6(v6) => v6
            .addr()
            .to_ipv4_mapped()
            .zip(v6.prefix_len().checked_sub(96)),
        IpNet::V4(_) => None,
    };
    let as_v4 = mapped.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok());
    Some(as_v4.map_or(network, IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn from(peer: &str, named: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().filter_map(|net| read_network(net)).collect();
        let peer = peer.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let lines: Vec<&[u8]> = named.iter().map(|line| line.as_bytes()).collect();
        let whence = nearest_stranger(peer, &lines, &trusted);
        match whence.unread {
            None => whence.address.to_string(),
            Some(piece) => format!("{} {}", whence.address, piece.escape_ascii()),
        }
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
        let named = ["198.51.100.66, 203.0.113.5", "10.0.0.2"];
        assert_eq!(from("10.0.0.1", &named, &["10.0.0.0/8"]), "203.0.113.5");
        // Whoever sends what nobody can read hides nothing: it stands further to the left.
        let broken = ["\u{e4}, 198.51.100.66", "not an address, 203.0.113.5"];
        assert_eq!(from("10.0.0.1", &broken, &["10.0.0.0/8"]), "203.0.113.5");
    }

    #[test]
    fn o08_what_a_trusted_proxy_says_that_is_no_address_is_handed_out() {
        for piece in [
            "not an address",
            "unknown",
            "203.0.113.5:99999",
            "[::1",
            "1.2.3.4:",
            "\u{e4}",
        ] {
            let said = format!("198.51.100.66,{piece}");
            let expected = format!("10.0.0.1 {}", piece.as_bytes().escape_ascii());
            assert_eq!(from("10.0.0.1", &[&said], &["10.0.0.0/8"]), expected);
            // Nobody else's is looked at.
            assert_eq!(from("192.0.2.1", &[&said], &["10.0.0.0/8"]), "192.0.2.1");
        }
    }

    #[test]
    fn o08_an_address_is_the_same_however_a_proxy_writes_it() {
        let v4 = [
            "203.0.113.5",
            "203.0.113.5:4711",
            "\"203.0.113.5:4711\"",
            " 203.0.113.5 ,",
            "203.0.113.5, ,\t",
            "::ffff:203.0.113.5",
            "[::ffff:203.0.113.5]:4711",
            "::ffff:203.0.113.5:4711",
            "203.0.113.5\u{a0}",
        ];
        for written in v4 {
            assert_eq!(from("10.0.0.1", &[written], &["10.0.0.0/8"]), "203.0.113.5");
        }
        let v6 = [
            "2001:db8::5",
            "2001:DB8:0:0:0:0:0:5",
            "[2001:db8::5]",
            "[2001:db8::5]:4711",
            "\"[2001:db8::5]:4711\"",
            "2001:db8::5%eth0",
            "[2001:db8::5%25eth0]:4711",
            "2001:db8:0:0:0:0:0:5:4711",
        ];
        for written in v6 {
            assert_eq!(from("10.0.0.1", &[written], &["10.0.0.0/8"]), "2001:db8::5");
        }
    }

    #[test]
    fn o08_an_address_or_a_network_written_as_ipv6_is_the_same() {
        let trusted = [
            "10.0.0.0/8",
            "::ffff:10.0.0.0/104",
            "::ffff:10.0.0.1",
            "::ffff:a00:0/104",
        ];
        for net in trusted {
            for peer in ["::ffff:10.0.0.1", "10.0.0.1"] {
                assert_eq!(from(peer, &["203.0.113.5"], &[net]), "203.0.113.5", "{net}");
            }
            assert_eq!(from("192.0.2.1", &["203.0.113.5"], &[net]), "192.0.2.1");
        }
        let everybody = read_network("::ffff:0:0/96").map(|net| net.prefix_len());
        assert_eq!(everybody, Some(0));
        assert_eq!(
            read_network("2001:db8::/32").map(|net| net.prefix_len()),
            Some(32)
        );
        assert_eq!(read_network("proxy.example"), None);
    }

    #[test]
    fn s13_ipv6_counts_by_its_64_and_ipv4_by_itself() {
        let counted = |text: &str| {
            text.parse()
                .map(|address| Network::of(address).0.to_string())
        };
        for (address, count) in [
            ("203.0.113.5", "203.0.113.5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::", "2001:db8:1:2::"),
            ("2001:db8:1:3::", "2001:db8:1:3::"),
        ] {
            assert_eq!(counted(address), Ok(count.to_owned()));
        }
    }
}
