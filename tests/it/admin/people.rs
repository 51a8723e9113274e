//! The list of people: a part at a time, forwards and back, whole and narrowed.

use super::admin;
use crate::kit::app::TestApp;
use crate::kit::form::text_of;
use crate::kit::http::HttpClient;
use crate::web::each_app;
use vestibule::domain::account::user::UserState;
use vestibule::flow::users::{self, Edit, NewUser, Role, Way};

/// Without a password, which takes its time to hash.
#[track_caller]
fn invites(app: &TestApp, name: &str, email: Option<&str>) {
    let new = NewUser {
        name,
        email,
        email_verified: false,
        display_name: None,
        locale: None,
        role: Role::Person,
    };
    users::invite(app.platform(), new, Way::Printed).expect("is invited");
}

/// The names of a page, in its order.
pub fn names(html: &str) -> Vec<String> {
    let rows = html.split("<th role=\"rowheader\"").skip(1);
    let links = rows.filter_map(|row| row.split_once("</a>"));
    links
        .map(|(row, _)| text_of(row.split_once('>').map_or("", |(_, rest)| rest)))
        .collect()
}

/// Where the link with this relation leads.
pub fn link(html: &str, rel: &str) -> Option<String> {
    let (before, _) = html.split_once(&format!("\" rel=\"{rel}\""))?;
    let (_, path) = before.rsplit_once("href=\"")?;
    Some(path.replace("&#38;", "&"))
}

/// All parts from this one on.
#[track_caller]
fn walks(browser: &mut HttpClient, path: &str, rel: &str) -> Vec<Vec<String>> {
    walks_by(browser, path, rel, names)
}

#[track_caller]
fn walks_by(
    browser: &mut HttpClient,
    path: &str,
    rel: &str,
    rows: fn(&str) -> Vec<String>,
) -> Vec<Vec<String>> {
    let mut parts = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path);
        assert_eq!(page.status, 200, "{path}");
        let html = page.text();
        parts.push(rows(&html));
        next = link(&html, rel);
        assert!(parts.len() < 20, "it goes round in a circle");
    }
    parts
}

/// Each part is read forwards and then back, and comes out the same.
#[track_caller]
pub fn goes_both_ways(browser: &mut HttpClient, path: &str) -> Vec<String> {
    goes_both_ways_by(browser, path, names)
}

/// The same of other lists.
#[track_caller]
pub fn goes_both_ways_by(
    browser: &mut HttpClient,
    path: &str,
    rows: fn(&str) -> Vec<String>,
) -> Vec<String> {
    let there = walks_by(browser, path, "next", rows);
    let mut last = path.to_owned();
    while let Some(next) = link(&browser.get(&last).text(), "next") {
        last = next;
    }
    let mut back = walks_by(browser, &last, "prev", rows);
    back.reverse();
    assert_eq!(back, there, "{path}");
    there.concat()
}

#[test]
fn a_list_has_parts_of_twenty_five_that_meet_without_a_gap() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        assert_eq!(walks(&mut ada, "/admin/people", "next"), [["ada"]]);
        for number in 1..=24 {
            invites(app, &format!("person {number:02}"), None);
        }
        assert_eq!(walks(&mut ada, "/admin/people", "next").len(), 1);
        invites(app, "Zoë", None);
        let all = goes_both_ways(&mut ada, "/admin/people");
        assert_eq!(
            (all.len(), all[0].as_str(), all[25].as_str()),
            (26, "ada", "Zoë")
        );
        for number in 25..=60 {
            invites(app, &format!("person {number:02}"), None);
        }
        let all = goes_both_ways(&mut ada, "/admin/people");
        assert_eq!(all.len(), 62);
        assert!(all.is_sorted_by_key(|name| name.to_lowercase()), "{all:?}");
        let page = text_of(&ada.get("/admin/people").text());
        assert!(page.contains("Total: 62"), "{page}");
        let newest = goes_both_ways(&mut ada, "/admin/people?show=newest");
        assert_eq!(
            (newest.len(), newest[0].as_str(), newest[61].as_str()),
            (62, "person 60", "ada")
        );
        for strange in [
            "after=x",
            "before=%00",
            "after=AAAA",
            "after=a&before=b",
            "show=x",
        ] {
            let page = ada.get(&format!("/admin/people?{strange}"));
            assert_eq!(names(&page.text()), all[..25], "{strange}");
        }
    });
}

