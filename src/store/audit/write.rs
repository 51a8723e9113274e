//! What becomes of events of somebody who is removed.

use crate::domain::key::RowKey;
use crate::store::engine::db::Db;
use crate::store::engine::schema::audit;
use crate::store::engine::update::update;
use diesel::prelude::*;

/// The events stay; what they told of the person goes.
pub fn empty_details_of(db: &mut Db, user: RowKey) -> QueryResult<()> {
    let theirs = audit::user_key
        .eq(user.number())
        .and(audit::detail.is_not_null());
    update(db, "audit", audit::detail.eq(None::<String>), theirs).map(drop)
}
