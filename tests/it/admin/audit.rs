//! The list of events: a part at a time, narrowed by each field and all of them, and never read whole.

use super::admin;
use super::people::{goes_both_ways_by, link};
use crate::audit::events;
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::each_app;
use std::time::Duration;
use vestibule::domain::audit::happened::Happened;
use vestibule::domain::audit::kind::EventKind;
use vestibule::domain::audit::{By, Event};
use vestibule::domain::change::{Change, Write};
use vestibule::domain::keyset::Cursor;
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::{apps, users};

/// The sentences of a page, in its order.
fn sentences(html: &str) -> Vec<String> {
    let rows = html.split("<th role=\"rowheader\"").skip(1);
    let cells = rows.filter_map(|row| row.split_once("</bdi>"));
    cells
        .map(|(row, _)| text_of(row.split_once('>').map_or("", |(_, rest)| rest)))
        .collect()
}

fn event(app: &TestApp, happened: &Happened) -> Event {
    let now = app.platform().clock.now();
    Event::new(
        app.platform().store.next_key(now),
        &By::SYSTEM,
        happened,
        now,
    )
}

#[track_caller]
fn records(app: &TestApp, events: Vec<Event>) {
    for some in events.chunks(250) {
        let writes: Vec<Write> = some.iter().cloned().map(Write::from).collect();
        let committed = app.platform().store.commit(Change::writes(writes));
        committed.expect("is recorded");
    }
}

#[test]
fn all_events_are_read_newest_first_in_parts_that_meet_without_a_gap() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let failed = (1..=60).map(|number| event(app, &Happened::SignInFailed(number)));
        records(app, failed.collect());
        let mut recorded: Vec<String> = events(app).iter().map(Event::sentence).collect();
        recorded.reverse();
        assert!(recorded.len() > 60, "{recorded:?}");
        let read = goes_both_ways_by(&mut ada, "/admin/audit", sentences);
        assert_eq!(read, recorded);
        is_page(&ada.get("/admin/audit"), 200, ORDINARY);
        for strange in ["after=x", "before=%00", "after=a&before=b", "event=x"] {
            let page = ada.get(&format!("/admin/audit?{strange}"));
            assert_eq!(sentences(&page.text()), recorded[..25], "{strange}");
        }
    });
}

#[test]
fn events_are_found_by_person_app_event_outcome_and_time_and_by_all_of_them() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let eve = app.adds_user("eve", Some("eve@example.org"));
        let (issued, asking) = app.adds_desktop_app();
        let paint = issued.app;
        app.gets_token(&asking, "eve");
        app.advance(Duration::from_secs(1800));
        let later = app.platform().clock.now();
        let about = |happened: Happened| event(app, &happened).about(&eve).at_app(paint.id);
        records(
            app,
            vec![
                about(Happened::CodeReused),
                about(Happened::ConsentWithdrawn),
                event(app, &Happened::CodeReused),
            ],
        );
        let (since, name) = (later.rfc3339(), paint.name.replace(' ', "+"));
        let minute = since.get(..16).expect("a time").to_owned();
        let withdrawn = "an app's access was removed";
        let reused = EventKind::CodeReused.meaning();
        let mut finds = |query: &str| sentences(&ada.get(&format!("/admin/audit?{query}")).text());
        for person in ["eve", "EVE", "eve%40example.org", &eve.public_id] {
            let found = finds(&format!("person={person}"));
            assert_eq!(found[..2], [withdrawn, reused], "{person}: {found:?}");
            assert!(found.len() > 3 && found.last().expect("one").starts_with("a user was"));
        }
        let number = paint.id.0.to_string();
        for which in [&number, &paint.client_id, &name, &paint.uuid] {
            let found = finds(&format!("app={which}"));
            assert_eq!(found[..2], [withdrawn, reused], "{which}: {found:?}");
            assert!(found.iter().any(|it| it == "an app was added"), "{found:?}");
        }
        assert_eq!(finds("event=code_reused"), [reused, reused]);
        assert_eq!(finds("outcome=refused"), [reused, reused]);
        assert_eq!(finds("outcome=failed"), Vec::<String>::new());
        let after = finds(&format!("since={minute}"));
        assert!(
            after.len() <= 4 && after.iter().any(|it| it == reused),
            "{after:?}"
        );
        let before = finds(&format!("until={minute}"));
        assert!(
            before.len() > 4 && !before.iter().any(|it| it == reused),
            "{before:?}"
        );
        let all = format!(
            "person=eve&app={number}&event=code_reused&outcome=refused&since={minute}&until=2100-01-01"
        );
        assert_eq!(finds(&all), [reused]);
        assert_eq!(
            finds(&format!("person=ada&app={number}")),
            Vec::<String>::new()
        );
    });
}

