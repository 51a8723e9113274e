//! The settings of the developer console.

use super::declaration::{Field, Secrecy, Shape, open};
use super::default::Default;
use crate::domain::oauth::console::policy::Mode;

pub static DEVELOPERS_MODE: Field = open(
    "developers.mode",
    Shape::Choice(Mode::WORDS),
    "\"off\"",
    "Whether users may register apps themselves: `off`, `approve` (an admin approves each app, and later changes of its \
     name, addresses, scopes and owner) or `open` (at once; the consent page says that nobody checked the app).",
);

pub static DEVELOPERS_MAX_APPS: Field = open(
    "developers.max_apps",
    Shape::Count { least: 1 },
    "10",
    "How many apps one user may have.",
);

pub static DEVELOPERS_SCOPES: Field = Field {
    key: "developers.scopes",
    shape: Shape::List,
    default: Default::Value("[\"basic\", \"openid\", \"profile\", \"email\"]"),
    secrecy: Secrecy::Open,
    about: "Scopes that users' apps may request. Scopes that do not exist here are left out of the default.",
};

pub static DEVELOPERS_KINDS: Field = Field {
    key: "developers.kinds",
    shape: Shape::List,
    default: Default::Value("[\"web\", \"desktop\", \"mobile\"]"),
    secrecy: Secrecy::Open,
    about: "Kinds of apps that users may register: `web`, `desktop` and `mobile`.",
};

pub static DEVELOPERS_SECOND_STEP: Field = open(
    "developers.second_step",
    Shape::Switch,
    "true",
    "Require a sign-in with a second step to register or change apps.",
);
