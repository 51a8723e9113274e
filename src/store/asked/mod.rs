//! What requests ask most: the questions, and the apps in memory.

pub mod known;
pub mod questions;
