//! The broker: an app's own server vouches for one of its users, who gets a one-time token and trades it
//! for a session (Respoke's contract).
//!
//! | where | what |
//! |---|---|
//! | [`id`] | ids and secrets in the shape of UUIDs |
//! | [`endpoint_token`] | the one-time token |
//! | [`app_session`] | what it becomes |
//! | [`standing`] | whose an endpoint is, and what both hang on |
//! | [`role`] | what an endpoint may do |
//! | [`credential`] | the credentials of a call, and which of them count |
//! | [`admin_session`] | an operator's session at this API |
//! | [`turn`] | credentials for a TURN server |
//! | [`json_line`] | JSON as it is written |
//! | [`packet`] | what comes and goes on a socket |
//! | [`socket_pass`] | what stands between a socket's handshake and its websocket |
//! | [`error`] | the closed list of refusals |

pub mod admin_session;
pub mod app_session;
pub mod credential;
pub mod endpoint_token;
pub mod error;
pub mod id;
pub mod json_line;
pub mod packet;
pub mod role;
pub mod socket_pass;
pub mod standing;
pub mod turn;

/// Longest body of a call, in bytes.
pub const LONGEST_BODY: usize = 20_000;
