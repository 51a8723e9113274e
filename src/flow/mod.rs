//! The order of work: one file per request, each a short list of steps: load, decide, commit, answer.
//!
//! Here time is read and dice are thrown, once per request; the rules get both as arguments.

pub mod access;
pub mod account;
pub mod apps;
pub mod authorize;
pub mod broker;
pub mod choose_password;
mod client;
mod client_reply;
mod clock;
pub mod consent;
mod credentials;
mod deauthorize;
pub mod deliver;
pub mod device;
mod end_token;
pub mod factors;
mod failure;
pub mod forgot;
pub mod gateway;
mod granted;
mod hashers;
mod hint;
mod id_token;
pub mod introspect;
mod issue;
mod judge;
mod keyring;
pub mod keys;
mod limits;
pub mod mail;
mod notices;
pub mod passkeys;
mod platform;
mod press;
mod reply;
pub mod revoke;
pub mod second_step;
mod settle;
pub mod sign_in;
pub mod sign_out;
mod signers;
pub mod statements;
mod steps;
pub mod token;
pub mod users;
mod visitor;

pub use client_reply::ClientReply;
pub use clock::Clock;
pub use end_token::{EndedToken, end_token};
pub use failure::Failure;
pub use granted::AuthorizePlan;
pub use hashers::{Behalf, ForWhom, Hashers, PasswordMatch, Presence, Unhashed};
pub use keyring::Keys;
pub use limits::Limits;
pub use platform::{LINKS_BY_MAIL, Platform, Policy};
pub use reply::form_untaken;
pub use settle::{Planned, TRIES};
pub use signers::Signers;
pub use visitor::{EndpointVisit, Manner, Visitor};

use reply::{form_refused, page, reply};
use settle::settled;
