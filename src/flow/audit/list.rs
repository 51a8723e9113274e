//! What an operator reads of events: newest first, each page by one index; what else is asked for is looked at row by row.

use crate::domain::audit::Event;
use crate::domain::audit::kind::{EventKind, Outcome};
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::ClientName;
use crate::domain::time::Timestamp;
use crate::flow::apps::{self, AppRefusal};
use crate::flow::users::{self, UserRefusal};
use crate::flow::{Failure, Platform};
use crate::store::{Events, LoadError, Page};
use std::collections::BTreeMap;

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// Which events; all, where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub user: Option<RowKey>,
    pub app: Option<AppId>,
    pub event: Option<EventKind>,
    pub outcome: Option<Outcome>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Filter {
    /// Of a person who is there.
    pub fn of_user(self, platform: &Platform, who: &str) -> Result<Self, UserRefusal> {
        let user = Some(users::find(platform, who)?.key);
        Ok(Self { user, ..self })
    }

    /// Of an app, or of a number that an app had.
    pub fn of_app(self, platform: &Platform, which: &str) -> Result<Self, AppRefusal> {
        let app = match (apps::find(platform, which), which.trim().parse()) {
            (Ok(app), _) => app.id,
            (Err(AppRefusal::Unknown(_)), Ok(number)) => AppId(number),
            (Err(refusal), _) => return Err(refusal),
        };
        let app = Some(app);
        Ok(Self { app, ..self })
    }

    /// By the index that leaves least to look at.
    fn index(&self) -> Events {
        match (self.user, self.app, self.event) {
            (Some(user), ..) => Events::OfUser(user),
            (None, Some(app), _) => Events::OfApp(app),
            (None, None, Some(kind)) => Events::Named(kind),
            (None, None, None) => Events::All,
        }
    }

    fn takes(&self, event: &Event) -> bool {
        self.user.is_none_or(|user| event.user_key == Some(user))
            && self.app.is_none_or(|app| event.app_id == Some(app))
            && self.event.is_none_or(|kind| event.event == kind)
            && self.outcome.is_none_or(|outcome| event.outcome == outcome)
    }

    fn first(&self) -> RowKey {
        RowKey::first_at(self.since.unwrap_or(Timestamp::NEVER))
    }

    fn end(&self) -> RowKey {
        self.until.map_or(RowKey::LAST, RowKey::first_at)
    }
}

/// Hands on so many at most, newest first, as they are read.
pub fn list<E: From<Failure>>(
    platform: &Platform,
    filter: &Filter,
    most: usize,
    mut take: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    let mut page = Page {
        before: filter.end(),
        from: filter.first(),
        most: PAGE,
    };
    let mut left = most;
    while left > 0 {
        let read = |error: LoadError| Failure::from(error);
        let found = platform
            .store
            .read(|reader| reader.events(filter.index(), page))
            .map_err(read)?;
        let Some(last) = found.last().map(|event| event.key) else {
            break;
        };
        for event in found.into_iter().filter(|event| filter.takes(event)) {
            if left == 0 {
                break;
            }
            left -= 1;
            take(event)?;
        }
        page.before = last;
    }
    Ok(())
}

/// Names of those whom events are about, looked up once each.
#[derive(Default)]
pub struct Names {
    users: BTreeMap<RowKey, Option<String>>,
    apps: BTreeMap<AppId, Option<String>>,
}

impl Names {
    /// Nothing where they are gone.
    pub fn user(&mut self, platform: &Platform, key: RowKey) -> Result<Option<String>, Failure> {
        if let Some(known) = self.users.get(&key) {
            return Ok(known.clone());
        }
        let found = platform.store.read(|reader| reader.user(key))?;
        let name = found.map(|user| user.name);
        self.users.insert(key, name.clone());
        Ok(name)
    }

    /// The same of an app.
    pub fn app(&mut self, platform: &Platform, id: AppId) -> Result<Option<String>, Failure> {
        if let Some(known) = self.apps.get(&id) {
            return Ok(known.clone());
        }
        let number = ClientName::Number(id);
        let found = platform.store.read(|reader| reader.app(&number))?;
        let name = found.map(|app| app.name);
        self.apps.insert(id, name.clone());
        Ok(name)
    }
}