#[test]
fn a_filter_that_finds_little_reads_four_hundred_rows_and_goes_on_from_there() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let user = users::find(app.platform(), "ada").expect("ada");
        let rare = || event(app, &Happened::MailFailed(MailKind::Reset));
        let common = || event(app, &Happened::SignInFailed(1)).about(&user);
        let mut all = vec![rare(), rare()];
        all.extend((0..900).map(|_| common()));
        all.push(rare());
        all.extend((0..450).map(|_| common()));
        records(app, all);
        let path = "/admin/audit?outcome=failed";
        let first = ada.get(path).text();
        assert_eq!(sentences(&first), Vec::<String>::new());
        assert!(text_of(&first).contains("Nothing among the events searched so far."));
        let (mut next, mut found, mut looks) = (Some(path.to_owned()), Vec::new(), 0);
        while let Some(path) = next {
            let html = ada.get(&path).text();
            found.extend(sentences(&html));
            next = link(&html, "next");
            looks += 1;
        }
        assert_eq!(found.len(), 3, "{found:?}");
        // 1353 rows and a few of ada's own.
        assert_eq!(looks, 4);
        // And back.
        let last = events(app)[0].key;
        let cursor = Cursor {
            value: String::new(),
            key: last.number(),
        };
        let mut back = Some(format!("{path}&before={}", cursor.encode()));
        let mut found = 0;
        while let Some(path) = back {
            let html = ada.get(&path).text();
            found += sentences(&html).len();
            back = link(&html, "prev");
        }
        assert_eq!(found, 3);
    });
}

#[test]
fn an_event_names_whom_it_is_about_with_links_as_long_as_they_are_there() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let eve = app.adds_user("eve", None);
        let (issued, asking) = app.adds_desktop_app();
        app.gets_token(&asking, "eve");
        let (person, program) = (
            format!("href=\"/admin/people/{}\"", eve.public_id),
            format!("href=\"/admin/apps/{}\"", issued.app.id.0),
        );
        let page = ada.get("/admin/audit?event=consent_given").text();
        assert!(page.contains(&person) && page.contains(&program), "{page}");
        users::remove(app.platform(), "eve").expect("is removed");
        apps::remove(app.platform(), &issued.app.uuid).expect("is removed");
        let page = ada.get("/admin/audit?event=consent_given").text();
        assert!(
            !page.contains(&person) && !page.contains(&program),
            "{page}"
        );
        assert!(text_of(&page).contains("(removed)"), "{page}");
        let gone = ada.get(&format!("/admin/audit?app={}", issued.app.id.0));
        assert!(
            sentences(&gone.text())
                .iter()
                .any(|it| it == "an app was removed")
        );
    });
}

#[test]
fn the_newest_ten_are_on_the_page_of_a_person_and_of_an_app_with_the_way_to_all() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let eve = app.adds_user("eve", None);
        let (issued, _) = app.adds_desktop_app();
        let about = |number| {
            let failed = Happened::SignInFailed(number);
            event(app, &failed).about(&eve).at_app(issued.app.id)
        };
        records(app, (1..=12).map(about).collect());
        let newest: Vec<String> = (3..=12)
            .rev()
            .map(|number| format!("failed to sign in (tries: {number})"))
            .collect();
        for (path, all, first) in [
            (
                format!("/admin/people/{}", eve.public_id),
                format!("/admin/audit?person={}", eve.public_id),
                "a user was added",
            ),
            (
                format!("/admin/apps/{}", issued.app.id.0),
                format!("/admin/audit?app={}", issued.app.id.0),
                "an app was added",
            ),
        ] {
            let html = ada.get(&path).text();
            let (_, events) = html.split_once("<h2>Events</h2>").expect("events");
            assert_eq!(sentences(events), newest, "{path}");
            assert!(events.contains(&format!("href=\"{all}\"")), "{events}");
            let all = sentences(&ada.get(&all).text());
            assert_eq!((all.len(), all[12].as_str()), (13, first));
        }
    });
}

#[test]
fn what_names_nothing_is_said_at_its_field_and_finds_nothing() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for (query, said) in [
            ("person=nobody", "No person has this name"),
            ("app=nothing", "No single app has this name"),
            ("since=yesterday", "That is not a date and time."),
            ("until=2026-13-01T00:00", "That is not a date and time."),
        ] {
            let page = ada.get(&format!("/admin/audit?{query}"));
            assert_eq!(page.status, 200, "{query}");
            let html = page.text();
            assert!(text_of(&html).contains(said), "{query}: {html}");
            assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"complaint\""));
            assert_eq!(sentences(&html), Vec::<String>::new());
        }
        // The number of an app that is gone is no mistake.
        let page = ada.get("/admin/audit?app=4711").text();
        assert!(text_of(&page).contains("No event matches."), "{page}");
    });
}

#[test]
fn events_are_told_in_the_language_of_the_page() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let estonian = [("Accept-Language", "et")];
        let page = ada.send("GET", "/admin/audit?event=sign_in", &estonian, b"");
        let said = sentences(&page.text());
        assert_eq!(said, ["logis sisse (viisid: pwd)"]);
        let page = ada.get("/admin/audit?event=sign_in");
        assert_eq!(sentences(&page.text()), ["signed in (methods: pwd)"]);
    });
}
