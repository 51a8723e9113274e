//! What becomes of what somebody proves besides a password.

use super::authenticator::{Authenticator, SealedSecret};
use super::passkey::{Handle, Passkey};
use super::recovery::RecoveryCode;
use super::sign_in_code::SignInCode;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;

#[derive(Debug, PartialEq, Eq)]
pub enum FactorWrite {
    Insert(Authenticator),
    Rename {
        key: RowKey,
        name: String,
    },
    Remove(RowKey),
    /// The same secret, under the current server key.
    SealAnew {
        key: RowKey,
        secret: SealedSecret,
    },
    /// A code of this step, if none of it or a later one was used before; else a conflict.
    UseStep {
        key: RowKey,
        step: i64,
        day: Timestamp,
    },
    /// Takes the place of all that the user had.
    SetRecoveryCodes {
        user_key: RowKey,
        codes: Vec<RecoveryCode>,
    },
    /// If it was not used before; else a conflict.
    UseRecoveryCode {
        key: RowKey,
        at: Timestamp,
    },
    /// Takes the place of the one before.
    SetSignInCode(SignInCode),
    /// If it is still this one and was not used before; else a conflict.
    UseSignInCode {
        user_key: RowKey,
        mac: Vec<u8>,
        at: Timestamp,
    },
    RemoveSignInCode(RowKey),
    /// A conflict where somebody has its credential already.
    InsertPasskey(Passkey),
    RenamePasskey {
        key: RowKey,
        name: String,
    },
    RemovePasskey(RowKey),
    /// Its counter and flags move on, if they are still those that were checked; else a conflict.
    UsePasskey {
        key: RowKey,
        was: String,
        credential: String,
        day: Timestamp,
    },
    /// Once for ever: a conflict where it is another one already.
    SetHandle {
        user_key: RowKey,
        handle: Handle,
    },
    /// Authenticators, passkeys, recovery codes and the sign-in code.
    RemoveAllOf(RowKey),
    /// None was wrong since.
    ForgetWrongCodes(RowKey),
    /// One fewer was wrong.
    ForgiveWrongCode(RowKey),
}
