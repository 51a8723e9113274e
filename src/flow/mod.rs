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
mod clock;
mod code_grant;
pub mod consent;
mod credentials;
pub mod deauthorize;
mod end_token;
pub mod gateway;
mod hashers;
pub mod introspect;
mod issue;
mod judge;
mod limits;
mod password_grant;
mod press;
mod refresh_grant;
pub mod revoke;
pub mod sign_in;
pub mod sign_out;
pub mod token;
mod tokens;
pub mod users;
mod visitor;

pub use clock::Clock;
pub use end_token::{Ended, end_token};
pub use hashers::{Behalf, ForWhom, Hashers, Opened, Presence, Unhashed};
pub use limits::Limits;
pub use visitor::Visitor;

use crate::domain::account::brake::Limit;
use crate::domain::account::session::SessionLifetimes;
use crate::domain::answer::{Answer, Content, CookieChange, OwnPath, Page, Reply, Story};
use crate::domain::callback::PrivateAddresses;
use crate::domain::change::Change;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::authorize::display_of;
use crate::domain::oauth::form::Untaken;
use crate::domain::oauth::params::Params;
use crate::domain::oauth::refresh::RefreshLifetimes;
use crate::domain::server_key::ServerKey;
use crate::store::{CommitError, Lifetimes, LoadError, Store};
use std::sync::LazyLock;
use std::time::Duration;

/// All that a flow works with.
pub struct Platform {
    pub store: Store,
    pub key: ServerKey,
    pub policy: Policy,
    pub clock: Clock,
    /// A hash of nothing: what an unknown name's password is checked against.
    pub dummy_phc: LazyLock<String>,
    pub hashers: Hashers,
    pub limits: Limits,
}

/// What the operator decided, as far as the rules of work need it.
#[derive(Clone)]
pub struct Policy {
    /// An origin without slash at the end: links and redirects are built from it only.
    pub public_url: String,
    /// How long an access token lives, unless its app has a time of its own.
    pub token_ttl: Duration,
    /// How long an authorization code waits to be redeemed.
    pub code_ttl: Duration,
    pub refresh: RefreshLifetimes,
    pub sessions: SessionLifetimes,
    /// Whether the paths of older programs (`/oauth/authorize` and the like) are answered too.
    pub short_paths: bool,
    /// None: the broker API is off.
    pub broker: Option<broker::BrokerPolicy>,
    /// None: the socket gateway is off.
    pub gateway: Option<gateway::GatewayPolicy>,
    /// Whether callbacks and webhooks may go to private addresses.
    pub private_callbacks: PrivateAddresses,
    /// Names of all scopes, in the order they are shown.
    pub scopes: Vec<String>,
    /// Wrong passwords for one name or e-mail address from one network address.
    pub brake_account: Limit,
    /// For one name or e-mail address, from wherever they come.
    pub brake_name: Limit,
    pub brake_address: Limit,
    /// Through one app that does not say where the people are whose passwords it sends.
    pub brake_app: Limit,
}

impl Policy {
    /// What the sweep goes by.
    pub fn lifetimes(&self) -> Lifetimes {
        let limits = [
            self.brake_account,
            self.brake_name,
            self.brake_address,
            self.brake_app,
        ];
        Lifetimes {
            token: self.token_ttl,
            brake: limits
                .map(|limit| limit.window)
                .into_iter()
                .max()
                .unwrap_or_default(),
        }
    }
}

/// Why there is no answer. What stands in it is for the log, never for the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The store says no now: 503 + Retry-After.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A row that cannot be, or a rule of ours broken: 500 without detail.
    #[error("bug: {0}")]
    Bug(String),
}

impl Failure {
    /// What an operator can do about it.
    pub const fn mend(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "see that the database answers, and try again",
            Self::Bug(_) => "look at `vestibule db check`, and report it with this line",
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable(why) => Self::Unavailable(why),
            LoadError::ImpossibleRow { .. } => Self::Bug(error.to_string()),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Unavailable(why) => Self::Unavailable(why),
            // Both are decisions that a flow takes itself; here they were lost several times over.
            CommitError::Lost(_) | CommitError::Conflict => Self::Unavailable(error.to_string()),
        }
    }
}

/// An answer that may have to wait until something is remembered.
pub enum Planned {
    Ready(Reply),
    /// To be given only once the change is durable; on a conflict the whole flow runs again.
    Commit(Change, Reply),
}

/// How often a flow that lost a race by a unique key begins again.
pub const TRIES: usize = 3;

/// How often an operator's command begins again when others write at the same time.
const TRIES_OF_A_COMMAND: usize = 20;

/// Runs a flow until its change is remembered: it loads and decides again when its names were taken or
/// its rows moved on meanwhile. Its own refusals end it.
fn settled<T, E: From<Failure>>(
    mut attempt: impl FnMut() -> Result<(Result<(), CommitError>, T), E>,
) -> Result<T, E> {
    for _ in 0..TRIES_OF_A_COMMAND {
        let (committed, outcome) = attempt()?;
        match committed {
            Ok(()) => return Ok(outcome),
            Err(CommitError::Unavailable(why)) => return Err(Failure::Unavailable(why).into()),
            Err(CommitError::Conflict | CommitError::Lost(_)) => {}
        }
    }
    Err(Failure::from(CommitError::Conflict).into())
}

fn page(page: Page, story: Story) -> Reply {
    reply(Answer::Page(Box::new(page)), story)
}

fn reply(answer: Answer, story: Story) -> Reply {
    Reply {
        answer,
        cookies: Vec::new(),
        story,
    }
}

/// 403: nothing is issued, nobody is redirected; a link starts the same request again.
pub fn form_untaken(request: &str, why: Untaken) -> Reply {
    let again = (!request.is_empty()).then(|| OwnPath::authorize(request));
    let layout = display_of(&Params::parse(request));
    form_refused(again, layout, why)
}

fn form_refused(again: Option<OwnPath>, layout: Layout, why: Untaken) -> Reply {
    let content = Content::FormUntaken { why, again };
    let story = Story {
        decision: "form refused",
        reason: Some(why.reason().to_owned()),
        ..Story::default()
    };
    page(Page { layout, content }, story)
}

impl Reply {
    fn with_cookie(mut self, change: CookieChange) -> Self {
        self.cookies.push(change);
        self
    }
}
