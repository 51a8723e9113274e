//! Callbacks to apps that are still to be made.

pub mod load;
pub mod rows;
pub mod sweep;
pub mod write;
