//! Writing down what people allow apps, and that they withdraw it.

use super::rows::ConsentRow;
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::accounts::rows::millis;
use crate::store::engine::db::Db;
use crate::store::engine::schema::consents;
use crate::store::guard::{Held, held_if_one};
use diesel::prelude::*;
use diesel::result::Error as DieselError;

pub fn insert(db: &mut Db, consent: &Consent) -> QueryResult<()> {
    diesel::insert_into(consents::table)
        .values(ConsentRow::from(consent))
        .execute(db)
        .map(drop)
}

/// Holds where nobody withdrew the consent since: of all that do, on however many servers, one finds it so.
pub fn hold(db: &mut Db, key: RowKey, epoch: Epoch) -> QueryResult<Held> {
    let seen = consents::table
        .filter(consents::key.eq(key.number()))
        .filter(consents::epoch.eq(epoch.number()));
    // The row is written to, or another server would not wait for what happens here.
    let held = diesel::update(seen)
        .set(consents::epoch.eq(consents::epoch))
        .execute(db)?;
    Ok(held_if_one(held, Lost::ConsentMoved))
}

/// Only to the consent that was decided on: one that was withdrawn meanwhile has another epoch, and must not be brought back by an answer that knew nothing of it.
pub fn update(db: &mut Db, consent: &Consent) -> QueryResult<()> {
    let seen = consents::table
        .filter(consents::key.eq(consent.key.number()))
        .filter(consents::epoch.eq(consent.epoch.number()));
    let updated = diesel::update(seen)
        .set((
            consents::scopes.eq(consent.scopes.to_string()),
            consents::granted_at.eq(consent.granted_at.millis()),
            consents::last_used_at.eq(consent.last_used_at.millis()),
            consents::withdrawn_at.eq(millis(consent.withdrawn_at)),
        ))
        .execute(db)?;
    if updated == 1 {
        Ok(())
    } else {
        Err(DieselError::NotFound)
    }
}

pub fn withdraw(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    diesel::update(consents::table.find(key.number()))
        .set((
            consents::withdrawn_at.eq(at.millis()),
            consents::epoch.eq(consents::epoch + 1),
        ))
        .execute(db)
        .map(drop)
}

pub fn touch(db: &mut Db, key: RowKey, last_used_at: Timestamp) -> QueryResult<()> {
    diesel::update(consents::table.find(key.number()))
        .set(consents::last_used_at.eq(last_used_at.millis()))
        .execute(db)
        .map(drop)
}
