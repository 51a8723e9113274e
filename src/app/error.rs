//! Why the program does not start.

use crate::flow::gateway::clients::ClientRefusal;
use std::io;

/// Why the program does not start or go on; in words that say what mends it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Settings(#[from] crate::settings::SettingsRefusal),
    #[error("{0}")]
    Store(#[from] crate::store::OpenError),
    #[error("{0}")]
    Missing(String),
    #[error(
        "first_admin is {0:?}, and there is no admin, but a user of that name: make them one with `vestibule user edit {0} \
         --admin on`, or remove the setting"
    )]
    FirstAdmin(String),
    #[error(
        "cannot listen on {address}: {error}. Choose another with {setting}, or stop what is there"
    )]
    Listen {
        address: String,
        setting: &'static str,
        error: io::Error,
    },
    #[error("the socket clients of the settings file cannot be taken over: {0}")]
    Clients(#[from] ClientRefusal),
    #[error("the server ended: {0}")]
    Server(#[from] io::Error),
    #[error("the socket gateway cannot start: {0}")]
    Gateway(String),
    #[error("the socket gateway ended: the server stops, so that it is restarted")]
    GatewayEnded,
    #[error("callbacks cannot be sent: {0}")]
    Callbacks(io::Error),
    #[error("events cannot be sent to the audit webhook: {0}")]
    Webhook(io::Error),
    #[error("mail cannot be sent: {0}")]
    Mails(io::Error),
    #[error("signing keys cannot be looked after: {0}")]
    Keys(io::Error),
    #[error("metrics cannot be counted: {0}")]
    Census(io::Error),
    #[error("the database writer ended: the server stops, so that it is restarted")]
    WriterEnded,
}
