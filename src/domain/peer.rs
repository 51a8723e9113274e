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

    /// The network around it that is kept of events: a /24, or a /48.
    pub fn coarse(self) -> String {
        match self.0 {
            IpAddr::V4(v4) => format!("{}/24", Ipv4Addr::from_bits(v4.to_bits() & (u32::MAX << 8))),
            IpAddr::V6(v6) => {
                format!(
                    "{}/48",
                    Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 80))
                )
            }
        }
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
