//! Lists of roles, as admins see them: a part at a time, each by an index that has its order.

use crate::domain::answer::admin::roles::RoleLine;
use crate::domain::key::AppId;
use crate::domain::keyset::{Beginning, Part};
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::counting::Counting;
use crate::store::engine::db::on_either;
use crate::store::engine::lower::lower;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::roles;
use diesel::prelude::*;

/// Id, name, when it was added and changed.
type Line = (String, String, i64, i64);

fn line((uuid, name, created_at, updated_at): Line) -> Loaded<RoleLine> {
    Ok(RoleLine {
        uuid,
        name,
        added: Timestamp::from_millis(created_at),
        changed: Timestamp::from_millis(updated_at),
    })
}

/// Those of an app, or those whose names begin so; not ordered yet.
macro_rules! sought {
    ($app:expr, $name:expr) => {{
        let mut query = roles::table.filter(roles::app_id.eq($app)).into_boxed();
        if let Some(Beginning { from, before }) = $name {
            query = query
                .filter(lower(roles::name).ge(from))
                .filter(lower(roles::name).lt(before));
        }
        query
    }};
}

impl Reader {
    /// From the cursor on in the direction of the part, nearest first: the newest, or by name where names are sought.
    pub fn listed_roles(
        &mut self,
        app: AppId,
        name: Option<&Beginning>,
        part: &Part,
        most: i64,
    ) -> Loaded<Vec<RoleLine>> {
        let cursor = part.cursor();
        let folded = cursor.map(|cursor| cursor.value.to_ascii_lowercase());
        self.all("roles", line, |db| {
            on_either!(db, db => {
                let mut query = sought!(app.0, name);
                query = match (name, part.is_backward()) {
                    (None, false) => query.order((roles::created_at.desc(), roles::uuid.desc())),
                    (None, true) => query.order((roles::created_at.asc(), roles::uuid.asc())),
                    (Some(_), false) => query.order((lower(roles::name).asc(), roles::name.asc())),
                    (Some(_), true) => query.order((lower(roles::name).desc(), roles::name.desc())),
                };
                if let (Some(cursor), Some(folded)) = (cursor, &folded) {
                    // The first comparison alone is a range of the index.
                    query = match (name, part.is_backward()) {
                        (None, false) => query
                            .filter(roles::created_at.le(cursor.key))
                            .filter(roles::created_at.lt(cursor.key).or(roles::uuid.lt(&cursor.value))),
                        (None, true) => query
                            .filter(roles::created_at.ge(cursor.key))
                            .filter(roles::created_at.gt(cursor.key).or(roles::uuid.gt(&cursor.value))),
                        (Some(_), false) => query
                            .filter(lower(roles::name).ge(folded))
                            .filter(lower(roles::name).gt(folded).or(roles::name.gt(&cursor.value))),
                        (Some(_), true) => query
                            .filter(lower(roles::name).le(folded))
                            .filter(lower(roles::name).lt(folded).or(roles::name.lt(&cursor.value))),
                    };
                }
                query
                    .limit(most)
                    .select((roles::uuid, roles::name, roles::created_at, roles::updated_at))
                    .load(db)
            })
        })
    }

    /// How many such a list has, up to one more than `most`.
    pub fn count_listed_roles(
        &mut self,
        app: AppId,
        name: Option<&Beginning>,
        most: i64,
    ) -> Loaded<i64> {
        self.query("roles", |db| {
            on_either!(db, db => {
                let some = sought!(app.0, name).select(roles::uuid).limit(most + 1);
                Counting(some).get_result(db)
            })
        })
    }
}
