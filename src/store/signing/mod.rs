//! The keys that sign.

pub mod load;
pub mod rows;
pub mod sweep;
pub mod write;
