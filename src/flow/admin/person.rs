//! A person: facts, the second step, what is open and what they allowed.

use super::admitted::Admin;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::account::SessionLine;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::people_place::{PeoplePlace, PersonDone};
use crate::domain::answer::admin::person::{ConsentLine, PersonFacts, PersonNotice, PersonPage};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::security::{FactorKind, FactorLine};
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::factor::{KnownFactor, passkey};
use crate::domain::oauth::consent::Consent;
use crate::flow::account::see;
use crate::flow::audit::list::Filter;
use crate::flow::desk::Desk;
use crate::flow::{Failure, Platform};

/// Of each list on the page.
const NEWEST: i64 = 10;

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    (id, done): (&str, Option<PersonDone>),
) -> Result<Reply, Failure> {
    let place = AdminPlace::People(PeoplePlace::person(id.to_owned(), done));
    let notice = done.map_or(PersonNotice::None, PersonNotice::Done);
    Ok(match load(platform, admin, (id, notice))? {
        Some(page) => admin.view(&place, AdminPage::Person(page)),
        None => admin.finds_nothing(),
    })
}

/// To the page of a person.
pub(super) fn at_person(admin: &Admin, id: &str, done: Option<PersonDone>) -> Reply {
    let place = AdminPlace::People(PeoplePlace::person(id.to_owned(), done));
    let story = admin.present.story(LogDecision::ShowsAdmin);
    see(&AccountPlace::Admin(place), story)
}

/// They were changed since the form was shown, or are gone: what is there now.
pub(super) fn moved(platform: &Platform, admin: &Admin, id: &str) -> Result<Reply, Failure> {
    let place = AdminPlace::People(PeoplePlace::person(id.to_owned(), None));
    Ok(match load(platform, admin, (id, PersonNotice::Moved))? {
        Some(page) => admin.view_as(&place, AdminPage::Person(page), LogDecision::AdminRefused),
        None => admin.finds_nothing(),
    })
}

/// None: there is nobody of this id.
fn load(
    platform: &Platform,
    admin: &Admin,
    (id, notice): (&str, PersonNotice),
) -> Result<Option<PersonPage>, Failure> {
    let page = platform.store.read(|reader| {
        let Some((user, sessions)) = reader.person_with_sessions(id, NEWEST)? else {
            return Ok(None);
        };
        let factors = reader.known_factors_of(user.key)?;
        let consents = reader.newest_consents_of(user.key, NEWEST)?;
        let events = Filter::of_one_user(user.key).newest(reader)?;
        Ok(Some((user, sessions, factors, consents, events)))
    })?;
    Ok(page.map(|(user, sessions, factors, consents, events)| {
        let now = admin.present.now;
        let live = sessions
            .into_iter()
            .filter(|(session, _)| session.is_live(&user, now));
        let rp_id = passkey::rp_id(&platform.policy.public_url);
        let factors = factors.into_iter();
        let consents = consents.into_iter();
        PersonPage {
            sessions: live.map(session_line).collect(),
            factors: factors
                .map(|factor| factor_line(factor, rp_id.as_deref()))
                .collect(),
            consents: consents
                .map(|consent| consent_line(platform, consent))
                .collect(),
            facts: facts(admin, user),
            events,
            notice,
        }
    }))
}

fn facts(admin: &Admin, user: User) -> PersonFacts {
    PersonFacts {
        is_verified: user.email_verified_at.is_some(),
        is_self: user.key == admin.present.user.key,
        id: user.public_id,
        name: user.name,
        display_name: user.display_name,
        email: user.email,
        locale: user.locale,
        state: user.state,
        is_admin: user.is_admin,
        added: user.created_at,
        updated: user.updated_at,
    }
}

fn session_line((session, app_name): (Session, Option<String>)) -> SessionLine {
    SessionLine {
        end: Some(session.key.encode()),
        device_label: session.device_label,
        app_name,
        since: session.created_at,
        last_seen_at: session.last_seen_at,
    }
}

fn factor_line(factor: KnownFactor, rp_id: Option<&str>) -> FactorLine {
    let kind = match &factor.rp_id {
        None => FactorKind::Authenticator,
        of => FactorKind::Passkey {
            is_elsewhere: of.as_deref() != rp_id,
        },
    };
    FactorLine {
        key: factor.key,
        kind,
        name: factor.name,
        added: factor.created_at,
        last_used: factor.last_used_at,
    }
}

fn consent_line(platform: &Platform, (consent, app_name): (Consent, String)) -> ConsentLine {
    let scopes = consent.scopes.in_order(&platform.policy.scopes);
    ConsentLine {
        app: consent.app_id,
        app_name,
        scopes: scopes.into_iter().map(str::to_owned).collect(),
        allowed: consent.created_at,
        last_used: consent.last_used_at,
    }
}
