//! Rows of signing keys.

use crate::domain::key::RowKey;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::signing_key::SigningKey;
use crate::domain::time::Timestamp;
use crate::store::engine::row::row;
use crate::store::engine::schema::signing_keys;

row! {
    pub struct SigningKeyRow of SigningKey in signing_keys by key {
        key: RowKey,
        kid: String,
        algorithm: Algorithm,
        generation: i64,
        public_jwk: String,
        private_sealed: Option<Vec<u8>>,
        signs_from: Timestamp,
        signs_until: Timestamp,
        revoked_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}
