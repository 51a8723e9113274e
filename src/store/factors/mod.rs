//! What people prove besides a password.

pub mod load;
pub mod rows;
pub mod sweep;
pub mod write;
