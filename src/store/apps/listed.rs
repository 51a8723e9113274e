//! Lists of apps, as admins see them: a part at a time, each by an index that has its order.

use crate::domain::answer::admin::apps::AppLine;
use crate::domain::key::AppId;
use crate::domain::keyset::{Beginning, Part};
use crate::domain::oauth::client::{AppState, Kind};
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::counting::{Count, Counting};
use crate::store::engine::db::on_either;
use crate::store::engine::lower::lower;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{apps, consents, outbox};
use crate::store::engine::spot::Spot;
use diesel::prelude::*;

/// Which apps a list is of.
#[derive(Clone, Copy, Debug, Default)]
pub struct AppsSought<'a> {
    pub kind: Option<Kind>,
    pub state: Option<AppState>,
    pub owner: Option<&'a str>,
    /// How their names begin, in small ASCII letters.
    pub name: Option<&'a Beginning>,
    /// How their client IDs begin.
    pub client_id: Option<&'a Beginning>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppsOrder {
    Number,
    /// Those whose names begin so.
    Name,
    /// Those whose client IDs begin so, and whose names do not.
    ClientId,
}

/// Number, name, owner, client ID, kind, state, when it was added.
type Line = (i64, String, Option<String>, String, String, String, i64);

fn line((id, name, owner, client_id, kind, state, created_at): Line) -> Loaded<AppLine> {
    let spot = Spot::of("apps", id);
    Ok(AppLine {
        id: AppId(id),
        name,
        owner,
        client_id,
        kind: spot.read("kind", kind)?,
        state: spot.read("state", state)?,
        added: Timestamp::from_millis(created_at),
    })
}

/// Those that are sought, not ordered yet.
macro_rules! sought {
    ($sought:expr, $order:expr) => {{
        let sought: AppsSought<'_> = $sought;
        let mut query = apps::table.into_boxed();
        // Where names or client IDs give the order, nothing appended keeps other indexes from being used.
        let is_by_number = $order == AppsOrder::Number;
        if is_by_number {
            // All of them: so it is the index that is read.
            query = query.filter(apps::id.gt(0));
        }
        if let Some(kind) = sought.kind.map(Kind::word) {
            query = match is_by_number {
                true => query.filter(apps::kind.eq(kind)),
                false => query.filter(apps::kind.concat("").eq(kind)),
            };
        }
        if let Some(state) = sought.state.map(AppState::word) {
            query = match is_by_number {
                true => query.filter(apps::state.eq(state)),
                false => query.filter(apps::state.concat("").eq(state)),
            };
        }
        if let Some(owner) = sought.owner {
            query = match is_by_number {
                true => query.filter(apps::owner.eq(owner)),
                false => query.filter(apps::owner.assume_not_null().concat("").eq(owner)),
            };
        }
        match ($order, sought.name, sought.client_id) {
            (AppsOrder::Name, Some(name), _) => {
                query = query
                    .filter(lower(apps::name).ge(&name.from))
                    .filter(lower(apps::name).lt(&name.before));
            }
            (AppsOrder::ClientId, name, Some(client_id)) => {
                query = query
                    .filter(apps::client_id.ge(&client_id.from))
                    .filter(apps::client_id.lt(&client_id.before));
                if let Some(name) = name {
                    // Those were listed by name.
                    let plain = || lower(apps::name).concat("");
                    query = query.filter(plain().lt(&name.from).or(plain().ge(&name.before)));
                }
            }
            _ => {}
        }
        query
    }};
}

/// What people allow an app, up to one more than `most`.
macro_rules! allowing {
    ($app:expr, $most:expr) => {
        consents::table
            .filter(consents::app_id.eq($app.0))
            .filter(consents::withdrawn_at.is_null())
            .select(consents::key)
            .limit($most + 1)
    };
}

