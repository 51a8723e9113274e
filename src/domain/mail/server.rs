//! The server that mail is handed to, and how the settings name it.

use crate::domain::account::user::check_email;
use crate::domain::text::is_unwelcome;
use std::net::IpAddr;
use url::Url;
use zeroize::Zeroizing;

/// Longest name before an address, in characters.
const NAME_CHARS: usize = 80;

#[derive(Clone)]
pub struct MailServer {
    pub place: MailPlace,
    pub login: Option<Login>,
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    /// PEM of the authorities to trust in place of the system's.
    pub authorities: Option<Vec<u8>>,
}

#[derive(Clone)]
pub struct Login {
    pub username: String,
    pub password: Zeroizing<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailPlace {
    pub security: Security,
    /// A name, or a number without brackets.
    pub host: String,
    pub port: u16,
}

/// How the connection is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS by STARTTLS; nothing is sent without.
    StartTls,
    /// None: within one machine or a private network.
    Plain,
}

/// Why an address of a mail server is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    #[error(
        "give scheme, host and port alone, as in \"smtps://mail.example.org\" or \"smtp://mail.example.org:587\"."
    )]
    Form,
    #[error(
        "smtp+plain is for a loopback or private address, given by number, as in \"smtp+plain://127.0.0.1\": use smtps or smtp for any other."
    )]
    Public,
}

impl MailPlace {
    /// # Errors
    /// Where it is none, or would send mail in the clear through the open.
    pub fn parse(text: &str) -> Result<Self, PlaceFault> {
        let url = Url::parse(text).map_err(|_| PlaceFault::Form)?;
        let (security, usual) = match url.scheme() {
            "smtps" => (Security::Tls, 465),
            "smtp" => (Security::StartTls, 587),
            "smtp+plain" => (Security::Plain, 25),
            _ => return Err(PlaceFault::Form),
        };
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_alone = matches!(url.path(), "" | "/")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !is_alone || !is_host(host) {
            return Err(PlaceFault::Form);
        }
        if security == Security::Plain && !host.parse().is_ok_and(is_within) {
            return Err(PlaceFault::Public);
        }
        Ok(Self {
            security,
            host: host.to_ascii_lowercase(),
            port: url.port().unwrap_or(usual),
        })
    }
}

fn is_host(host: &str) -> bool {
    let is_name = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    !host.is_empty() && (is_name || host.parse::<IpAddr>().is_ok())
}

/// Loopback, or of a private network (RFC 1918, RFC 4193).
fn is_within(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// An address, with the name that stands before it where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

impl Mailbox {
    /// `a@example.org`, or `Name <a@example.org>`; nothing else, and one only.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>') {
            Some(rest) => rest.rsplit_once('<')?,
            None => ("", text),
        };
        let name = name.trim().trim_matches('"').trim();
        let is_good = name.chars().count() <= NAME_CHARS
            && !name
                .chars()
                .any(|c| is_unwelcome(c) || matches!(c, '<' | '>' | '"'));
        let address = check_email(address).ok().filter(|_| is_good)?;
        let is_one = !address.contains([',', ';', '<', '>', '"', '(', ')']);
        is_one.then(|| Self {
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            address,
        })
    }
}
