//! The talk with a mail server: each command has its time.

use super::letter;
use crate::domain::mail::queued::{Again, COMMAND_TIME, MailFault, without_addresses};
use crate::domain::mail::server::{MailServer, Security};
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::{Address, Message};

/// In this order.
const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];

pub(super) struct Talk<'a> {
    connection: AsyncSmtpConnection,
    /// What was answered so far.
    answers: &'a mut Vec<String>,
}

impl<'a> Talk<'a> {
    /// Connects, has TLS where the settings demand it, and signs in.
    pub async fn begin(
        server: &MailServer,
        tls: impl Fn() -> Result<TlsParameters, MailFault>,
        answers: &'a mut Vec<String>,
    ) -> Result<Self, MailFault> {
        let place = &server.place;
        let hello = ClientId::default();
        let at_once = match place.security {
            Security::Tls => Some(tls()?),
            Security::StartTls | Security::Plain => None,
        };
        let to = (place.host.as_str(), place.port);
        let limit = Some(COMMAND_TIME);
        let connect = AsyncSmtpConnection::connect_tokio1(to, limit, &hello, at_once, None);
        let connection = step("connection", Again::Later, connect).await?;
        let mut talk = Self {
            connection,
            answers,
        };
        talk.note_greeting(server);
        if place.security == Security::StartTls {
            talk.start_tls(tls()?, &hello).await?;
        }
        if place.security != Security::Plain && !talk.connection.is_encrypted() {
            return Err(unencrypted());
        }
        talk.sign_in(server).await?;
        Ok(talk)
    }

    fn note_greeting(&mut self, server: &MailServer) {
        let place = &server.place;
        let tls = match place.security {
            Security::Tls => ", TLS, certificate checked",
            Security::StartTls | Security::Plain => "",
        };
        self.answers
            .push(format!("connected to {}:{}{tls}", place.host, place.port));
        let info = self.connection.server_info();
        self.answers.push(format!("EHLO: {}", info.name()));
    }

    /// A server that does not offer it is refused: between it and us somebody may have taken the offer away.
    async fn start_tls(&mut self, tls: TlsParameters, hello: &ClientId) -> Result<(), MailFault> {
        if !self.connection.can_starttls() {
            return Err(unencrypted());
        }
        let upgrade = self.connection.starttls(tls, hello);
        step("STARTTLS", Again::Later, upgrade).await?;
        self.answers
            .push("STARTTLS: TLS, certificate checked".to_owned());
        Ok(())
    }

    async fn sign_in(&mut self, server: &MailServer) -> Result<(), MailFault> {
        let Some(login) = &server.login else {
            return Ok(());
        };
        let password = login.password.as_str().to_owned();
        let credentials = Credentials::new(login.username.clone(), password);
        let signed_in = self.connection.auth(MECHANISMS, &credentials);
        let response = step("AUTH", Again::Later, signed_in).await?;
        self.note("AUTH", &response);
        Ok(())
    }

    /// What the server answered to the mail.
    pub async fn hand_over(&mut self, message: &Message) -> Result<String, MailFault> {
        let envelope = message.envelope();
        self.mail_from(envelope).await?;
        let mut taken = String::new();
        for to in envelope.to() {
            let rcpt = Rcpt::new(to.clone(), Vec::new());
            self.command("RCPT", Again::Never, rcpt).await?;
        }
        self.command("DATA", Again::Never, Data).await?;
        let bytes = message.formatted();
        let sent = self.connection.message(&bytes);
        let response = step("DATA", Again::Never, sent).await?;
        taken.push_str(&said(&response));
        // It has the mail: what it says to the end is no matter.
        let _ = step("QUIT", Again::Later, self.connection.quit()).await;
        Ok(taken)
    }

    async fn mail_from(&mut self, envelope: &Envelope) -> Result<(), MailFault> {
        let mut parameters = Vec::new();
        let mut addresses = envelope.to().iter().chain(envelope.from());
        if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            let info = self.connection.server_info();
            if !info.supports_feature(Extension::SmtpUtfEight) {
                return Err(MailFault {
                    why: "the address is not in ASCII, and the server does not offer SMTPUTF8"
                        .to_owned(),
                    again: Again::Never,
                });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = envelope.from().cloned();
        self.command("MAIL FROM", Again::Later, Mail::new(from, parameters))
            .await
    }

    /// As far as a mail would go without a recipient.
    pub async fn rehearse(&mut self, server: &MailServer) -> Result<(), MailFault> {
        let from = letter::mailbox(&server.from).map_err(|why| MailFault {
            why,
            again: Again::Never,
        })?;
        let from: Address = from.email;
        self.command("MAIL FROM", Again::Later, Mail::new(Some(from), Vec::new()))
            .await?;
        self.command("RSET", Again::Later, Rset).await?;
        let response = step("QUIT", Again::Later, self.connection.quit()).await?;
        self.note("QUIT", &response);
        Ok(())
    }

    async fn command(
        &mut self,
        name: &'static str,
        when_permanent: Again,
        command: impl std::fmt::Display,
    ) -> Result<(), MailFault> {
        let answered = self.connection.command(command);
        let response = step(name, when_permanent, answered).await?;
        self.note(name, &response);
        Ok(())
    }

    fn note(&mut self, name: &str, response: &Response) {
        self.answers.push(format!("{name}: {}", said(response)));
    }
}

fn said(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    let text = without_addresses(&lines.join(" "));
    format!("{} {text}", response.code())
}

fn unencrypted() -> MailFault {
    MailFault {
        why: "the server offers no STARTTLS, and nothing is sent in the clear".to_owned(),
        again: Again::Later,
    }
}

/// Within its time; where the server refuses for good, another try helps or not.
async fn step<T>(
    name: &'static str,
    when_permanent: Again,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, MailFault> {
    let Ok(done) = tokio::time::timeout(COMMAND_TIME, work).await else {
        return Err(MailFault {
            why: format!(
                "{name}: no answer within {} seconds",
                COMMAND_TIME.as_secs()
            ),
            again: Again::Later,
        });
    };
    done.map_err(|error| MailFault {
        why: format!("{name}: {}", without_addresses(&error.to_string())),
        again: if error.is_permanent() {
            when_permanent
        } else {
            Again::Later
        },
    })
}
