//! Pages of admins in every state, as data. They are always pages of the web.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use super::{NOW, session};
use vestibule::domain::account::user::UserState;
use vestibule::domain::answer::admin::once::{Once, OncePage};
use vestibule::domain::answer::admin::people::{
    NewPersonPage, PeoplePage, PersonComplaint, PersonLine, TypedPerson,
};
use vestibule::domain::answer::admin::people_place::{
    PeopleDone, PeopleListed, PeoplePlace, PersonAct, PersonDone, Show,
};
use vestibule::domain::answer::admin::person::{
    AskPage, ConsentLine, EditPersonPage, Effect, PersonFacts, PersonNotice, PersonPage,
};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::answer::admin::{AdminPage, AdminView, Viewer, desk};
use vestibule::domain::answer::security::{FactorKind, FactorLine};
use vestibule::domain::answer::{Content, OwnPath};
use vestibule::domain::key::{AppId, RowKey};
use vestibule::domain::keyset::{Counted, Cursor, Part};
use vestibule::domain::time::days;
use zeroize::Zeroizing;

const ID: &str = "u7Qm2xVt9NcB4rKy8HsW1g";
const LONG_ADDRESS: &str =
    "the-remarkably-thorough-family-tree-explorer@archive-companion.historians.aldergrove.example";

/// Every state, by the name of its picture.
pub fn contents() -> Vec<(&'static str, Content)> {
    let own = [super::home::contents(), lists(), persons(), forms(), asks()];
    let others = [
        super::apps::contents(),
        super::clients::contents(),
        super::admin_audit::contents(),
    ];
    let view = |(name, place, page)| {
        let viewer = Viewer {
            name: "ada".to_owned(),
            has_second_step: name != "admin-home-bare",
        };
        let view = AdminView {
            viewer,
            place,
            page,
        };
        (name, Content::Admin(Box::new(view)))
    };
    own.into_iter().chain(others).flatten().map(view).collect()
}

