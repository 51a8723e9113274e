//! Rows of authenticators, passkeys, recovery codes and sign-in codes.

use crate::domain::factor::authenticator::Authenticator;
use crate::domain::factor::passkey::Passkey;
use crate::domain::factor::recovery::RecoveryCode;
use crate::domain::factor::sign_in_code::SignInCode;
use crate::domain::key::RowKey;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::engine::row::row;
use crate::store::engine::schema::{authenticators, passkeys, recovery_codes, sign_in_codes};

row! {
    pub struct AuthenticatorRow of Authenticator in authenticators by key {
        key: RowKey,
        user_key: RowKey,
        name: String,
        secret_sealed: Vec<u8>,
        sealed_by: String,
        last_step: i64,
        last_used_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}

row! {
    pub struct PasskeyRow of Passkey in passkeys by key {
        key: RowKey,
        user_key: RowKey,
        credential_hash: TokenHash,
        credential: String,
        rp_id: String,
        name: String,
        discoverable: bool,
        synced: bool,
        last_used_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}

row! {
    pub struct RecoveryCodeRow of RecoveryCode in recovery_codes by key {
        key: RowKey,
        user_key: RowKey,
        hash: TokenHash,
        used_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}

row! {
    pub struct SignInCodeRow of SignInCode in sign_in_codes by user_key {
        user_key: RowKey,
        mac: Vec<u8>,
        expires_at: Timestamp,
        used_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}
