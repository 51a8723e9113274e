//! Events: what was done.

pub mod load;
pub mod log;
pub mod position;
pub mod rows;
pub mod sweep;
pub mod write;
