//! Handing mail to a server: the only place that speaks SMTP. One connection for a mail, bounded in time; over TLS, but
//! for a private address that the settings name; and certificates are always checked. What a mail says, and whether it
//! is tried again, is the caller's business.
//!
//! | file | what |
//! |---|---|
//! | [`letter`] | a mail as it is written down (RFC 5322, RFC 2045) |
//! | [`talk`] | the commands, one after the other (RFC 5321) |

pub mod letter;
mod talk;

pub use letter::Letter;

use crate::domain::mail::queued::{Again, MailFault, TRY_TIME};
use crate::domain::mail::server::MailServer;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use std::sync::OnceLock;
use talk::Talk;

/// Hands mail to the server of the settings.
pub struct Postman {
    server: MailServer,
    /// Made for the first mail: reading the system's certificates takes a while.
    tls: OnceLock<TlsParameters>,
}

impl Postman {
    pub const fn new(server: MailServer) -> Self {
        Self {
            server,
            tls: OnceLock::new(),
        }
    }

    /// Sends a mail; what the server answered to it.
    ///
    /// # Errors
    /// When it was not taken, with whether another try can help.
    pub async fn send(&self, letter: &Letter<'_>) -> Result<String, MailFault> {
        let message = letter.written(&self.server)?;
        in_time(async {
            let mut answers = Vec::new();
            let mut talk = Talk::begin(&self.server, || self.tls(), &mut answers).await?;
            talk.hand_over(&message).await
        })
        .await
    }

    /// Does all but sending a mail; what was answered, and what went wrong.
    pub async fn rehearse(&self) -> (Vec<String>, Result<(), MailFault>) {
        let mut answers = Vec::new();
        let outcome = in_time(async {
            let mut talk = Talk::begin(&self.server, || self.tls(), &mut answers).await?;
            talk.rehearse(&self.server).await
        })
        .await;
        (answers, outcome)
    }

    fn tls(&self) -> Result<TlsParameters, MailFault> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        let made = self.make_tls().map_err(|error| MailFault {
            why: format!("TLS cannot be prepared: {error}"),
            again: Again::Later,
        })?;
        Ok(self.tls.get_or_init(|| made).clone())
    }

    fn make_tls(&self) -> Result<TlsParameters, lettre::transport::smtp::Error> {
        let tls = TlsParameters::builder(self.server.place.host.clone());
        match &self.server.authorities {
            None => tls.build(),
            Some(pem) => tls
                .certificate_store(CertificateStore::None)
                .add_root_certificate(Certificate::from_pem(pem)?)
                .build(),
        }
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, MailFault>>) -> Result<T, MailFault> {
    let late = |_| {
        Err(MailFault {
            why: "the server took too long altogether".to_owned(),
            again: Again::Later,
        })
    };
    tokio::time::timeout(TRY_TIME, work)
        .await
        .unwrap_or_else(late)
}
