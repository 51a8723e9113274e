//! What becomes of apps that people own, beside the apps themselves.

use super::proposal::Proposal;
use crate::domain::key::{AppId, RowKey};
use crate::domain::time::Timestamp;

#[derive(Debug, PartialEq, Eq)]
pub enum ConsoleWrite {
    /// In the place of one that was open.
    Propose(Box<Proposal>),
    EndProposal(AppId),
    /// Their apps that are in use are disabled with them.
    PauseAppsOf {
        owner: RowKey,
        at: Timestamp,
    },
    /// Those that were disabled with them are as before.
    ResumeAppsOf {
        owner: RowKey,
        at: Timestamp,
    },
    /// Before the person goes: apps that nobody else allowed anything go too, the others are disabled and wait for an
    /// admin.
    LeaveAppsOf {
        owner: RowKey,
        at: Timestamp,
    },
}
