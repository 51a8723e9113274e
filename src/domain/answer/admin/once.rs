//! A secret that is shown once; to the same press of the same form a moment later as well.

use crate::domain::answer::OwnPath;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use zeroize::Zeroizing;

pub struct OncePage {
    pub what: Once,
    /// Whose it is.
    pub name: String,
    pub secret: Zeroizing<String>,
    pub until: Option<Timestamp>,
    /// Where one goes on.
    pub next: OwnPath,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    /// A link by which somebody chooses their first password.
    Invitation,
    /// The same for another password.
    ResetLink,
    /// By which an app's server shows to be the app.
    ClientSecret,
    /// By which calls to an app are signed.
    CallbackKey,
    /// By which a program identifies at the socket gateway.
    SocketSecret,
    /// By which what a socket client's webhook is sent is signed.
    WebhookKey,
}

words!(Once {
    Invitation = "invitation",
    ResetLink = "reset_link",
    ClientSecret = "client_secret",
    CallbackKey = "callback_key",
    SocketSecret = "socket_secret",
    WebhookKey = "webhook_key",
});
