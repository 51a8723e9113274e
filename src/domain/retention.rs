//! How long what is over is still kept, where no other rule says it. What people are told of it is in `docs/privacy.md`.

use super::time::days;
use std::time::Duration;

/// Sessions, grants, consents and client secrets, from their end.
pub const ENDED: Duration = days(30);
/// Codes, tokens, and sessions of programs: a later use is only unknown.
pub const TOKEN: Duration = days(1);
/// One-time links, after they were used, ended or expired.
pub const LINK: Duration = days(7);
/// Sessions of a socket client's users, unused; after this time a user gets another.
pub const END_USER: Duration = days(30);
/// A server of the socket gateway that says nothing more.
pub const SILENT_NODE: Duration = days(1);
/// Callbacks that arrived.
pub const TOLD: Duration = days(7);
/// Callbacks that did not: longer, since somebody is to see them.
pub const GIVEN_UP: Duration = days(30);

/// Sign-in codes, after their end.
pub const SIGN_IN_CODE: Duration = days(1);
