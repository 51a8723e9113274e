//! The settings of the admin pages.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::{Default, Example};

pub static ADMIN_ENABLED: Field = open(
    "admin.enabled",
    Shape::Switch,
    "true",
    "Serve the admin pages below `/admin` to users who are admins. Others get the page of an unknown path.",
);

pub static ADMIN_NETWORKS: Field = open(
    "admin.networks",
    Shape::List,
    "[]",
    "Networks that the admin pages are served to, as in \"10.0.0.0/8\"; empty = all. Behind a reverse proxy, set \
     `trusted_proxies` too.",
);

pub static FIRST_ADMIN: Field = Field {
    key: "first_admin",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none: make one with `vestibule user invite NAME --admin`",
        example: Example::Value("\"ada\""),
    },
    secrecy: Secrecy::Open,
    about: "User name of an admin who is invited at a start that finds no admin. The link to choose a password (72 hours) is \
            written to `first-admin-link` in `data_dir`.",
};

pub static FIRST_ADMIN_EMAIL: Field = Field {
    key: "first_admin_email",
    shape: Shape::Text,
    default: Default::Derived {
        words: "none",
        example: Example::Value("\"ada@example.org\""),
    },
    secrecy: Secrecy::Open,
    about: "E-mail address of that admin. Needs `first_admin`.",
};
