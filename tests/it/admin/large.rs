//! Lists of admins where people, apps and events are many: however far one goes, a part is found by an index.

use super::admin;
use super::people::names;
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::http::HttpClient;
use crate::kit::statements::{Statements, answered_by_indexes, planned_by_indexes};
use crate::kit::store::commit;
use crate::kit::{is_long, rounds};
use crate::store::{app_lists, audit, people_lists};
use std::time::{Duration, Instant};
use vestibule::domain::change::Write;
use vestibule::domain::keyset::Cursor;
use vestibule::store::Store;

/// A page of HTML that admins read.
const LARGEST: usize = 100 * 1024;
/// Each page is opened so often.
const VISITS: usize = 3;

struct Many {
    people: i64,
    apps: i64,
    events: i64,
}

fn many() -> Many {
    let of = |what, smaller, whole| i64::try_from(rounds(what, smaller, whole)).expect("small");
    Many {
        people: of("people in the lists of admins", 10_000, 1_000_000),
        apps: of("apps in the lists of admins", 10_000, 100_000),
        events: of("events in the lists of admins", 10_000, 1_000_000),
    }
}

fn fills(store: &Store, to: i64, write: impl Fn(i64) -> Write) {
    for first in (1..=to).step_by(500) {
        let some = first..(first + 500).min(to + 1);
        commit(store, some.map(&write).collect());
    }
}

#[track_caller]
fn fills_all(app: &TestApp, many: &Many) {
    let store = &app.platform().store;
    // Behind those that are there already.
    fills(store, many.people, |number| {
        Write::InsertUser(people_lists::person(number + 1000))
    });
    fills(store, many.apps, |number| {
        Write::InsertApp(app_lists::app(number))
    });
    fills(store, many.events, |number| {
        let number = usize::try_from(number).expect("small");
        let after = Duration::from_millis(u64::try_from(number).expect("small"));
        audit::event(store, number, app.now().plus(after)).into()
    });
}

fn cursor(value: &str, key: i64) -> String {
    let value = value.to_owned();
    Cursor { value, key }.encode()
}

/// First, middle and last part of each list, whole and narrowed, and how many rows it must have.
fn lists(many: &Many) -> Vec<(String, usize)> {
    let name = |number: i64| format!("person{number:07}");
    let middle = cursor(&name(many.people / 2), many.people / 2);
    let middle_app = cursor("", many.apps / 2);
    // An address, which come last.
    let end = cursor("\u{10FFFF}@", i64::MAX);
    let mut all = vec![("/admin".to_owned(), 0)];
    for filter in [
        "show=all",
        "show=active",
        "show=disabled",
        "show=invited",
        "find=person",
        "find=person00&show=disabled",
        "find=p1",
    ] {
        let path = format!("/admin/people?{filter}");
        all.push((path.clone(), 25));
        all.push((format!("{path}&before={end}"), 25));
        let in_the_middle = if path.contains("find") { 0 } else { 25 };
        all.push((format!("{path}&after={middle}"), in_the_middle));
    }
    all.push(("/admin/people?show=newest".to_owned(), 25));
    all.push((format!("/admin/people?show=newest&after={middle}"), 25));
    all.push(("/admin/people?show=admins".to_owned(), 1));
    all.push(("/admin/people?find=nobody".to_owned(), 0));
    for filter in [
        "",
        "kind=mobile",
        "state=disabled",
        "kind=mobile&state=disabled",
        "owner=owner%207",
    ] {
        let path = format!("/admin/apps?{filter}");
        all.push((path.clone(), 25));
        all.push((format!("{path}&before={end}"), 25));
        all.push((format!("{path}&after={middle_app}"), 25));
    }
    all.push(("/admin/apps?find=app".to_owned(), 25));
    all.push(("/admin/apps?find=app&kind=mobile".to_owned(), 25));
    all.push(("/admin/apps?find=nothing".to_owned(), 0));
    all
}

/// The quickest of some visits: what it takes, whatever else this machine does.
#[track_caller]
fn visits(ada: &mut HttpClient, (path, least): (&str, usize)) -> Duration {
    let mut quickest = Duration::MAX;
    for _ in 0..VISITS {
        let begun = Instant::now();
        let page = ada.get(path);
        quickest = quickest.min(begun.elapsed());
        assert_eq!(page.status, 200, "{path}");
        let html = page.text();
        let rows = names(&html).len();
        assert!(rows >= least, "{path} has {rows} rows");
        assert!(html.len() < LARGEST, "{path} has {} bytes", html.len());
    }
    quickest
}

#[test]
fn among_many_each_part_of_a_list_is_found_by_an_index() {
    each_db(|db| {
        let statements = Statements::watch(db);
        let app = TestApp::start(&db.url, "");
        let mut ada = admin(&app, "ada");
        let many = many();
        fills_all(&app, &many);
        statements.forget();
        let mut times = Vec::new();
        for (path, least) in lists(&many) {
            times.push((visits(&mut ada, (&path, least)), path));
        }
        times.sort_unstable();
        for (time, path) in times.iter().rev() {
            println!("{time:?} {path}");
        }
        let mut raw = db.raw();
        let looks = if is_long() {
            planned_by_indexes
        } else {
            answered_by_indexes
        };
        for table in ["users", "apps"] {
            looks(&mut raw, &statements.seen(), table);
        }
    });
}
