//! People who register apps themselves: what they may, what they never may, and what waits for an admin.

pub mod fault;
pub mod name;
pub mod policy;
pub mod proposal;
pub mod rules;
pub mod sample;
pub mod trial;
pub mod write;
