//! What a program may send, tried before it does: an address, and a whole authorization request.

use crate::domain::key::AppId;
use crate::domain::oauth::authorize::Verdict;
use crate::domain::oauth::error::{AuthorizeError, Check, RefusalCode};
use crate::domain::oauth::form::Form;
use crate::domain::oauth::tried::Difference;

pub struct ExplainPage {
    pub form: Form,
    pub id: AppId,
    pub name: String,
    /// As they were typed.
    pub address: String,
    pub request: String,
    pub answer: ExplainAnswer,
}

pub enum ExplainAnswer {
    None,
    Tried(TriedAddress),
    /// Longer than any request that is read.
    TooLong,
    Judged(Judged),
    /// It names an app that is no business of who asks.
    OtherApp,
}

/// An address that was sent, and what it is of the app's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriedAddress {
    Exact,
    /// The registered one that it is but for the port.
    AnyPort(String),
    WithinSite,
    OwnPage,
    NothingRegistered,
    Differs {
        nearest: String,
        given: String,
        at: Difference,
    },
}

/// How far a request gets.
pub struct Judged {
    /// Whether its address leads to the authorization endpoint of this server.
    pub leads_here: bool,
    /// It names another app than the page is of.
    pub other_app: Option<String>,
    /// In the order in which they are made.
    pub checks: Vec<(Check, Verdict)>,
    pub end: End,
}

/// What the endpoint would answer.
pub enum End {
    /// Asks people to sign in, and for these scopes.
    Asks {
        goes_to: String,
        scopes: Vec<String>,
    },
    /// A page of ours; where the address is not registered, how near it comes.
    Page {
        code: RefusalCode,
        tried: Option<TriedAddress>,
    },
    /// An error for the app, at its address.
    App { error: AuthorizeError },
}
