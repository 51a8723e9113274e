//! The list of events in every state, as data.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME};
use super::NOW;
use super::admin::Sample;
use vestibule::domain::account::authentication::Methods;
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::audit::{AuditComplaint, AuditListed, AuditPage};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::audit::edits::Edits;
use vestibule::domain::audit::happened::Happened;
use vestibule::domain::audit::kind::EventKind;
use vestibule::domain::audit::{ActorKind, By, Event, People};
use vestibule::domain::key::{AppId, RowKey};
use vestibule::domain::keyset::{Cursor, Part};
use vestibule::domain::mail::kind::MailKind;

const ID: &str = "u7Qm2xVt9NcB4rKy8HsW1g";

fn event(happened: &Happened, actor_kind: ActorKind, name: &str) -> Event {
    let event = Event::new(RowKey::first_at(NOW), &By::SYSTEM, happened, NOW);
    Event {
        actor_kind,
        user_key: Some(RowKey::first_at(NOW)),
        app_id: Some(AppId(17)),
        request_id: Some("7f3a-91c2".to_owned()),
        network: Some("192.0.2.0/24".to_owned()),
        people: People {
            actor: Some(ID.to_owned()),
            actor_name: Some(name.to_owned()),
            user: Some(ID.to_owned()),
            user_name: Some(name.to_owned()),
            app_name: Some("Family Tree Explorer".to_owned()),
        },
        ..event
    }
}

/// Of every kind of actor; the last names those who are gone.
pub fn some() -> Vec<Event> {
    let signed_in = Happened::SignIn(Methods::PASSWORD);
    let edited = Happened::UserEdited(Edits::default().named("display_name", true));
    let gone = Event {
        people: People::default(),
        ..event(&Happened::ConsentWithdrawn, ActorKind::Admin, "")
    };
    let alone = Event {
        user_key: None,
        app_id: None,
        request_id: None,
        network: None,
        ..event(&Happened::AppAdded, ActorKind::Cli, "")
    };
    vec![
        event(&signed_in, ActorKind::User, "bob"),
        event(&edited, ActorKind::Admin, "ada"),
        event(&Happened::SignInFailed(10), ActorKind::System, "bob"),
        event(
            &Happened::MailFailed(MailKind::Reset),
            ActorKind::System,
            "bob",
        ),
        event(&Happened::CodeReused, ActorKind::App, "bob"),
        alone,
        gone,
    ]
}

pub fn contents() -> Vec<Sample> {
    let place = || AdminPlace::Audit(AuditListed::default());
    let cursor = || Cursor {
        value: String::new(),
        key: 7,
    };
    let whole = AuditListed::default;
    let page = |events: Vec<Event>, listed: AuditListed| AuditPage {
        previous: (events.len() == 25).then(|| listed.at(Part::Before(cursor()))),
        next: (events.len() == 25).then(|| listed.at(Part::After(cursor()))),
        events,
        listed,
        complaint: None,
    };
    let filtered = AuditListed {
        person: "bob".to_owned(),
        app: "17".to_owned(),
        event: Some(EventKind::ConsentGiven),
        since: "2026-11-30T08:00".to_owned(),
        ..whole()
    };
    let long = Edits::default();
    let long = [
        "name",
        "kind",
        "redirect_uris",
        "scopes",
        "post_logout_uris",
    ]
    .iter()
    .fold(long, |edits, field| edits.named(field, true));
    let hard = vec![
        event(&Happened::AppEdited(long), ActorKind::Admin, LONG_NAME),
        event(&Happened::SignOut, ActorKind::Admin, RIGHT_TO_LEFT_NAME),
    ];
    let many = some().into_iter().cycle().take(25).collect();
    let unfinished = AuditPage {
        next: Some(filtered.at(Part::After(cursor()))),
        ..page(Vec::new(), filtered.clone())
    };
    let wrong = AuditPage {
        complaint: Some(AuditComplaint::NoSuchPerson),
        ..page(Vec::new(), filtered.clone())
    };
    let all = [
        ("admin-audit-none", page(Vec::new(), filtered)),
        ("admin-audit-some", page(some(), whole())),
        ("admin-audit-many", page(many, whole())),
        ("admin-audit-hard_names", page(hard, whole())),
        ("admin-audit-unfinished", unfinished),
        ("admin-audit-wrong", wrong),
    ];
    let all = all.map(|(name, page)| (name, place(), AdminPage::Audit(page)));
    all.into_iter()
        .chain(super::admin_mail::contents())
        .collect()
}
