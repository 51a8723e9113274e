//! The settings of the audit log.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::{Default, Example};
use crate::domain::audit::MOST_DAYS;

pub static AUDIT_DAYS: Field = open(
    "audit.days",
    Shape::Within(1, MOST_DAYS),
    "90",
    "Days that events are kept, from 1 to 3650.",
);

pub static AUDIT_NETWORKS: Field = open(
    "audit.networks",
    Shape::Switch,
    "false",
    "Also record the network a request came from: the /24 of an IPv4 address, the /48 of an IPv6 address.",
);

pub static AUDIT_LOG: Field = open(
    "audit.log",
    Shape::Switch,
    "false",
    "Also write each event that a server records to its log, as a line with the message `audit`.",
);

pub static AUDIT_WEBHOOK_URL: Field = Field {
    key: "audit.webhook_url",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none: events are sent nowhere",
        example: Example::Value("\"https://siem.example.org/vestibule\""),
    },
    secrecy: Secrecy::Open,
    about: "Address that events are sent to, up to 100 at a time, as signed JSON. Needs `audit.webhook_secret`.",
};

pub static AUDIT_WEBHOOK_SECRET: Field = Field {
    key: "audit.webhook_secret",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none",
        example: Example::Words("at least 32 random characters"),
    },
    secrecy: Secrecy::Secret,
    about: "Secret that signs what `audit.webhook_url` is sent, at least 32 characters. Prefer an environment variable to \
            the settings file.",
};
