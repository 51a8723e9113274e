//! Who that is: asked by both edges, of every request, and answered in one place.

use crate::domain::peer::{Network, nearest_stranger};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, Ordering};

/// Most bytes of what cannot be read that go into the log.
const SHOWN: usize = 60;

/// Only these are believed when they say whom they speak for.
#[derive(Default)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    /// Whether the log has been told of one that nobody understands.
    told: AtomicBool,
}

impl Proxies {
    pub fn new(trusted: Vec<IpNet>) -> Self {
        Self {
            trusted,
            told: AtomicBool::new(false),
        }
    }

    pub fn is_one(&self, peer: Option<IpAddr>) -> bool {
        let peer = peer.map(|peer| peer.to_canonical());
        peer.is_some_and(|peer| self.trusted.iter().any(|net| net.contains(&peer)))
    }

    /// Whom a request comes from, as all limits count them (IPv6 by /64).
    pub fn who<'a>(
        &self,
        peer: Option<IpAddr>,
        forwarded: impl Iterator<Item = &'a [u8]>,
    ) -> Network {
        Network::of(self.address(peer, forwarded))
    }

    /// The address itself; `forwarded` are the lines of its `X-Forwarded-For`.
    pub fn address<'a>(
        &self,
        peer: Option<IpAddr>,
        forwarded: impl Iterator<Item = &'a [u8]>,
    ) -> IpAddr {
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let lines: Vec<&[u8]> = forwarded.collect();
        let whence = nearest_stranger(peer, &lines, &self.trusted);
        if let Some(piece) = whence.unread {
            self.tell(whence.address, piece);
        }
        whence.address
    }

    /// Once: it would come with every request.
    fn tell(&self, proxy: IpAddr, piece: &[u8]) {
        if self.told.swap(true, Ordering::Relaxed) {
            return;
        }
        let shown = piece.get(..SHOWN).unwrap_or(piece);
        tracing::warn!(
            %proxy,
            said = %shown.escape_ascii(),
            "X-Forwarded-For of a trusted proxy holds no address: all who come through it count as one"
        );
    }
}
