//! Pages that ask before something is done to a person: each says what it comes to.

use super::act::NEW;
use super::admitted::Admin;
use super::person::at_person;
use crate::domain::account::user::{User, UserState};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::people::{NewPersonPage, PersonComplaint, TypedPerson};
use crate::domain::answer::admin::people_place::{PeoplePlace, PersonAct};
use crate::domain::answer::admin::person::{AskPage, EditPersonPage, Effect};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::ClientName;
use crate::flow::desk::Desk;
use crate::flow::{Failure, Platform};
use crate::store::{Loaded, Reader};

/// What an act comes to is counted up to this.
const MOST_COUNTED: i64 = 1000;

/// The form that invites somebody; again with what was typed where that was no good.
pub(super) fn new(
    platform: &Platform,
    admin: &Admin,
    (typed, complaint): (TypedPerson, Option<PersonComplaint>),
) -> Reply {
    let place = AdminPlace::People(PeoplePlace::New);
    let page = NewPersonPage {
        form: admin.form(platform, &place, NEW),
        typed,
        sends_mail: platform.policy.mail.is_some(),
        complaint,
    };
    admin.view(&place, AdminPage::NewPerson(page))
}

/// The page of an act; where there is nothing to do, the person's.
pub(super) fn ask(
    platform: &Platform,
    admin: &Admin,
    (id, act): (&str, PersonAct),
) -> Result<Reply, Failure> {
    let user = platform.store.read(|reader| reader.user_by_public_id(id))?;
    match user {
        Some(user) => ask_about(platform, admin, (&user, act), None),
        None => Ok(admin.finds_nothing()),
    }
}

/// The same with what was wrong with the form.
pub(super) fn ask_about(
    platform: &Platform,
    admin: &Admin,
    (user, act): (&User, PersonAct),
    complaint: Option<PersonComplaint>,
) -> Result<Reply, Failure> {
    if act == PersonAct::Edit {
        return Ok(edit(platform, admin, user, (typed_of(user), complaint)));
    }
    let found = platform
        .store
        .read(|reader| look(platform, reader, admin, (user, act)))?;
    let Some((effect, version)) = found else {
        return Ok(at_person(admin, &user.public_id, None));
    };
    let place = act_place(user, act);
    let page = AskPage {
        form: admin.form(platform, &place, version),
        id: user.public_id.clone(),
        name: user.name.clone(),
        act,
        effect,
        complaint,
    };
    Ok(admin.view(&place, AdminPage::AskPerson(page)))
}

fn act_place(user: &User, act: PersonAct) -> AdminPlace {
    let id = user.public_id.clone();
    AdminPlace::People(PeoplePlace::Act { id, act })
}

/// What the act comes to, and the version that it is tied to; nothing where it cannot be done.
fn look(
    platform: &Platform,
    reader: &mut Reader,
    admin: &Admin,
    (user, act): (&User, PersonAct),
) -> Loaded<Option<(Effect, i64)>> {
    let now = admin.present.now;
    let by_mail = user
        .email
        .clone()
        .filter(|_| platform.policy.mail.is_some());
    let is = |state| user.state == state;
    let effect = match act {
        PersonAct::Invite if is(UserState::Invited) => Effect::Links { by_mail },
        PersonAct::ResetLink if is(UserState::Active) => Effect::Links { by_mail },
        PersonAct::Enable if is(UserState::Disabled) => Effect::Enables,
        PersonAct::Export => Effect::Exports,
        PersonAct::Disable if !is(UserState::Disabled) => ends(reader, admin, (user, act))?,
        PersonAct::EndSessions | PersonAct::Remove => ends(reader, admin, (user, act))?,
        PersonAct::ResetSecondStep => Effect::Resets {
            factors: reader.known_factors_of(user.key)?.len(),
            sessions: sessions(reader, admin, user)?,
        },
        PersonAct::EndSession(key) => {
            let found = reader.session(key)?;
            let open = found
                .filter(|(session, whose)| whose.key == user.key && session.is_live(whose, now));
            match open {
                Some((session, _)) => Effect::EndsSession(session.device_label),
                None => return Ok(None),
            }
        }
        PersonAct::Withdraw(app) => {
            let consent = reader.consent(user.key, app)?;
            let consent = consent.filter(|consent| consent.withdrawn_at.is_none());
            let app = reader.app(&ClientName::Number(app))?;
            return Ok(app
                .zip(consent)
                .map(|(app, consent)| (Effect::Withdraws(app.name), consent.epoch.number())));
        }
        _ => return Ok(None),
    };
    Ok(Some((effect, user.version)))
}

fn sessions(reader: &mut Reader, admin: &Admin, user: &User) -> Loaded<Counted> {
    let open = reader.open_sessions_of(user.key, admin.present.now, MOST_COUNTED + 1)?;
    Ok(counted(open.len()))
}

fn ends(reader: &mut Reader, admin: &Admin, (user, act): (&User, PersonAct)) -> Loaded<Effect> {
    let owned = match act {
        // Only they are signed out.
        PersonAct::EndSessions => 0,
        _ => reader.count_apps_of(user.key)?,
    };
    Ok(Effect::Ends {
        owned: u32::try_from(owned).unwrap_or(u32::MAX),
        sessions: sessions(reader, admin, user)?,
        apps: counted(reader.newest_consents_of(user.key, MOST_COUNTED + 1)?.len()),
    })
}

fn counted(rows: usize) -> Counted {
    Counted::of(i64::try_from(rows).unwrap_or(i64::MAX), MOST_COUNTED)
}

/// The form that changes them, with what stands there or was typed.
pub(super) fn edit(
    platform: &Platform,
    admin: &Admin,
    user: &User,
    (typed, complaint): (TypedPerson, Option<PersonComplaint>),
) -> Reply {
    let place = act_place(user, PersonAct::Edit);
    let page = EditPersonPage {
        form: admin.form(platform, &place, user.version),
        id: user.public_id.clone(),
        name: user.name.clone(),
        typed,
        complaint,
    };
    admin.view(&place, AdminPage::EditPerson(page))
}

fn typed_of(user: &User) -> TypedPerson {
    TypedPerson {
        name: user.name.clone(),
        email: user.email.clone().unwrap_or_default(),
        display_name: user.display_name.clone().unwrap_or_default(),
        is_admin: user.is_admin,
    }
}
