//! What an operator reads of events: newest first, each look by one index; what else is asked for is looked at row by row.

use crate::domain::audit::Event;
use crate::domain::audit::kind::{EventKind, Outcome};
use crate::domain::key::{AppId, RowKey};
use crate::domain::time::Timestamp;
use crate::flow::apps::{self, AppRefusal};
use crate::flow::users::{self, UserRefusal};
use crate::flow::{Failure, Platform};
use crate::store::{Begins, Events, Loaded, Page, Reader};

/// Rows that a look reads at most.
const LOOK: i64 = 400;
/// Of the newest that are shown on the page of a person or an app.
const NEWEST: usize = 10;

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
    pub(in crate::flow) fn of_one_user(user: RowKey) -> Self {
        Self {
            user: Some(user),
            ..Self::default()
        }
    }

    pub(in crate::flow) fn of_one_app(app: AppId) -> Self {
        Self {
            app: Some(app),
            ..Self::default()
        }
    }

    /// The few that are shown beside what they are about.
    pub(in crate::flow) fn newest(&self, reader: &mut Reader) -> Loaded<Vec<Event>> {
        Ok(self.look(reader, Start::Newest, NEWEST)?.events)
    }

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

    /// Whether all are taken that its index finds.
    fn is_exact(&self) -> bool {
        let beside = match self.index() {
            Events::OfUser(_) => self.app.is_some() || self.event.is_some(),
            Events::OfApp(_) => self.event.is_some(),
            Events::Named(_) | Events::All => false,
        };
        !beside && self.outcome.is_none()
    }

    /// One look from there on: however few it takes, it reads no more rows than that.
    pub fn look(&self, reader: &mut Reader, start: Start, most: usize) -> Loaded<Look> {
        let first = RowKey::first_at(self.since.unwrap_or(Timestamp::NEVER));
        let end = self.until.map_or(RowKey::LAST, RowKey::first_at);
        let rows = match self.is_exact() {
            true => i64::try_from(most).map_or(LOOK, |most| most.min(LOOK)),
            false => LOOK,
        };
        let page = Page {
            before: match start {
                Start::Before(key) => end.min(key),
                Start::Newest | Start::After(_) => end,
            },
            from: match start {
                Start::After(key) => first.max(key.next()),
                Start::Newest | Start::Before(_) => first,
            },
            begins: match start {
                Start::After(_) => Begins::Oldest,
                Start::Newest | Start::Before(_) => Begins::Newest,
            },
            most: rows,
        };
        let mut events = reader.events(self.index(), page)?;
        let is_full = i64::try_from(events.len()).is_ok_and(|found| found == rows);
        let ended = events.last().map(|event| event.key);
        events.retain(|event| self.takes(event));
        events.truncate(most);
        Ok(Look {
            events,
            ended: ended.filter(|_| is_full),
        })
    }
}

/// Where a look begins, and which way it goes: towards older events, but for `After`.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    Newest,
    Before(RowKey),
    After(RowKey),
}

/// What a look found, nearest first.
pub struct Look {
    pub events: Vec<Event>,
    /// The last row that was read, where there may be more behind it.
    pub ended: Option<RowKey>,
}

/// Hands on so many at most, newest first, as they are read.
pub fn list<E: From<Failure>>(
    platform: &Platform,
    filter: &Filter,
    most: usize,
    mut take: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    let (mut start, mut left) = (Start::Newest, most);
    while left > 0 {
        let look = platform
            .store
            .read(|reader| filter.look(reader, start, left));
        let look = look.map_err(Failure::from)?;
        left -= look.events.len();
        for event in look.events {
            take(event)?;
        }
        match look.ended {
            Some(ended) => start = Start::Before(ended),
            None => break,
        }
    }
    Ok(())
}
