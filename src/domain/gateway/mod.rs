//! The socket gateway: white-listed programs identify with a secret and use a token from then on (GI's
//! contract).
//!
//! | where | what |
//! |---|---|
//! | [`client`] | the white list: a program, its secret, where its requests are handed on to |
//! | [`sent`] | what an event carries, as far as the contract names it |
//! | [`identify`], [`handshake`], [`request`] | what each event may do in each state of a connection |
//! | [`token`] | the auth token, and when it is live |
//! | [`session`] | the session of an end user, stable per client |
//! | [`answer`] | what is said on the socket, refusals among it |
//! | [`brake`] | how long wrong secrets wait |
//! | [`pace`] | how many are judged, of one network |
//! | [`handover`] | an accepted request on its way to the client's webhook |
pub mod answer;
pub mod brake;
pub mod client;
pub mod handover;
pub mod handshake;
pub mod identify;
pub mod pace;
pub mod request;
pub mod sent;
pub mod session;
pub mod token;

use token::SocketTokenStanding;

/// What is known of a connection when it asks for something.
#[derive(Clone, Copy)]
pub enum Stage<'a> {
    /// It has not identified.
    Fresh,
    /// It has; its token may have died since.
    Identified(&'a Identified),
}

/// Who a connection is.
#[derive(Clone)]
pub struct Identified {
    pub client_name: String,
    pub token: SocketTokenStanding,
    pub liveness: Liveness,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liveness {
    Live,
    /// Expired, revoked, or begun under a secret that is no longer one.
    Dead,
}

impl<'a> Stage<'a> {
    /// The identity, while its token lives.
    pub fn live(self) -> Option<&'a Identified> {
        match self {
            Self::Identified(who) if who.liveness == Liveness::Live => Some(who),
            _ => None,
        }
    }
}
