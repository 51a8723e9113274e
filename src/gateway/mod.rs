//! The socket edge: Socket.IO on a listener of its own. The only folder that names socketioxide and hyper.
//!
//! | file | for |
//! |---|---|
//! | `serve` | starting and stopping; accepting connections |
//! | `request`, `asked`, `payload`, `refusals` | HTTP requests, what they ask for, and what polling clients send in them |
//! | `wire`, `head`, `frames` | bytes of a connection, watched while they go by |
//! | `shared` | what all connections share |
//! | `connection`, `events`, `raw`, `reply` | one connection: its events, and what it is told |
//! | `signals`, `doors` | ending connections, and who is inside by their names |
//! | `watch` | the white list, and the server's lease |
//! | `room`, `delays`, `handlers` | bounds on what is kept, on guessing and on waiting for webhooks |

mod asked;
mod connection;
mod delays;
mod doors;
mod events;
mod frames;
mod handlers;
mod head;
mod payload;
mod raw;
mod refusals;
mod reply;
mod request;
mod room;
mod serve;
mod shared;
mod signals;
mod watch;
mod wire;

pub use room::Most;
pub use serve::{Parts, Running, start};
pub use shared::Options;
