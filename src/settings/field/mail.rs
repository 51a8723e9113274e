//! The settings of mail.

use super::declaration::{Field, Secrecy, Shape};
use super::default::{Default, Example};

pub static MAIL_SERVER: Field = unset(
    "mail.server",
    "none: no mail is sent",
    Example::Value("\"smtps://mail.example.org\""),
    "Server that mail is handed to: `smtps://HOST[:465]`, or `smtp://HOST[:587]`, where nothing is sent without \
     STARTTLS. `smtp+plain://ADDRESS[:25]` is for a loopback or private address without a password. Needs `mail.from`.",
);

pub static MAIL_USERNAME: Field = unset(
    "mail.username",
    "none: no sign-in at the mail server",
    Example::Value("\"vestibule\""),
    "User name at the mail server. Needs `mail.password`.",
);

pub static MAIL_PASSWORD: Field = Field {
    secrecy: Secrecy::Secret,
    ..unset(
        "mail.password",
        "none",
        Example::Words("password at the mail server"),
        "Password at the mail server, sent over TLS only. Prefer an environment variable to the settings file.",
    )
};

pub static MAIL_FROM: Field = unset(
    "mail.from",
    "none",
    Example::Value("\"Example <no-reply@example.org>\""),
    "Sender of all mail: one address, with or without a name.",
);

pub static MAIL_REPLY_TO: Field = unset(
    "mail.reply_to",
    "none: answers go to `mail.from`",
    Example::Value("\"help@example.org\""),
    "Where answers to mail go: one address, with or without a name.",
);

pub static MAIL_CA_FILE: Field = unset(
    "mail.ca_file",
    "the system's certificates",
    Example::Value("\"/etc/vestibule/mail-ca.pem\""),
    "PEM file with the certificates of a private authority, trusted for the mail server in place of the system's. \
     Certificates are always checked.",
);

const fn unset(
    key: &'static str,
    words: &'static str,
    example: Example,
    about: &'static str,
) -> Field {
    Field {
        key,
        shape: Shape::Text,
        default: Default::Derived { words, example },
        secrecy: Secrecy::Open,
        about,
    }
}
