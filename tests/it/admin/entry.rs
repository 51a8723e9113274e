//! Who is let in, and that nobody else learns that there is anything.

use super::{adds_admin, admin};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use crate::web::second_step_codes::adds_authenticator;
use crate::web::{each_app, one_app, own_path};
use std::time::Duration;
use vestibule::flow::users::{self, Edit, Role};

const UNKNOWN: &str = "/admin-of-nothing";

/// Every kind of path, with an id that somebody has.
fn paths(id: &str) -> Vec<String> {
    let below = [
        "",
        "/people",
        "/people?find=a",
        "/people/new",
        "/people/ID",
        "/people/ID/edit",
        "/people/ID/disable",
        "/people/ID/remove",
        "/people/ID/reset-link",
        "/people/ID/apps/1",
        "/people/ID/sessions/00000000001",
        "/socket-clients",
        "/socket-clients/new",
        "/socket-clients/bot",
        "/socket-clients/bot/rotate",
        "/apps/1/roles",
        "/apps/1/roles/new",
        "/apps/1/roles/7B1F2C3D-0000-4000-8000-000000000000/edit",
        "/audit",
        "/audit?person=ID",
        "/mail",
        "/settings",
        "/health",
        "/export",
        "/export?list=apps",
        "/people/ID/export",
        "/mail/00000000001/drop",
    ];
    let all = below
        .into_iter()
        .map(|rest| format!("/admin{}", rest.replace("ID", id)));
    all.collect()
}

/// All that a browser can tell answers apart by.
fn told(answer: &Response) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| !["date", "content-length"].contains(&name.as_str()));
    let mut headers: Vec<_> = headers.cloned().collect();
    headers.sort();
    let body = answer.text();
    // Errors as JSON name their line of the log.
    let body = body.split(",\"reference\"").next().unwrap_or_default();
    (answer.status, headers, body.to_owned())
}

#[track_caller]
fn finds_nothing(browser: &mut HttpClient, id: &str) {
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let foreign = [form[0], ("Origin", "https://evil.example")];
    for path in paths(id) {
        for (method, headers) in [
            ("GET", &[][..]),
            ("HEAD", &[]),
            ("GET", &[("Accept", "application/json")]),
            ("POST", &form),
            ("POST", &foreign),
            ("PUT", &form),
        ] {
            let body: &[u8] = if method == "POST" { b"form=admin" } else { b"" };
            let unknown = browser.send(method, UNKNOWN, headers, body);
            let answer = browser.send(method, &path, headers, body);
            assert_eq!(told(&answer), told(&unknown), "{method} {path}");
            assert_eq!(answer.status, 404, "{method} {path}");
        }
    }
}

#[test]
fn who_is_no_admin_finds_what_is_at_any_unknown_path() {
    each_app("", |app| {
        let ada = adds_admin(app, "ada");
        app.adds_user("bob", None);
        finds_nothing(&mut signed_in(app, "bob"), &ada.public_id);
    });
}

#[test]
fn switched_off_or_elsewhere_there_is_nothing_for_admins_either() {
    for settings in [
        "[admin]\nenabled = false",
        "[admin]\nnetworks = [\"192.0.2.0/24\", \"2001:db8::/32\"]",
    ] {
        one_app(settings, |app| {
            let ada = adds_admin(app, "ada");
            finds_nothing(&mut signed_in(app, "ada"), &ada.public_id);
            finds_nothing(&mut app.stranger(), &ada.public_id);
        });
    }
    one_app("[admin]\nnetworks = [\"127.0.0.0/8\"]", |app| {
        let mut ada = admin(app, "ada");
        is_page(&ada.get("/admin"), 200, ORDINARY);
    });
}

#[test]
fn who_is_signed_out_signs_in_and_is_led_there() {
    each_app("", |app| {
        let ada = adds_admin(app, "ada");
        for path in paths(&ada.public_id) {
            let asked = app.stranger().get(&path);
            assert_eq!(asked.status, 303, "{path}");
            let to: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
            let location = own_path(app, asked.location());
            assert_eq!(location, format!("/account/sign-in?to={to}"));
        }
        let page =
            app.stranger()
                .signs_in("/account/sign-in?to=%2Fadmin%2Fpeople", "ada", PASSWORD);
        assert!(page.text().contains("<h1>People</h1>"), "{}", page.text());
        let unknown = app.stranger().get("/admin/strange");
        assert_eq!(unknown.status, 404);
    });
}

#[track_caller]
fn is_asked_to_confirm(app: &TestApp, browser: &mut HttpClient, path: &str) {
    let answer = browser.get(path);
    assert_eq!(answer.status, 303, "{path}");
    let location = own_path(app, answer.location());
    assert!(
        location.starts_with("/account/confirm?to=%2Fadmin"),
        "{location}"
    );
}

#[test]
fn reading_wants_a_proof_of_the_last_hour_and_acting_one_of_the_last_ten_minutes() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let id = users::find(app.platform(), "ada").expect("ada").public_id;
        let (reads, acts) = ("/admin/people", format!("/admin/people/{id}/edit"));
        app.advance(Duration::from_secs(599));
        assert_eq!(ada.get(&acts).status, 200);
        app.advance(Duration::from_secs(1));
        is_asked_to_confirm(app, &mut ada, &acts);
        is_asked_to_confirm(app, &mut ada, "/admin/people/new");
        app.advance(Duration::from_secs(2999));
        assert_eq!(ada.get(reads).status, 200);
        app.advance(Duration::from_secs(1));
        is_asked_to_confirm(app, &mut ada, reads);
        is_asked_to_confirm(app, &mut ada, "/admin");
    });
}

#[test]
fn every_page_says_that_an_admin_has_no_second_step() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let user = users::find(app.platform(), "ada").expect("ada");
        let pages = ["/admin", "/admin/people", "/admin/people/new"];
        let says = |browser: &mut HttpClient, path: &str| {
            let page = browser.get(path);
            is_page(&page, 200, ORDINARY);
            text_of(&page.text()).contains("Your account has no second step")
        };
        for path in pages {
            assert!(says(&mut ada, path), "{path}");
        }
        let waiting = text_of(&ada.get("/admin").text());
        assert!(
            waiting.contains("Administrators without a second step: 1"),
            "{waiting}"
        );
        adds_authenticator(app, &user);
        for path in pages {
            assert!(!says(&mut ada, path), "{path}");
        }
        let waiting = text_of(&ada.get("/admin").text());
        assert!(waiting.contains("Nothing needs attention."), "{waiting}");
    });
}

#[test]
fn where_admins_must_have_a_second_step_none_goes_in_without() {
    one_app("[second_factor]\nrequired = \"admins\"", |app| {
        app.adds_user("ada", None);
        let mut ada = signed_in(app, "ada");
        let edit = Edit {
            role: Some(Role::Admin),
            ..Edit::default()
        };
        users::edit(app.platform(), "ada", &edit).expect("an admin");
        let answer = ada.get("/admin");
        assert_eq!(answer.status, 303);
        assert_eq!(
            own_path(app, answer.location()),
            "/account/sign-in?to=%2Fadmin"
        );
    });
}
