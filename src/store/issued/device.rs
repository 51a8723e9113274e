//! Codes of devices: loading them, and the one decision and the one use that each has.

use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::device::{Decided, Decision, DeviceCode, UserCodeMac};
use crate::domain::openid::resource::Audience;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::domain::words::Worded;
use crate::store::engine::column::Column;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::reader::Reader;
use crate::store::engine::row::row;
use crate::store::engine::schema::device_codes;
use crate::store::engine::update::update;
use crate::store::{Loaded, Lost};
use diesel::prelude::*;

row! {
    pub struct DeviceCodeRow of DeviceCode in device_codes by key {
        key: RowKey,
        secret_hash: TokenHash,
        user_code_mac: UserCodeMac,
        app_id: AppId,
        app_epoch: Epoch,
        scopes: Scopes,
        scopes_changed: bool,
        audience: Audience,
        decision: Option<Decision>,
        user_key: Option<RowKey>,
        grant_key: Option<RowKey>,
        expires_at: Timestamp,
        redeemed_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}

impl Column for UserCodeMac {
    type Kept = Vec<u8>;

    fn keep(&self) -> Vec<u8> {
        self.bytes().to_vec()
    }

    fn restore(bytes: Vec<u8>) -> Option<Self> {
        Self::from_bytes(&bytes)
    }
}

impl Reader {
    pub fn device_code(&mut self, key: RowKey) -> Loaded<Option<DeviceCode>> {
        self.one("device_codes", DeviceCodeRow::record, |db| {
            let found = device_codes::table.filter(device_codes::key.eq(key.number()));
            on_either!(db, db => found.select(DeviceCodeRow::as_select()).get_result(db))
        })
    }

    pub fn device_code_of(&mut self, typed: &UserCodeMac) -> Loaded<Option<DeviceCode>> {
        self.one("device_codes", DeviceCodeRow::record, |db| {
            let typed = typed.bytes().as_slice();
            let found = device_codes::table.filter(device_codes::user_code_mac.eq(typed));
            on_either!(db, db => found.select(DeviceCodeRow::as_select()).get_result(db))
        })
    }

    /// Those that the person decided about, oldest first.
    pub fn device_codes_of(&mut self, user: RowKey) -> Loaded<Vec<DeviceCode>> {
        self.all("device_codes", DeviceCodeRow::record, |db| {
            let theirs = device_codes::table
                .filter(device_codes::user_key.eq(user.number()))
                .order(device_codes::key);
            theirs.select(DeviceCodeRow::as_select()).load(db)
        })
    }
}

/// A compare-and-set: of all that decide, on however many servers, one finds it undecided.
pub fn decide(db: &mut Db, key: RowKey, decided: Decided) -> QueryResult<Held> {
    let undecided = device_codes::key
        .eq(key.number())
        .and(device_codes::decision.is_null());
    let decision = (
        device_codes::decision.eq(decided.decision.to_word()),
        device_codes::user_key.eq(decided.user_key.number()),
    );
    let rows = update(db, "device_codes", decision, undecided)?;
    Ok(held_if_one(rows, Lost::DeviceDecided))
}

/// By itself, since the grant is written after it is decided.
pub fn grant(db: &mut Db, key: RowKey, grant_key: RowKey) -> QueryResult<()> {
    let own = device_codes::key.eq(key.number());
    let granted = device_codes::grant_key.eq(grant_key.number());
    update(db, "device_codes", granted, own).map(drop)
}

/// The same for the tokens that it gives.
pub fn redeem(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<Held> {
    let unredeemed = device_codes::key
        .eq(key.number())
        .and(device_codes::redeemed_at.is_null());
    let redeemed = device_codes::redeemed_at.eq(at.millis());
    let rows = update(db, "device_codes", redeemed, unredeemed)?;
    Ok(held_if_one(rows, Lost::CodeRedeemed))
}