#[test]
fn people_are_found_by_the_beginning_of_a_name_or_an_address_or_by_their_id() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for number in 10..40 {
            invites(
                app,
                &format!("Mari {number}"),
                Some(&format!("m{number}@example.org")),
            );
        }
        for number in 10..40 {
            invites(
                app,
                &format!("kai{number}"),
                Some(&format!("mari{number}@example.org")),
            );
        }
        let found = goes_both_ways(&mut ada, "/admin/people?find=MARI");
        let by_name = (10..40).map(|number| format!("Mari {number}"));
        let by_address = (10..40).map(|number| format!("kai{number}"));
        assert_eq!(found, by_name.chain(by_address).collect::<Vec<_>>());
        let page = text_of(&ada.get("/admin/people?find=mari").text());
        assert!(page.contains("Total: 60"), "{page}");
        let found = goes_both_ways(&mut ada, "/admin/people?find=mari1%30%40exam");
        assert_eq!(found, ["kai10"]);
        let found = goes_both_ways(&mut ada, "/admin/people?find=m1");
        assert_eq!(found.len(), 10);
        let id = users::find(app.platform(), "kai11").expect("kai").public_id;
        assert_eq!(
            goes_both_ways(&mut ada, &format!("/admin/people?find={id}")),
            ["kai11"]
        );
        let none = ada.get("/admin/people?find=%25").text();
        assert!(none.contains("Nobody matches.") && names(&none).is_empty());
        let found = goes_both_ways(&mut ada, "/admin/people?find=mari&show=active");
        assert_eq!(found, Vec::<String>::new());
        let found = goes_both_ways(&mut ada, "/admin/people?find=mari&show=invited");
        assert_eq!(found.len(), 60);
    });
}

#[test]
fn lists_are_narrowed_to_a_state_and_to_admins() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for name in ["bob", "eve"] {
            app.adds_user(name, Some(&format!("{name}@example.org")));
        }
        invites(app, "kai", None);
        users::disable(app.platform(), "eve").expect("is disabled");
        let admin = Edit {
            role: Some(Role::Admin),
            ..Edit::default()
        };
        users::edit(app.platform(), "bob", &admin).expect("an admin");
        for (show, wanted) in [
            ("all", &["ada", "bob", "eve", "kai"][..]),
            ("active", &["ada", "bob"]),
            ("invited", &["kai"]),
            ("disabled", &["eve"]),
            ("admins", &["ada", "bob"]),
            ("admins_without_second_step", &["ada", "bob"]),
        ] {
            let found = goes_both_ways(&mut ada, &format!("/admin/people?show={show}"));
            assert_eq!(found, wanted, "{show}");
        }
        let found = goes_both_ways(&mut ada, "/admin/people?show=admins&find=bob%40");
        assert_eq!(found, ["bob"]);
        let found = goes_both_ways(&mut ada, "/admin/people?show=disabled&find=e");
        assert_eq!(found, ["eve"]);
        let eve = users::find(app.platform(), "eve").expect("eve");
        assert_eq!(eve.state, UserState::Disabled);
    });
}

#[test]
fn a_person_is_shown_with_what_they_have_open_and_allowed() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let bob = app.adds_user("bob", Some("bob@example.org"));
        let (_, path) = app.adds_desktop_app();
        app.gets_token(&path, "bob");
        let page = text_of(&ada.get(&format!("/admin/people/{}", bob.public_id)).text());
        for said in [
            "bob@example.org",
            "Active",
            &bob.public_id,
            "No second step",
            "A browser or program",
            "Remove access",
            "Disable",
            "Remove",
        ] {
            assert!(page.contains(said), "no {said:?} in {page}");
        }
        assert_eq!(ada.get("/admin/people/0123456789012345678901").status, 404);
        assert_eq!(ada.get("/admin/people/bob").status, 404);
    });
}
