//! A mail as it is written down: one recipient, text and HTML that say the same, the same bytes in every try.

use crate::domain::account::mail_address::deliverable;
use crate::domain::mail::queued::{Again, MailFault};
use crate::domain::mail::server::{MailServer, Mailbox};
use crate::domain::time::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, MultiPart, SinglePart};
use lettre::{Address, Message, message};
use std::time::{Duration, UNIX_EPOCH};

pub struct Letter<'a> {
    pub to: &'a str,
    pub subject: &'a str,
    pub text: String,
    pub html: String,
    /// What no other mail is called.
    pub id: &'a str,
    /// Where that name is from.
    pub id_host: &'a str,
    pub date: Timestamp,
}

impl Letter<'_> {
    /// # Errors
    /// Where the address is none that mail can be sent to: no other try can help.
    pub(super) fn written(&self, server: &MailServer) -> Result<Message, MailFault> {
        self.build(server).map_err(|why| MailFault {
            why: format!("the mail cannot be written: {why}"),
            again: Again::Never,
        })
    }

    fn build(&self, server: &MailServer) -> Result<Message, String> {
        let to = address(self.to)?;
        let millis = u64::try_from(self.date.millis()).unwrap_or_default();
        let mut written = Message::builder()
            .from(mailbox(&server.from)?)
            .to(message::Mailbox::new(None, to))
            .subject(self.subject)
            .date(UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{}@{}>", self.id, self.id_host)))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = &server.reply_to {
            written = written.reply_to(mailbox(reply_to)?);
        }
        let parts = MultiPart::alternative()
            .boundary(format!("part-{}", self.id))
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text)?)
            .singlepart(part(ContentType::TEXT_HTML, &self.html)?);
        written.multipart(parts).map_err(|error| error.to_string())
    }
}

fn part(kind: ContentType, text: &str) -> Result<SinglePart, String> {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(text.to_owned(), encoding);
    let body = body.map_err(|_| "its text cannot be encoded".to_owned())?;
    Ok(SinglePart::builder().header(kind).body(body))
}

pub(super) fn mailbox(mailbox: &Mailbox) -> Result<message::Mailbox, String> {
    let address = address(&mailbox.address)?;
    Ok(message::Mailbox::new(mailbox.name.clone(), address))
}

fn address(text: &str) -> Result<Address, String> {
    deliverable(text).ok_or_else(|| "its address is none that mail can be sent to".to_owned())
}
