//! The broker API: roles, one-time tokens and sessions.

pub mod listed;
pub mod load;
pub mod rows;
pub mod sweep;
pub mod write;
