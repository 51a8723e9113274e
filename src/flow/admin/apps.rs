//! The list of apps. Where one is looked for, those whose names begin so come first, by name, then those whose client IDs
//! do.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::apps::{AppLine, AppsPage};
use crate::domain::answer::admin::apps_place::{AppsListed, AppsPlace, number};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::keyset::{Beginning, Counted, Cursor, MOST_COUNTED, Part, Slice, wanted};
use crate::domain::oauth::client::{App, ClientName};
use crate::flow::{Failure, Platform};
use crate::store::{AppsOrder, AppsSought, Loaded, Reader};

pub(super) fn list(
    platform: &Platform,
    admin: &Admin,
    listed: &AppsListed,
) -> Result<Reply, Failure> {
    let (slice, counted) = platform.store.read(|reader| {
        if let Some(app) = by_number(reader, listed)? {
            return Ok((Slice::of(&Part::First, vec![AppLine::from(app)], by_id), 1));
        }
        let found = Found::new(listed);
        let lines = found.some(reader, &listed.part, wanted())?;
        let slice = Slice::of(&listed.part, lines, |line| found.cursor_of(line));
        let counted = match slice.all_of(&listed.part) {
            Some(all) => all,
            None => found.count(reader)?,
        };
        Ok((slice, counted))
    })?;
    let page = AppsPage {
        apps: slice.rows,
        previous: slice.previous.map(|part| listed.at(part)),
        next: slice.next.map(|part| listed.at(part)),
        counted: Counted::of(counted, MOST_COUNTED),
        listed: listed.clone(),
    };
    let place = AdminPlace::Apps(AppsPlace::List(listed.clone()));
    Ok(admin.view(&place, AdminPage::Apps(page)))
}

/// So many rows of the list from its part on, with where the next ones begin, if there are any.
pub(super) fn some(
    platform: &Platform,
    listed: &AppsListed,
    most: i64,
) -> Result<(Vec<AppLine>, Option<Cursor>), Failure> {
    let found = platform.store.read(|reader| {
        if let Some(app) = by_number(reader, listed)? {
            return Ok((vec![AppLine::from(app)], None));
        }
        let found = Found::new(listed);
        let rows = found.some(reader, &listed.part, most)?;
        let is_full = i64::try_from(rows.len()).is_ok_and(|rows| rows == most);
        let last = rows.last().filter(|_| is_full);
        let next = last.map(|last| found.cursor_of(last));
        Ok((rows, next))
    });
    Ok(found?)
}

/// The one that has exactly this number.
fn by_number(reader: &mut Reader, listed: &AppsListed) -> Loaded<Option<App>> {
    match number(&listed.find) {
        Some(id) => reader.app(&ClientName::Number(id)),
        None => Ok(None),
    }
}

const fn by_id(line: &AppLine) -> Cursor {
    Cursor {
        value: String::new(),
        key: line.id.0,
    }
}

/// What is looked for, in the runs of one order each that the list is made of.
struct Found<'a> {
    listed: &'a AppsListed,
    name: Option<Beginning>,
    client_id: Option<Beginning>,
}

/// Before the value of a cursor among client IDs, which no name begins with.
const OF_CLIENT_IDS: char = '\u{1}';

impl<'a> Found<'a> {
    fn new(listed: &'a AppsListed) -> Self {
        let find = Some(&listed.find).filter(|find| !find.is_empty());
        Self {
            listed,
            name: find.map(|find| Beginning::of(find.to_ascii_lowercase())),
            client_id: find.map(|find| Beginning::of(find.clone())),
        }
    }

    fn sought(&self) -> AppsSought<'_> {
        AppsSought {
            kind: self.listed.kind,
            state: self.listed.state,
            owner: Some(self.listed.owner.as_str()).filter(|owner| !owner.is_empty()),
            name: self.name.as_ref(),
            client_id: self.client_id.as_ref(),
        }
    }

    /// In the order of the list.
    const fn runs(&self) -> &'static [AppsOrder] {
        match self.name {
            None => &[AppsOrder::Number],
            Some(_) => &[AppsOrder::Name, AppsOrder::ClientId],
        }
    }

    fn cursor_of(&self, line: &AppLine) -> Cursor {
        let by_number = by_id(line);
        let Some(name) = &self.name else {
            return by_number;
        };
        let folded = line.name.to_ascii_lowercase();
        Cursor {
            value: match folded.starts_with(&name.from) {
                true => folded,
                false => format!("{OF_CLIENT_IDS}{}", line.client_id),
            },
            ..by_number
        }
    }

    /// The run that a cursor is in, and its place there.
    fn place_of(&self, cursor: &Cursor) -> (AppsOrder, Cursor) {
        let in_client_ids = cursor.value.strip_prefix(OF_CLIENT_IDS);
        match (self.runs(), in_client_ids) {
            ([only], _) => (*only, cursor.clone()),
            (_, Some(client_id)) => {
                let value = client_id.to_owned();
                (
                    AppsOrder::ClientId,
                    Cursor {
                        value,
                        ..cursor.clone()
                    },
                )
            }
            (_, None) => (AppsOrder::Name, cursor.clone()),
        }
    }

    /// So many from there on, nearest first.
    fn some(&self, reader: &mut Reader, part: &Part, most: i64) -> Loaded<Vec<AppLine>> {
        let mut runs = self.runs().to_vec();
        if part.is_backward() {
            runs.reverse();
        }
        let place = part.cursor().map(|cursor| self.place_of(cursor));
        // Runs before that of the cursor are behind us.
        let begins = place
            .as_ref()
            .and_then(|(run, _)| runs.iter().position(|one| one == run));
        let mut found = Vec::new();
        for (at, run) in runs.iter().enumerate().skip(begins.unwrap_or(0)) {
            let cursor = place.as_ref().filter(|_| Some(at) == begins);
            let from = match (cursor, part.is_backward()) {
                (Some((_, cursor)), false) => Part::After(cursor.clone()),
                (Some((_, cursor)), true) => Part::Before(cursor.clone()),
                (None, false) => Part::First,
                (None, true) => Part::Last,
            };
            let left = most - i64::try_from(found.len()).unwrap_or(0);
            if left > 0 {
                found.extend(reader.listed_apps(self.sought(), *run, &from, left)?);
            }
        }
        Ok(found)
    }

    fn count(&self, reader: &mut Reader) -> Loaded<i64> {
        let mut counted = 0;
        for run in self.runs() {
            let most = MOST_COUNTED - counted;
            counted += reader.count_listed_apps(self.sought(), *run, most)?;
            if counted > MOST_COUNTED {
                break;
            }
        }
        Ok(counted)
    }
}
