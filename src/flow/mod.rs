//! The order of work: one file per request, each a short list of steps: load, decide, commit, answer.
//!
//! Here time is read and dice are thrown, once per request; the rules get both as arguments.

mod clock;

pub use clock::Clock;

use crate::domain::account::brake::Limit;
use crate::domain::account::session::SessionLifetimes;
use crate::domain::server_key::ServerKey;
use crate::store::Store;
use std::time::Duration;

/// All that a flow works with.
pub struct Platform {
    pub store: Store,
    pub key: ServerKey,
    pub policy: Policy,
    pub clock: Clock,
}

/// What the operator decided, as far as the rules of work need it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// An origin without slash at the end: links and redirects are built from it only.
    pub public_url: String,
    /// How long an access token lives, unless its app has a time of its own.
    pub token_ttl: Duration,
    pub sessions: SessionLifetimes,
    /// Names of all scopes, in the order they are shown.
    pub scopes: Vec<String>,
    pub brake_account: Limit,
    pub brake_address: Limit,
}
