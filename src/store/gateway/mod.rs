//! The socket gateway: clients, tokens, sessions, and the servers that hold connections.

pub mod listed;
pub mod load;
pub mod rows;
pub mod sweep;
pub mod write;
