//! The socket of the broker API, Socket.IO 0.9 as Respoke's libraries speak it: handshake, websocket, calls.
//!
//! | where | what |
//! |---|---|
//! | [`routes`] | its addresses |
//! | [`handshake`] | the request before the websocket |
//! | [`open`] | the websocket itself, taken or refused |
//! | [`connection`] | its life |
//! | [`calls`] | a call on it, answered by the routes of HTTP |
//! | [`connections`] | the routes that only a socket has |
//! | [`worker`] | what the sockets of a worker share |
//! | [`seats`] | who they are, and whose end has come |
//! | [`messages`] | what comes from a client |
//! | [`outgoing`] | what goes to a client, and what it has not taken yet |
//! | [`times`] | how long each thing may last |

pub mod calls;
mod connection;
pub mod connections;
mod handshake;
mod messages;
mod open;
mod outgoing;
pub mod routes;
mod seats;
pub mod times;
pub mod worker;
