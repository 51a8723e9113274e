//! Callbacks to apps that are still to be made.

pub mod sweep;
pub mod write;
