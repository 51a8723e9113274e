//! The settings of the second step.

use super::declaration::{Field, Shape, open};
use crate::domain::account::second_step::{Passkeys, Required};

pub static SECOND_FACTOR_REQUIRED: Field = open(
    "second_factor.required",
    Shape::Choice(Required::WORDS),
    "\"nobody\"",
    "Who must sign in with a second step: `nobody` (only users who set one up), `admins` or `everybody`. Users who must \
     and have none set one up at their next sign-in.",
);

pub static SECOND_FACTOR_REMEMBER_DAYS: Field = open(
    "second_factor.remember_days",
    Shape::Within(0, 90),
    "30",
    "How many days users may have a browser remembered, where the password alone is enough then; 0 = never. Admins, and \
     apps that require a second factor, are asked every time.",
);

pub static SECOND_FACTOR_PASSKEYS: Field = open(
    "second_factor.passkeys",
    Shape::Choice(Passkeys::WORDS),
    "\"on\"",
    "What users may do with passkeys: `on` (sign in with one, or use it as the second step), `second` (only after the \
     password) or `off` (none can be added or used; users who have one still need a second step). Passkeys need a \
     `public_url` with https and a host name, or `http://localhost`.",
);
