//! Mail: what is sent to whom, when it is tried again, and through which server.

pub mod kind;
pub mod payload;
pub mod queued;
pub mod server;
