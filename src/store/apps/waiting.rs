//! What admins are shown of apps and of what was to be sent: numbers, and what somebody allowed last.

use super::rows::ConsentRow;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{app_secrets, apps, consents};
use diesel::prelude::*;

impl Reader {
    /// The apps of live secrets that end before `until`, of the one that ends first first: one for each secret.
    pub fn ending_secrets(
        &mut self,
        (now, until): (Timestamp, Timestamp),
        most: i64,
    ) -> Loaded<Vec<AppId>> {
        self.all(
            "app_secrets",
            |app| Ok(AppId(app)),
            |db| {
                let ending = app_secrets::table
                    .filter(app_secrets::expires_at.gt(now.millis()))
                    .filter(app_secrets::expires_at.le(until.millis()))
                    .filter(app_secrets::revoked_at.is_null())
                    .order(app_secrets::expires_at);
                ending.select(app_secrets::app_id).limit(most).load(db)
            },
        )
    }

    /// What somebody allowed and did not withdraw, newest first, each with the name of its app.
    pub fn newest_consents_of(
        &mut self,
        user: RowKey,
        most: i64,
    ) -> Loaded<Vec<(Consent, String)>> {
        let record = |(consent, name): (ConsentRow, String)| Ok((consent.record()?, name));
        self.all("consents", record, |db| {
            let theirs = consents::table
                .inner_join(apps::table.on(apps::id.eq(consents::app_id)))
                .filter(consents::user_key.eq(user.number()))
                .filter(consents::withdrawn_at.is_null())
                .order(consents::key.desc());
            on_either!(db, db => theirs
                .select((ConsentRow::as_select(), apps::name))
                .limit(most)
                .load(db))
        })
    }
}
