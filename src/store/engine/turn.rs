//! In which order changes share a transaction, and which share none. Two servers on one PostgreSQL that lock
//! the same rows in different orders would wait for each other until it ends one of them.

use crate::domain::account::brake::Refund;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::oauth::console::write::ConsoleWrite;

/// Whether the change touches rows that many others touch at the same moment, on several servers. Its locks
/// must not be held while others' work is done: two servers would wait for each other.
pub fn is_contended(change: &Change) -> bool {
    matches!(
        change.only_if,
        Some(
            Guard::BrakeAllows(_)
                | Guard::CodeAllowed { .. }
                | Guard::Counted { .. }
                | Guard::MayRegister { .. }
                | Guard::AppTo { .. }
        )
    ) || change
        .then
        .iter()
        .any(|write| refunded(write).is_some() || takes_many(write))
}

/// The place of a change within a transaction that it shares: rows that others may want at the same moment are
/// locked in one order on all servers, or two of them would wait for each other.
pub fn turn(change: &Change) -> (u8, i64) {
    match (&change.only_if, change.then.first()) {
        (Some(Guard::CodeUnredeemed { key, .. }), _) => (1, key.number()),
        (Some(Guard::RefreshUnrotated { key, .. }), _) => (2, key.number()),
        (Some(Guard::DeliveryDue { key, .. }), _) => (9, key.number()),
        (Some(Guard::AssertionUnused(assertion)), _) => (10, assertion.jti_hash.prefix()),
        (Some(Guard::DeviceUndecided { key, .. } | Guard::DeviceUnredeemed { key, .. }), _) => {
            (11, key.number())
        }
        (Some(Guard::GrantOpen(key)), _) | (None, Some(Write::EndGrant { key, .. })) => {
            (3, key.number())
        }
        (Some(Guard::AccessTokenOpen(key)), _)
        | (None, Some(Write::RevokeAccessToken { key, .. })) => (4, key.number()),
        (Some(Guard::SessionOpen(key)), _) => (12, key.number()),
        (None, Some(write)) => turn_at_gateway(write),
        _ => (0, 0),
    }
}

/// Clients before what hangs on them, as a removal takes them.
fn turn_at_gateway(write: &Write) -> (u8, i64) {
    match write {
        Write::InsertSocketToken(token) => (5, token.client_key.number()),
        Write::RenewSocketSecret { key, .. } => (5, key.number()),
        // Two servers that meet the same users have other keys for them, but the same MACs.
        Write::InsertSocketSession(session) => (6, session.user_mac.prefix()),
        Write::EndSocketToken { key, .. } => (7, key.number()),
        Write::TouchSocketSession { key, .. } => (8, key.number()),
        _ => (0, 0),
    }
}

/// Rows in whatever order the database finds them.
const fn takes_many(write: &Write) -> bool {
    matches!(
        write,
        Write::RemoveSocketClient(_)
            | Write::EndSocketTokensOf { .. }
            | Write::EndGatewayNode { .. }
            | Write::LiftBrake(_)
            | Write::Console(
                ConsoleWrite::PauseAppsOf { .. }
                    | ConsoleWrite::ResumeAppsOf { .. }
                    | ConsoleWrite::LeaveAppsOf { .. }
            )
    )
}

pub const fn refunded(write: &Write) -> Option<&Refund> {
    match write {
        Write::RefundBrake(refund) => Some(refund),
        _ => None,
    }
}
