//! The settings of the keys that sign.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::Default;

pub static SIGNING_ALGORITHMS: Field = Field {
    key: "signing.algorithms",
    shape: Shape::List,
    default: Default::Value("[\"RS256\", \"ES256\"]"),
    secrecy: Secrecy::Open,
    about: "Algorithms that there are signing keys for: `RS256`, which every app can check and which is required, \
         `ES256` and `EdDSA`.",
};

pub static SIGNING_KEY_LEAD: Field = open(
    "signing.key_lead",
    Shape::Seconds,
    "86400",
    "How long a signing key is published before it signs, in seconds: as long as apps may keep the set of keys (24 \
     hours).",
);

pub static SIGNING_KEY_LIFE: Field = open(
    "signing.key_life",
    Shape::Seconds,
    "7776000",
    "How long a signing key signs before its successor does, in seconds (90 days).",
);
