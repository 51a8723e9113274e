//! Loading signing keys: they are few, and always looked at together.

use super::rows::SigningKeyRow;
use crate::domain::openid::signing_key::SigningKey;
use crate::store::Loaded;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::signing_keys;
use diesel::prelude::*;

impl Reader {
    /// Oldest first.
    pub fn signing_keys(&mut self) -> Loaded<Vec<SigningKey>> {
        self.all("signing_keys", SigningKeyRow::record, |db| {
            let all = signing_keys::table.order(signing_keys::key);
            all.select(SigningKeyRow::as_select()).load(db)
        })
    }
}
