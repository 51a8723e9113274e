//! The command line, run as the real program.

#![expect(
    clippy::too_many_lines,
    reason = "a test tells its story from beginning to end"
)]

mod app;
mod app_decide;
mod app_edit;
mod app_keys;
mod app_next;
mod app_preset;
mod app_refused;
mod audit;
mod db;
mod development;
mod doctor;
mod endpoint;
mod explain;
#[cfg(unix)]
mod key;
mod live;
mod passkeys;
pub mod place;
mod role;
mod serve;
mod shape;
mod signing_key;
mod socket_client;
mod socket_declared;
mod user;
