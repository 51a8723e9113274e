//! Lists of people, as admins see them: a part at a time, each by an index that has its order.

use super::rows::{SessionRow, UserRow};
use crate::domain::account::session::Session;
use crate::domain::account::user::{User, UserState};
use crate::domain::answer::admin::people_place::Show;
use crate::domain::keyset::{Beginning, Part};
use crate::store::Loaded;
use crate::store::engine::counting::Counting;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{apps, authenticators, passkeys, sessions, users};
use crate::store::engine::spot::is_text;
use diesel::dsl::{exists, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Whom a list is of.
#[derive(Clone, Copy, Debug)]
pub struct PeopleSought<'a> {
    pub show: Show,
    /// How their names begin.
    pub name: Option<&'a Beginning>,
    /// How their addresses begin.
    pub email: Option<&'a Beginning>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleOrder {
    Name,
    /// Those who have an address.
    Email,
    /// The last who came first.
    Newest,
}

const fn state_of(show: Show) -> Option<UserState> {
    match show {
        Show::Active => Some(UserState::Active),
        Show::Invited => Some(UserState::Invited),
        Show::Disabled => Some(UserState::Disabled),
        Show::All | Show::Admins | Show::AdminsWithoutSecondStep | Show::Newest => None,
    }
}

/// Written into the statement: a plan for any state would go along all people by name to find the few of one.
fn written(state: UserState) -> SqlLiteral<Text> {
    sql(&format!("'{}'", state.word()))
}

/// Those who are sought, not ordered yet: by name, by address, or, of the few admins, by either.
macro_rules! sought {
    ($sought:expr, $order:expr) => {{
        let sought: PeopleSought<'_> = $sought;
        let mut query = users::table.into_boxed();
        if let Some(state) = state_of(sought.show) {
            query = query.filter(users::state.eq(written(state)));
        }
        let is_of_admins = matches!(sought.show, Show::Admins | Show::AdminsWithoutSecondStep);
        if is_of_admins {
            query = query.filter(users::is_admin);
        }
        if sought.show == Show::AdminsWithoutSecondStep {
            let codes = authenticators::table.filter(authenticators::user_key.eq(users::key));
            let keys = passkeys::table.filter(passkeys::user_key.eq(users::key));
            query = query
                .filter(not(exists(codes.select(authenticators::key))))
                .filter(not(exists(keys.select(passkeys::key))));
        }
        match ($order, sought.name, sought.email) {
            (PeopleOrder::Name, Some(name), Some(email)) if is_of_admins => {
                // With nothing appended, the index is that of admins.
                let (names, addresses) = (
                    users::name_folded.concat("").nullable(),
                    users::email_folded.concat(""),
                );
                let named = names.ge(&name.from).and(names.lt(&name.before));
                let addressed = addresses.ge(&email.from).and(addresses.lt(&email.before));
                query = query
                    .filter(users::name_folded.gt(""))
                    .filter(named.or(addressed));
            }
            (PeopleOrder::Name, Some(name), _) => {
                query = query
                    .filter(users::name_folded.ge(&name.from))
                    .filter(users::name_folded.lt(&name.before));
            }
            (PeopleOrder::Email, name, Some(email)) => {
                query = query
                    .filter(users::email_folded.ge(&email.from))
                    .filter(users::email_folded.lt(&email.before));
                if let Some(name) = name {
                    // Those were listed by name. Nothing appended: no index is used for it.
                    let plain = users::name_folded.concat("");
                    query = query.filter(plain.lt(&name.from).or(plain.ge(&name.before)));
                }
            }
            // All, said so that an index is gone along.
            (PeopleOrder::Name, None, _) => query = query.filter(users::name_folded.gt("")),
            (PeopleOrder::Email, _, None) => query = query.filter(users::email_folded.gt("")),
            (PeopleOrder::Newest, ..) => query = query.filter(users::key.ge(0)),
        }
        query
    }};
}

impl Reader {
    /// From the cursor on in the direction of the part, nearest first.
    pub fn people(
        &mut self,
        sought: PeopleSought<'_>,
        order: PeopleOrder,
        part: &Part,
        most: i64,
    ) -> Loaded<Vec<User>> {
        let cursor = part.cursor();
        self.all("users", UserRow::record, |db| {
            on_either!(db, db => {
                let mut query = sought!(sought, order);
                query = match (order, part.is_backward()) {
                    (PeopleOrder::Name, false) => query.order(users::name_folded.asc()),
                    (PeopleOrder::Name, true) => query.order(users::name_folded.desc()),
                    (PeopleOrder::Email, false) => query.order(users::email_folded.asc()),
                    (PeopleOrder::Email, true) => query.order(users::email_folded.desc()),
                    (PeopleOrder::Newest, false) => query.order(users::key.desc()),
                    (PeopleOrder::Newest, true) => query.order(users::key.asc()),
                };
                if let Some(cursor) = cursor {
                    query = match (order, part.is_backward()) {
                        (PeopleOrder::Name, false) => query.filter(users::name_folded.gt(&cursor.value)),
                        (PeopleOrder::Name, true) => query.filter(users::name_folded.lt(&cursor.value)),
                        (PeopleOrder::Email, false) => query.filter(users::email_folded.gt(&cursor.value)),
                        (PeopleOrder::Email, true) => query.filter(users::email_folded.lt(&cursor.value)),
                        (PeopleOrder::Newest, false) => query.filter(users::key.lt(cursor.key)),
                        (PeopleOrder::Newest, true) => query.filter(users::key.gt(cursor.key)),
                    };
                }
                query.limit(most).select(UserRow::as_select()).load(db)
            })
        })
    }

    /// How many a list has, up to one more than `most`.
    pub fn count_people(
        &mut self,
        sought: PeopleSought<'_>,
        order: PeopleOrder,
        most: i64,
    ) -> Loaded<i64> {
        self.query("users", |db| {
            on_either!(db, db => {
                let some = sought!(sought, order).select(users::key).limit(most + 1);
                Counting(some).get_result(db)
            })
        })
    }

    /// A person, with the newest of their open sessions, each with the name of the app it was born for.
    pub fn person_with_sessions(
        &mut self,
        public_id: &str,
        most: i64,
    ) -> Loaded<Option<PersonWithSessions>> {
        if !is_text(public_id) {
            return Ok(None);
        }
        let rows: Vec<(UserRow, Option<SessionRow>, Option<String>)> =
            self.query("users", |db| {
                let open = sessions::user_key
                    .eq(users::key)
                    .and(sessions::ended_at.is_null());
                let joined = users::table
                    .left_join(sessions::table.on(open))
                    .left_join(apps::table.on(apps::id.nullable().eq(sessions::born_for_app)))
                    .filter(users::public_id.eq(public_id))
                    .order(sessions::key.desc());
                on_either!(db, db => joined
                .select((
                    UserRow::as_select(),
                    Option::<SessionRow>::as_select(),
                    apps::name.nullable(),
                ))
                .limit(most)
                .load(db))
            })?;
        let mut person = None;
        let mut open = Vec::new();
        for (user, session, app_name) in rows {
            person = Some(user.record()?);
            if let Some(session) = session {
                open.push((session.record()?, app_name));
            }
        }
        Ok(person.map(|user| (user, open)))
    }
}

/// Newest first.
pub type PersonWithSessions = (User, Vec<(Session, Option<String>)>);
