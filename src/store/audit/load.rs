//! Loading events: pages of a list, each by an index, and what a follower has not seen yet.

use super::rows::EventRow;
use crate::domain::audit::kind::EventKind;
use crate::domain::audit::{ActorKind, Event, People};
use crate::domain::key::{AppId, RowKey};
use crate::store::Loaded;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::{After, Reader};
use crate::store::engine::schema::{apps, audit, users};
use diesel::prelude::*;

/// Which events: there is an index for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Events {
    All,
    OfUser(RowKey),
    OfApp(AppId),
    Named(EventKind),
}

/// A page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// What comes before this one.
    pub before: RowKey,
    /// And not before this one.
    pub from: RowKey,
    pub begins: Begins,
    pub most: i64,
}

/// At which end a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    Newest,
    Oldest,
}

diesel::alias!(users as actors: Actors);

/// Events, each with those whom it names.
macro_rules! with_people {
    () => {
        audit::table
            .left_join(users::table.on(users::key.nullable().eq(audit::user_key)))
            .left_join(actors.on(actors.field(users::key).nullable().eq(audit::actor)))
            .left_join(apps::table.on(apps::id.nullable().eq(audit::app_id)))
    };
}

/// What `with_people` selects.
macro_rules! selected {
    () => {
        (
            EventRow::as_select(),
            (users::public_id, users::name).nullable(),
            actors.fields((users::public_id, users::name)).nullable(),
            apps::name.nullable(),
        )
    };
}

/// Id and name.
type Person = Option<(String, String)>;
type Selected = (EventRow, Person, Person, Option<String>);

fn record((row, user, actor, app_name): Selected) -> Loaded<Event> {
    let (user, user_name) = user.unzip();
    let (actor, actor_name) = actor.unzip();
    let mut event = row.record(People {
        actor,
        actor_name,
        user,
        user_name,
        app_name,
    })?;
    if event.actor_kind == ActorKind::App {
        event.people.actor = event.actor.map(|number| number.to_string());
        event.people.actor_name = None;
    }
    Ok(event)
}

impl Reader {
    pub fn events(&mut self, which: Events, page: Page) -> Loaded<Vec<Event>> {
        self.all("audit", record, |db| {
            on_either!(db, db => {
                let mut query = with_people!()
                    .filter(audit::key.lt(page.before.number()))
                    .filter(audit::key.ge(page.from.number()))
                    .select(selected!())
                    .into_boxed();
                query = match which {
                    Events::All => query,
                    Events::OfUser(user) => query.filter(audit::user_key.eq(user.number())),
                    Events::OfApp(app) => query.filter(audit::app_id.eq(app.0)),
                    Events::Named(kind) => query.filter(audit::event.eq(kind.word())),
                };
                query = match page.begins {
                    Begins::Newest => query.order(audit::key.desc()),
                    Begins::Oldest => query.order(audit::key.asc()),
                };
                query.limit(page.most).load(db)
            })
        })
    }

    /// Of one person, oldest first.
    pub fn events_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<Event>> {
        self.all("audit", record, |db| {
            with_people!()
                .filter(audit::user_key.eq(user.number()))
                .filter(audit::key.gt(after.number()))
                .order(audit::key)
                .select(selected!())
                .limit(after.most)
                .load(db)
        })
    }

    /// After the one and before the other, oldest first.
    pub fn events_between(&mut self, after: After, before: RowKey) -> Loaded<Vec<Event>> {
        self.all("audit", record, |db| {
            with_people!()
                .filter(audit::key.gt(after.number()))
                .filter(audit::key.lt(before.number()))
                .order(audit::key)
                .select(selected!())
                .limit(after.most)
                .load(db)
        })
    }

    /// Keys alone, oldest first.
    pub fn event_keys(&mut self, after: After) -> Loaded<Vec<RowKey>> {
        let keys: Vec<i64> = self.query("audit", |db| {
            audit::table
                .filter(audit::key.gt(after.number()))
                .order(audit::key)
                .select(audit::key)
                .limit(after.most)
                .load(db)
        })?;
        Ok(keys.into_iter().filter_map(RowKey::from_number).collect())
    }

    /// Those of these keys, oldest first.
    pub fn events_by_keys(&mut self, keys: &[RowKey]) -> Loaded<Vec<Event>> {
        let keys: Vec<i64> = keys.iter().map(|key| key.number()).collect();
        self.all("audit", record, |db| {
            with_people!()
                .filter(audit::key.eq_any(&keys))
                .order(audit::key)
                .select(selected!())
                .load(db)
        })
    }
}
