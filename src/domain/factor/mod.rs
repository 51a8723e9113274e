//! What somebody proves besides a password: codes of an authenticator (RFC 6238), recovery codes, sign-in codes.

pub mod authenticator;
pub mod code;
pub mod passkey;
pub mod qr;
pub mod recovery;
pub mod setup;
pub mod sign_in_code;
pub mod totp;
pub mod write;

use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use authenticator::Authenticator;
use passkey::{Handle, Passkey};
use recovery::RecoveryCode;
use sign_in_code::SignInCode;
use std::ops::Range;

/// What somebody says that they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Six digits of an authenticator, or the eight of a sign-in code.
    Code,
    RecoveryCode,
    /// No code at all: the browser answers.
    Passkey,
}

words!(Way { Code = "code", RecoveryCode = "recovery", Passkey = "passkey" });

/// All that a person has besides a password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// Oldest first.
    pub authenticators: Vec<Authenticator>,
    /// Oldest first; those of another address too.
    pub passkeys: Vec<Passkey>,
    /// What their passkeys know them by; since the first one.
    pub handle: Option<Handle>,
    /// Of the set in force, used ones too.
    pub recovery_codes: Vec<RecoveryCode>,
    pub sign_in_code: Option<SignInCode>,
    /// In a row, since the last right one.
    pub wrong_codes: i64,
}

/// What others may know of an authenticator or a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFactor {
    pub key: RowKey,
    /// What its owner calls it.
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    /// Of a passkey: the host that it was made for.
    pub rp_id: Option<String>,
}

impl Factors {
    /// Whether a password alone is not enough. A secret that cannot be opened counts too, and a passkey that cannot be
    /// used: it is never a way around it.
    pub const fn has_any(&self) -> bool {
        !self.authenticators.is_empty() || !self.passkeys.is_empty()
    }

    pub fn recovery_codes_left(&self) -> usize {
        let unused = self.recovery_codes.iter();
        unused.filter(|code| code.used_at.is_none()).count()
    }

    /// Few enough to say so.
    pub fn few_recovery_codes(&self) -> Option<usize> {
        let left = self.recovery_codes_left();
        (self.has_any() && left < recovery::FEW).then_some(left)
    }

    /// Too many wrong codes in a row: six digits are not looked at any more.
    pub const fn is_closed(&self) -> bool {
        self.wrong_codes >= code::MOST_WRONG
    }

    /// One more wrong code closes them.
    pub const fn is_last_try(&self) -> bool {
        self.wrong_codes + 1 == code::MOST_WRONG
    }

    /// How many may have been wrong by now for the next try to be what it is: the last one, or not.
    pub const fn wrong_before_try(&self) -> Range<i64> {
        let last = code::MOST_WRONG - 1;
        if self.is_last_try() {
            last..code::MOST_WRONG
        } else {
            0..last
        }
    }
}
