//! The list of people. Where somebody is looked for, those whose names begin so come first, by name, then those whose
//! addresses do, by address; of the few admins all are gone through by name.

use super::act::Acting;
use super::admitted::Admin;
use super::{asks, person, person_acts};
use crate::domain::account::user::User;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::people::{PeoplePage, PersonLine, TypedPerson};
use crate::domain::answer::admin::people_place::{PeopleListed, PeoplePlace, Show};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::keyset::{Beginning, Counted, Cursor, MOST_COUNTED, Part, Slice, wanted};
use crate::domain::text::{fold, fold_email};
use crate::flow::desk::Desk;
use crate::flow::{Failure, Platform};
use crate::store::{Loaded, PeopleOrder, PeopleSought, Reader};

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    place: &PeoplePlace,
) -> Result<Reply, Failure> {
    match place {
        PeoplePlace::List(listed) => list(platform, admin, listed),
        PeoplePlace::Person { id, done } => person::show(platform, admin, (id, *done)),
        PeoplePlace::New => Ok(asks::new(platform, admin, (TypedPerson::default(), None))),
        PeoplePlace::Act { id, act } => asks::ask(platform, admin, (id, *act)),
    }
}

pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    place: &PeoplePlace,
) -> Result<Reply, Failure> {
    match place {
        PeoplePlace::New => person_acts::invite(platform, acting),
        PeoplePlace::Act { id, act } => person_acts::act(platform, acting, (id, *act)),
        PeoplePlace::List(_) | PeoplePlace::Person { .. } => Ok(acting.desk.finds_nothing()),
    }
}

fn list(platform: &Platform, admin: &Admin, listed: &PeopleListed) -> Result<Reply, Failure> {
    let (slice, counted) = platform.store.read(|reader| {
        if let Some(user) = by_id(reader, listed)? {
            return Ok((Slice::of(&Part::First, vec![user], cursor), 1));
        }
        let found = Found::new(listed);
        let slice = Slice::of(
            &listed.part,
            found.some(reader, &listed.part, wanted())?,
            |user| found.cursor_of(user),
        );
        let counted = match slice.all_of(&listed.part) {
            Some(all) => all,
            None => found.count(reader)?,
        };
        Ok((slice, counted))
    })?;
    let page = PeoplePage {
        people: slice.rows.into_iter().map(line).collect(),
        previous: slice.previous.map(|part| listed.at(part)),
        next: slice.next.map(|part| listed.at(part)),
        counted: Counted::of(counted, MOST_COUNTED),
        listed: listed.clone(),
    };
    let place = AdminPlace::People(PeoplePlace::List(listed.clone()));
    Ok(admin.view(&place, AdminPage::People(page)))
}

/// So many rows of the list from its part on, with where the next ones begin, if there are any.
pub(super) fn some(
    platform: &Platform,
    listed: &PeopleListed,
    most: i64,
) -> Result<(Vec<User>, Option<Cursor>), Failure> {
    let found = platform.store.read(|reader| {
        if let Some(user) = by_id(reader, listed)? {
            return Ok((vec![user], None));
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

fn line(user: User) -> PersonLine {
    PersonLine {
        id: user.public_id,
        name: user.name,
        display_name: user.display_name,
        email: user.email,
        state: user.state,
        is_admin: user.is_admin,
        added: user.created_at,
    }
}

/// The one who has exactly this id.
fn by_id(reader: &mut Reader, listed: &PeopleListed) -> Loaded<Option<User>> {
    match PeoplePlace::id(&listed.find) {
        Some(id) => reader.user_by_public_id(&id),
        None => Ok(None),
    }
}

fn cursor(user: &User) -> Cursor {
    Cursor {
        value: user.name_folded.clone(),
        key: user.key.number(),
    }
}

/// What is looked for, in the runs of one order each that the list is made of.
struct Found<'a> {
    listed: &'a PeopleListed,
    name: Option<Beginning>,
    email: Option<Beginning>,
}

impl<'a> Found<'a> {
    fn new(listed: &'a PeopleListed) -> Self {
        let find = Some(&listed.find).filter(|find| !find.is_empty());
        Self {
            listed,
            name: find.map(|find| Beginning::of(fold(find))),
            email: find.map(|find| Beginning::of(fold_email(find))),
        }
    }

    fn sought(&self) -> PeopleSought<'_> {
        PeopleSought {
            show: self.listed.show,
            name: self.name.as_ref(),
            email: self.email.as_ref(),
        }
    }

    /// In the order of the list.
    fn runs(&self) -> &'static [PeopleOrder] {
        let is_of_admins = matches!(
            self.listed.show,
            Show::Admins | Show::AdminsWithoutSecondStep
        );
        match (&self.name, self.listed.show) {
            (None, Show::Newest) => &[PeopleOrder::Newest],
            (Some(_), _) if !is_of_admins => &[PeopleOrder::Name, PeopleOrder::Email],
            _ => &[PeopleOrder::Name],
        }
    }

    /// Addresses hold an `@`, names none: so a cursor tells in which run it is.
    fn run_of(&self, cursor: &Cursor) -> PeopleOrder {
        match self.runs() {
            [only] => *only,
            _ if cursor.value.contains('@') => PeopleOrder::Email,
            _ => PeopleOrder::Name,
        }
    }

    fn cursor_of(&self, user: &User) -> Cursor {
        let by_name = cursor(user);
        let is_named = |name: &Beginning| user.name_folded.starts_with(&name.from);
        let is_of_names = self.name.as_ref().is_none_or(is_named);
        match &user.email_folded {
            Some(email) if self.runs().len() > 1 && !is_of_names => Cursor {
                value: email.clone(),
                ..by_name
            },
            _ => by_name,
        }
    }

    /// So many from there on, nearest first.
    fn some(&self, reader: &mut Reader, part: &Part, most: i64) -> Loaded<Vec<User>> {
        let mut runs = self.runs().to_vec();
        if part.is_backward() {
            runs.reverse();
        }
        // Those before that of the cursor are behind us.
        let begins = part.cursor().map(|cursor| self.run_of(cursor));
        let begins = begins.and_then(|run| runs.iter().position(|one| *one == run));
        let mut found = Vec::new();
        for (number, run) in runs.iter().enumerate().skip(begins.unwrap_or(0)) {
            let from = match part {
                Part::Before(_) if Some(number) != begins => Part::Last,
                Part::After(_) if Some(number) != begins => Part::First,
                part => part.clone(),
            };
            let left = most - i64::try_from(found.len()).unwrap_or(0);
            if left > 0 {
                found.extend(reader.people(self.sought(), *run, &from, left)?);
            }
        }
        Ok(found)
    }

    fn count(&self, reader: &mut Reader) -> Loaded<i64> {
        let mut counted = 0;
        for run in self.runs() {
            counted += reader.count_people(self.sought(), *run, MOST_COUNTED - counted)?;
            if counted > MOST_COUNTED {
                break;
            }
        }
        Ok(counted)
    }
}
