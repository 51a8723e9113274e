//! What some writes carry.

use crate::domain::key::RowKey;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::domain::words::words;

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    SignedOut,
    /// By the same person, from another browser.
    EndedElsewhere,
    Replaced,
    /// There were too many of one person.
    OneTooMany,
    PasswordChanged,
    UserDisabled,
    /// By an operator.
    Ended,
}

words!(EndReason {
    SignedOut = "signed_out",
    EndedElsewhere = "ended_elsewhere",
    Replaced = "replaced",
    OneTooMany = "one_too_many",
    PasswordChanged = "password_changed",
    UserDisabled = "user_disabled",
    Ended = "ended",
});

/// A form that was answered. The answer is kept sealed for a few seconds, for a double click.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct SpentForm {
    /// The row that the form's nonce names.
    pub key: RowKey,
    pub nonce_hash: TokenHash,
    pub answer_sealed: Vec<u8>,
    pub sealed_until: Timestamp,
    pub created_at: Timestamp,
}