pub type Sample = (&'static str, AdminPlace, AdminPage);

fn line(name: &str, state: UserState) -> PersonLine {
    PersonLine {
        id: ID.to_owned(),
        name: name.to_owned(),
        display_name: None,
        email: Some(format!("{}@example.org", name.to_lowercase())),
        state,
        is_admin: false,
        added: NOW.minus(days(40)),
    }
}

fn lists() -> Vec<Sample> {
    let page = |people: Vec<PersonLine>, listed: PeopleListed, counted| {
        let is_long = people.len() == 25;
        let at = |part| is_long.then(|| listed.at(part));
        let cursor = || Cursor {
            value: "mari".to_owned(),
            key: 7,
        };
        AdminPage::People(PeoplePage {
            previous: at(Part::Before(cursor())),
            next: at(Part::After(cursor())),
            people,
            counted,
            listed,
        })
    };
    let whole = PeopleListed::default;
    let found = PeopleListed {
        find: "heron".to_owned(),
        show: Show::Disabled,
        ..whole()
    };
    let removed = PeopleListed {
        done: Some(PeopleDone::Removed),
        ..whole()
    };
    let some = vec![
        PersonLine {
            display_name: Some("Ada Lovelace".to_owned()),
            is_admin: true,
            ..line("ada", UserState::Active)
        },
        line("Bob", UserState::Invited),
        PersonLine {
            email: None,
            ..line("Eve", UserState::Disabled)
        },
    ];
    let hard = vec![
        PersonLine {
            display_name: Some(LONG_NAME.to_owned()),
            email: Some(LONG_ADDRESS.to_owned()),
            is_admin: true,
            ..line(LONG_NAME, UserState::Disabled)
        },
        line(RIGHT_TO_LEFT_NAME, UserState::Active),
    ];
    let many = (1..=25).map(|number| line(&format!("Person{number:02}"), UserState::Active));
    let place = AdminPlace::people;
    vec![
        (
            "admin-people-none",
            place(),
            page(Vec::new(), found, Counted::Exactly(0)),
        ),
        (
            "admin-people-three",
            place(),
            page(some, removed, Counted::Exactly(3)),
        ),
        (
            "admin-people-hard_names",
            place(),
            page(hard, whole(), Counted::Exactly(2)),
        ),
        (
            "admin-people-many",
            place(),
            page(many.collect(), whole(), Counted::MoreThan(10_000)),
        ),
    ]
}

fn facts() -> PersonFacts {
    PersonFacts {
        id: ID.to_owned(),
        name: "bob".to_owned(),
        display_name: Some("Bob Builder".to_owned()),
        email: Some("bob@example.org".to_owned()),
        is_verified: true,
        locale: Some("et".to_owned()),
        state: UserState::Active,
        is_admin: false,
        is_self: false,
        added: NOW.minus(days(40)),
        updated: NOW.minus(days(2)),
    }
}

fn factor(name: &str, kind: FactorKind) -> FactorLine {
    FactorLine {
        key: RowKey::first_at(NOW),
        kind,
        name: name.to_owned(),
        added: NOW.minus(days(40)),
        last_used: Some(NOW.minus(days(2))),
    }
}

fn consent(app_name: &str) -> ConsentLine {
    ConsentLine {
        app: AppId(7),
        app_name: app_name.to_owned(),
        scopes: vec!["basic".to_owned(), "email".to_owned()],
        allowed: NOW.minus(days(40)),
        last_used: NOW.minus(days(2)),
    }
}

fn person() -> PersonPage {
    PersonPage {
        facts: facts(),
        factors: vec![
            factor("Phone", FactorKind::Authenticator),
            factor(
                "Laptop",
                FactorKind::Passkey {
                    is_elsewhere: false,
                },
            ),
        ],
        sessions: (1..4).map(session).collect(),
        consents: vec![consent("Family Tree Explorer"), consent("Photo Sync")],
        events: super::admin_audit::some(),
        notice: PersonNotice::None,
    }
}

fn persons() -> Vec<Sample> {
    let place = || AdminPlace::People(PeoplePlace::person(ID.to_owned(), None));
    let bare = |facts| PersonPage {
        facts,
        factors: Vec::new(),
        sessions: Vec::new(),
        consents: Vec::new(),
        events: Vec::new(),
        notice: PersonNotice::None,
    };
    let new = bare(PersonFacts {
        display_name: None,
        email: None,
        locale: None,
        state: UserState::Invited,
        ..facts()
    });
    let hard = PersonPage {
        factors: vec![factor(LONG_NAME, FactorKind::Authenticator)],
        consents: vec![consent(LONG_NAME), consent(RIGHT_TO_LEFT_NAME)],
        ..bare(PersonFacts {
            name: LONG_NAME.to_owned(),
            display_name: Some(RIGHT_TO_LEFT_NAME.to_owned()),
            email: Some(LONG_ADDRESS.to_owned()),
            is_verified: false,
            state: UserState::Disabled,
            is_admin: true,
            ..facts()
        })
    };
    let done = PersonPage {
        notice: PersonNotice::Done(PersonDone::Saved),
        ..person()
    };
    let moved = PersonPage {
        notice: PersonNotice::Moved,
        ..person()
    };
    vec![
        ("admin-person", place(), AdminPage::Person(person())),
        ("admin-person-new", place(), AdminPage::Person(new)),
        ("admin-person-hard_names", place(), AdminPage::Person(hard)),
        ("admin-person-done", place(), AdminPage::Person(done)),
        ("admin-person-moved", place(), AdminPage::Person(moved)),
        ("admin-last_admin", place(), AdminPage::LastAdmin),
    ]
}

fn act_at(act: PersonAct) -> AdminPlace {
    let id = ID.to_owned();
    AdminPlace::People(PeoplePlace::Act { id, act })
}

fn forms() -> Vec<Sample> {
    let typed = TypedPerson {
        name: "bob".to_owned(),
        email: "bob@example.org".to_owned(),
        display_name: "Bob Builder".to_owned(),
        is_admin: true,
    };
    let new = |typed, sends_mail, complaint| {
        AdminPage::NewPerson(NewPersonPage {
            form: form(),
            typed,
            sends_mail,
            complaint,
        })
    };
    let edit = |complaint| {
        AdminPage::EditPerson(EditPersonPage {
            form: form(),
            id: ID.to_owned(),
            name: "bob".to_owned(),
            typed: typed.clone(),
            complaint,
        })
    };
    let once = AdminPage::Desk(desk::DeskPage::Once(OncePage {
        what: Once::Invitation,
        name: "bob".to_owned(),
        secret: Zeroizing::new(format!(
            "https://id.aldergrove.example/account/choose-password?link={}",
            "4Vb8aTq0WmXc2Ln6ZyRk9PdS3fGh7JtUe1OiB5xE"
        )),
        until: Some(NOW.plus(days(3))),
        next: OwnPath::admin(&AdminPlace::people()),
    }));
    let at_new = || AdminPlace::People(PeoplePlace::New);
    let at_edit = || act_at(PersonAct::Edit);
    let blank = TypedPerson::default;
    let taken = Some(PersonComplaint::NameTaken);
    let email = Some(PersonComplaint::EmailTaken);
    vec![
        ("admin-new_person", at_new(), new(blank(), true, None)),
        (
            "admin-new_person-no_mail",
            at_new(),
            new(blank(), false, None),
        ),
        (
            "admin-new_person-wrong",
            at_new(),
            new(typed.clone(), true, taken),
        ),
        ("admin-edit_person", at_edit(), edit(None)),
        ("admin-edit_person-wrong", at_edit(), edit(email)),
        ("admin-once", at_new(), once),
    ]
}

fn asks() -> Vec<Sample> {
    let ends = || Effect::Ends {
        sessions: Counted::Exactly(3),
        apps: Counted::Exactly(2),
        owned: 1,
    };
    let resets = Effect::Resets {
        factors: 2,
        sessions: Counted::Exactly(3),
    };
    let links = |by_mail: Option<&str>| Effect::Links {
        by_mail: by_mail.map(str::to_owned),
    };
    let key = RowKey::first_at(NOW);
    let device = Effect::EndsSession(Some("Firefox, Linux".to_owned()));
    let app = Effect::Withdraws(LONG_NAME.to_owned());
    let other = Some(PersonComplaint::OtherName);
    let all = [
        ("admin-ask-disable", PersonAct::Disable, ends(), None),
        ("admin-ask-enable", PersonAct::Enable, Effect::Enables, None),
        ("admin-ask-sessions", PersonAct::EndSessions, ends(), None),
        (
            "admin-ask-session",
            PersonAct::EndSession(key),
            device,
            None,
        ),
        (
            "admin-ask-withdraw",
            PersonAct::Withdraw(AppId(7)),
            app,
            None,
        ),
        (
            "admin-ask-second_step",
            PersonAct::ResetSecondStep,
            resets,
            None,
        ),
        (
            "admin-ask-link",
            PersonAct::ResetLink,
            links(Some(LONG_ADDRESS)),
            None,
        ),
        (
            "admin-ask-link-no_mail",
            PersonAct::Invite,
            links(None),
            None,
        ),
        ("admin-ask-remove", PersonAct::Remove, ends(), None),
        ("admin-ask-remove-wrong", PersonAct::Remove, ends(), other),
    ];
    let page = |(name, act, effect, complaint)| {
        let page = AskPage {
            form: form(),
            id: ID.to_owned(),
            name: "bob".to_owned(),
            act,
            effect,
            complaint,
        };
        (name, act_at(act), AdminPage::AskPerson(page))
    };
    all.into_iter().map(page).collect()
}
