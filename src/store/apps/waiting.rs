//! What admins are shown of apps and of what was to be sent: numbers, and what somebody allowed last.

use super::rows::ConsentRow;
use crate::domain::key::RowKey;
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::counting::Counting;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{app_secrets, apps, consents};
use diesel::prelude::*;

impl Reader {
    /// How many apps there are, up to one more than `most`.
    pub fn count_apps(&mut self, most: i64) -> Loaded<i64> {
        self.query("apps", |db| {
            let all = apps::table.filter(apps::id.ge(0));
            let some = all.select(apps::id).limit(most + 1);
            on_either!(db, db => Counting(some).get_result(db))
        })
    }

    /// The same of live secrets that end before `until`.
    pub fn count_ending_secrets(
        &mut self,
        (now, until): (Timestamp, Timestamp),
        most: i64,
    ) -> Loaded<i64> {
        self.query("app_secrets", |db| {
            let ending = app_secrets::table
                .filter(app_secrets::expires_at.gt(now.millis()))
                .filter(app_secrets::expires_at.le(until.millis()))
                .filter(app_secrets::revoked_at.is_null());
            let some = ending.select(app_secrets::key).limit(most + 1);
            on_either!(db, db => Counting(some).get_result(db))
        })
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
