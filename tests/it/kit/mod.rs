//! What tests stand on.
pub mod cluster;
pub mod db;
pub mod samples;
