//! Apps: what is registered, and what people allow them.

pub mod listed;
pub mod load;
pub mod owned;
pub mod owned_write;
pub mod rows;
pub mod sweep;
pub mod waiting;
pub mod write;
