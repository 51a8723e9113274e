//! The settings of mail, and which of them hold together.

use crate::domain::mail::server::{Login, MailPlace, MailServer, Mailbox, Security};
use crate::settings::field::{self, Field};
use crate::settings::layers::Layers;
use std::fs;
use zeroize::Zeroizing;

/// What every certificate in PEM begins with.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// None: no mail is sent. What is wrong about the settings is told all the same.
pub fn read(layers: &Layers) -> Result<Option<MailServer>, String> {
    let from = read_mailbox(layers, &field::MAIL_FROM)?;
    let reply_to = read_mailbox(layers, &field::MAIL_REPLY_TO)?;
    let authorities = read_authorities(layers)?;
    let login = read_login(layers)?;
    let Some(server) = layers.text(&field::MAIL_SERVER) else {
        return match &login {
            None => Ok(None),
            Some(_) => Err(layers.refuse(
                &field::MAIL_USERNAME,
                "there is nowhere to sign in: set mail.server, or leave mail.username and mail.password out.",
            )),
        };
    };
    let refuse = |mend: &str| layers.refuse(&field::MAIL_SERVER, mend);
    let place = MailPlace::parse(server).map_err(|fault| refuse(&fault.to_string()))?;
    if place.security == Security::Plain && login.is_some() {
        return Err(refuse(
            "a password is never sent in the clear: use smtps or smtp, or leave mail.username and mail.password out.",
        ));
    }
    let Some(from) = from else {
        return Err(refuse(
            "mail needs a sender: set mail.from, as in \"Example <no-reply@example.org>\".",
        ));
    };
    Ok(Some(MailServer {
        place,
        login,
        from,
        reply_to,
        authorities,
    }))
}

fn read_mailbox(layers: &Layers, field: &Field) -> Result<Option<Mailbox>, String> {
    let mend =
        "give one address, as in \"no-reply@example.org\" or \"Example <no-reply@example.org>\".";
    let read = |text| Mailbox::parse(text).ok_or_else(|| layers.refuse(field, mend));
    layers.text(field).map(read).transpose()
}

fn read_login(layers: &Layers) -> Result<Option<Login>, String> {
    let username = layers.text(&field::MAIL_USERNAME);
    let password = layers.text(&field::MAIL_PASSWORD);
    match (username, password) {
        (None, None) => Ok(None),
        (Some(username), Some(password)) if !username.is_empty() && !password.is_empty() => {
            Ok(Some(Login {
                username: username.to_owned(),
                password: Zeroizing::new(password.to_owned()),
            }))
        }
        (Some(_), _) => Err(layers.refuse(
            &field::MAIL_USERNAME,
            "a user name needs a password: set both mail.username and mail.password.",
        )),
        (None, Some(_)) => Err(layers.refuse(
            &field::MAIL_PASSWORD,
            "a password needs a user name: set both mail.username and mail.password.",
        )),
    }
}

fn read_authorities(layers: &Layers) -> Result<Option<Vec<u8>>, String> {
    let field = &field::MAIL_CA_FILE;
    let Some(path) = layers.text(field) else {
        return Ok(None);
    };
    let pem = fs::read_to_string(path).map_err(|error| {
        let mend =
            format!("{path} cannot be read ({error}): name a PEM file that the server may read.");
        layers.refuse(field, &mend)
    })?;
    if pem.contains(CERTIFICATE) {
        return Ok(Some(pem.into_bytes()));
    }
    let mend = format!("{path} holds no certificate: name a file with lines like {CERTIFICATE}.");
    Err(layers.refuse(field, &mend))
}