impl Reader {
    /// From the cursor on in the direction of the part, nearest first.
    pub fn listed_apps(
        &mut self,
        sought: AppsSought<'_>,
        order: AppsOrder,
        part: &Part,
        most: i64,
    ) -> Loaded<Vec<AppLine>> {
        let cursor = part.cursor();
        self.all("apps", line, |db| {
            on_either!(db, db => {
                let mut query = sought!(sought, order);
                query = match (order, part.is_backward()) {
                    (AppsOrder::Number, false) => query.order(apps::id.asc()),
                    (AppsOrder::Number, true) => query.order(apps::id.desc()),
                    (AppsOrder::Name, false) => query.order((lower(apps::name).asc(), apps::id.asc())),
                    (AppsOrder::Name, true) => query.order((lower(apps::name).desc(), apps::id.desc())),
                    (AppsOrder::ClientId, false) => query.order(apps::client_id.asc()),
                    (AppsOrder::ClientId, true) => query.order(apps::client_id.desc()),
                };
                if let Some(cursor) = cursor {
                    query = match (order, part.is_backward()) {
                        (AppsOrder::Number, false) => query.filter(apps::id.gt(cursor.key)),
                        (AppsOrder::Number, true) => query.filter(apps::id.lt(cursor.key)),
                        // The first comparison alone is a range of the index.
                        (AppsOrder::Name, false) => query
                            .filter(lower(apps::name).ge(&cursor.value))
                            .filter(lower(apps::name).gt(&cursor.value).or(apps::id.gt(cursor.key))),
                        (AppsOrder::Name, true) => query
                            .filter(lower(apps::name).le(&cursor.value))
                            .filter(lower(apps::name).lt(&cursor.value).or(apps::id.lt(cursor.key))),
                        (AppsOrder::ClientId, false) => query.filter(apps::client_id.gt(&cursor.value)),
                        (AppsOrder::ClientId, true) => query.filter(apps::client_id.lt(&cursor.value)),
                    };
                }
                query
                    .limit(most)
                    .select((
                        apps::id,
                        apps::name,
                        apps::owner,
                        apps::client_id,
                        apps::kind,
                        apps::state,
                        apps::created_at,
                    ))
                    .load(db)
            })
        })
    }

    /// How many a list has, up to one more than `most`.
    pub fn count_listed_apps(
        &mut self,
        sought: AppsSought<'_>,
        order: AppsOrder,
        most: i64,
    ) -> Loaded<i64> {
        self.query("apps", |db| {
            on_either!(db, db => {
                let some = sought!(sought, order).select(apps::id).limit(most + 1);
                Counting(some).get_result(db)
            })
        })
    }

    /// How many people allow an app something, up to one more than `most`.
    pub fn count_consents_of_app(&mut self, app: AppId, most: i64) -> Loaded<i64> {
        self.query(
            "consents",
            |db| on_either!(db, db => Counting(allowing!(app, most)).get_result(db)),
        )
    }

    /// What goes on around an app, in one question; each counted up to one more than its bound.
    pub fn traffic_of(&mut self, app: AppId, most: MostTraffic) -> Loaded<Traffic> {
        let of_app = || {
            outbox::table
                .filter(outbox::app_id.eq(app.0))
                .filter(outbox::done_at.is_null())
        };
        let found = self.query("outbox", |db| {
            let waiting = of_app()
                .filter(outbox::next_at.is_not_null())
                .select(outbox::key)
                .limit(most.calls + 1);
            let given_up = of_app()
                .filter(outbox::dead_at.is_not_null())
                .select(outbox::key)
                .limit(most.calls + 1);
            let last_error = of_app()
                .filter(outbox::last_error.is_not_null())
                .order(outbox::key.desc())
                .select(outbox::last_error)
                .limit(1);
            on_either!(db, db => diesel::select((
                Count(Counting(allowing!(app, most.consents))),
                Count(Counting(waiting)),
                Count(Counting(given_up)),
                last_error.single_value(),
            ))
            .get_result(db))
        });
        let (consents, waiting, given_up, last_error) = found?;
        Ok(Traffic {
            consents,
            waiting,
            given_up,
            last_error,
        })
    }
}

/// How many are counted.
#[derive(Clone, Copy, Debug)]
pub struct MostTraffic {
    pub consents: i64,
    pub calls: i64,
}

/// What goes on around an app.
#[derive(Debug, PartialEq, Eq)]
pub struct Traffic {
    /// People who allow it something.
    pub consents: i64,
    /// Calls to its server that did not arrive yet.
    pub waiting: i64,
    /// Those that never did.
    pub given_up: i64,
    /// Why the youngest of them did not arrive that was tried.
    pub last_error: Option<String>,
}
