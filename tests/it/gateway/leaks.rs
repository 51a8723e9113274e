//! What strangers leave behind: nothing.

use super::*;
use crate::kit::http::HttpClient;
use crate::kit::server::Server;
use crate::kit::socket::{Generation, Transport};
use crate::kit::websocket::Websocket;

/// A server whose memory is nobody else's.
struct Watched {
    server: Server,
    gateway: Gateway,
}

impl Watched {
    fn serves() -> Self {
        let gateway = Gateway::with("", "");
        let server = gateway.home.serves();
        Self { server, gateway }
    }

    /// The same thing 1200 times leaves no more behind than so many kilobytes for each, beside what it left after a
    /// first 300.
    #[track_caller]
    fn keeps_of_each(&self, kilobytes: u64, act: impl Fn(&str, usize)) {
        (0..300).for_each(|round| act(&self.gateway.at, round));
        let before = self.server.resident();
        (300..1500).for_each(|round| act(&self.gateway.at, round));
        if let (Some(before), Some(after)) = (before, self.server.resident()) {
            let grown = after.saturating_sub(before);
            assert!(grown < 1200 * kilobytes, "{grown} KB in 1200 rounds");
        }
    }
}

/// Makes what is kept of a request large.
fn ballast() -> String {
    "x".repeat(12_000)
}

#[test]
fn connections_that_came_and_went_leave_no_memory_behind() {
    let watched = Watched::serves();
    for kind in [NEWEST, (Generation::Old, Transport::Websocket)] {
        watched.keeps_of_each(2, |at, _| {
            let mut socket = Socket::connects_from(at, kind, &[("X-Ballast", &ballast())]);
            socket.sends("1");
        });
    }
}

#[test]
fn websockets_for_sessions_that_there_are_not_leave_no_memory_behind() {
    let watched = Watched::serves();
    watched.keeps_of_each(2, |at, round| {
        let path = format!("/socket.io/?EIO=4&transport=websocket&sid=AAAAAAAAAAAA{round:04}");
        drop(Websocket::opens(at, &path, &[("X-Ballast", &ballast())]));
    });
}

/// Whoever opens a session and does nothing with it is forgotten half a minute later: until then little is kept.
#[test]
fn sessions_that_are_only_opened_keep_little_of_their_requests() {
    let watched = Watched::serves();
    for transport in [Transport::Polling, Transport::Websocket] {
        watched.keeps_of_each(15, |at, round| {
            let sid = format!("{round}-{}", ballast());
            let path = |name: &str| format!("/socket.io/?EIO=4&transport={name}&sid={sid}");
            match transport {
                Transport::Polling => drop(HttpClient::new(at).get(&path("polling"))),
                Transport::Websocket => drop(Websocket::opens(at, &path("websocket"), &[])),
            }
        });
    }
}

/// So that ten thousand fit in 200 MB; a development build needs a little more.
#[test]
fn five_hundred_idle_connections_fit_in_twelve_megabytes() {
    let watched = Watched::serves();
    let secret = watched.gateway.adds(NAME);
    let come = |count: usize| -> Vec<Bot> {
        let bots = (0..count).map(|_| watched.gateway.bot(NEWEST, NAME, &secret));
        bots.collect()
    };
    drop(come(100));
    let before = watched.server.resident();
    let _bots = come(500);
    if let (Some(before), Some(after)) = (before, watched.server.resident()) {
        let grown = after.saturating_sub(before);
        assert!(grown < 12_000, "{grown} KB more");
    }
}
