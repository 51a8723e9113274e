//! Loading callbacks that are still to be made.

use super::rows::OutboxRow;
use crate::domain::account::user::User;
use crate::domain::delivery::{Delivery, GAPS, LAST_WORD};
use crate::domain::key::AppId;
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use crate::store::Loaded;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{apps, consents, outbox};
use diesel::prelude::*;
use std::time::Duration;

impl Reader {
    /// Callbacks whose time has come, the longest waiting first, and those whose time was told by a clock ahead; but
    /// for those of some apps.
    pub fn due_deliveries(
        &mut self,
        now: Timestamp,
        but: &[AppId],
        most: i64,
    ) -> Loaded<Vec<Delivery>> {
        let but: Vec<i64> = but.iter().map(|app| app.0).collect();
        self.all("outbox", OutboxRow::record, |db| {
            // No clock that is right plans further ahead than the gap behind the tries that were made.
            let ahead = |tries: i64, gap: Duration| {
                let latest = now.plus(gap).plus(CLOCKS_DIFFER).millis();
                outbox::tries
                    .eq(tries)
                    .nullable()
                    .and(outbox::next_at.gt(latest))
            };
            let [first, second, third, fourth] = GAPS;
            let due = outbox::table
                .filter(
                    outbox::next_at
                        .le(now.millis())
                        .or(ahead(0, Duration::ZERO))
                        .or(ahead(1, first))
                        .or(ahead(2, second))
                        .or(ahead(3, third))
                        .or(ahead(4, fourth))
                        .or(ahead(5, LAST_WORD)),
                )
                .filter(outbox::kind.is_null())
                .filter(outbox::app_id.assume_not_null().ne_all(&but))
                .order(outbox::next_at);
            due.select(OutboxRow::as_select()).limit(most).load(db)
        })
    }

    /// Names of apps that are withdrawn and are still to be told.
    pub fn untold_apps(&mut self, user: &User) -> Loaded<Vec<String>> {
        self.query("outbox", |db| {
            let waiting = outbox::table
                .inner_join(apps::table.on(apps::id.nullable().eq(outbox::app_id)))
                .inner_join(consents::table.on(consents::app_id.nullable().eq(outbox::app_id)))
                .filter(outbox::public_id.eq(&user.public_id))
                .filter(outbox::next_at.is_not_null())
                .filter(outbox::sid_seed.is_null())
                .filter(consents::user_key.eq(user.key.number()))
                .filter(consents::withdrawn_at.is_not_null());
            let names = waiting.select(apps::name).distinct();
            names.order(apps::name).load(db)
        })
    }

    /// Those of one app that did not arrive, or not yet; oldest first.
    pub fn deliveries_of(&mut self, app: AppId) -> Loaded<Vec<Delivery>> {
        self.all("outbox", OutboxRow::record, |db| {
            let theirs = outbox::table
                .filter(outbox::app_id.eq(app.0))
                .filter(outbox::done_at.is_null())
                .filter(
                    outbox::next_at
                        .is_not_null()
                        .or(outbox::dead_at.is_not_null()),
                )
                .order(outbox::key);
            theirs.select(OutboxRow::as_select()).load(db)
        })
    }

    /// Of what was given up, up to so many: the app that each is a call to; else it is a mail.
    pub fn given_up(&mut self, most: i64) -> Loaded<Vec<Option<AppId>>> {
        let app = |app: Option<i64>| Ok(app.map(AppId));
        self.all("outbox", app, |db| {
            let dead = outbox::table.filter(outbox::dead_at.is_not_null());
            dead.select(outbox::app_id).limit(most).load(db)
        })
    }
}
