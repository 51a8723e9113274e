//! Lists and what is kept of a person as files: for whom, once, and without what a spreadsheet would carry out.

use super::{adds_admin, admin, is_for_its_admin_alone};
use crate::audit::{detail, left_by, one_left};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use crate::web::{each_app, link, own_path, submits_with};
use serde_json::Value;
use std::time::Duration;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, KnownCredentials};
use vestibule::flow::users::{self, Edit, NewUser, Role, Way};

const CSV: &str = "Download as CSV";
const LINES: &str = "Download as JSON lines";

#[track_caller]
fn invites(app: &TestApp, name: &str, display_name: Option<&str>) {
    let new = NewUser {
        name,
        email: None,
        email_verified: false,
        display_name,
        locale: None,
        role: Role::Person,
    };
    users::invite(app.platform(), new, Way::Printed).expect("is invited");
}

#[track_caller]
fn file(answer: &Response, name: &str) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let disposition = format!("attachment; filename=\"{name}\"");
    assert_eq!(
        answer.header("content-disposition"),
        Some(disposition.as_str())
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.text()
}

#[track_caller]
fn exports(browser: &mut HttpClient, path: &str, button: &str, name: &str) -> String {
    let page = browser.get(path);
    is_page(&page, 200, ORDINARY);
    let form = page.form(button);
    file(&submits_with(browser, &form, button, &[]), name)
}

#[test]
fn people_are_exported_as_the_list_shows_them_and_no_cell_is_a_formula() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for number in 0..1_100 {
            invites(app, &format!("person {number:04}"), None);
        }
        let formulas = ["=1+1", "+1", "-1", "@a", "'plain", "a,\"b\""];
        for (number, formula) in formulas.iter().enumerate() {
            invites(app, &format!("zoe {number}"), Some(formula));
        }
        let csv = exports(&mut ada, "/admin/export?list=people", CSV, "people.csv");
        let rows: Vec<&str> = csv.lines().collect();
        assert_eq!(
            rows[0],
            "id,name,display_name,email,email_verified_at,state,admin,locale,created_at,updated_at"
        );
        assert_eq!(rows.len(), 1 + 1 + 1_100 + 6);
        assert!(
            rows[1].contains(",ada,") && rows[1].contains(",active,true,"),
            "{}",
            rows[1]
        );
        let names: Vec<&str> = rows[1..]
            .iter()
            .filter_map(|row| row.split(',').nth(1))
            .collect();
        assert!(names.is_sorted(), "each once, in the order of the list");
        for said in ["'=1+1", "'+1", "'-1", "'@a", "'plain", "\"a,\"\"b\"\"\""] {
            assert!(csv.contains(&format!(",{said},")), "{said}");
        }
        let some = "/admin/export?find=person+000&show=invited";
        let lines = exports(&mut ada, some, LINES, "people.jsonl");
        let people: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(people.len(), 10);
        assert_eq!(people[9]["name"], "person 0009");
        assert_eq!(people[9]["admin"], false);
        assert!(
            !lines.contains("phc") && !lines.contains("argon2"),
            "{lines}"
        );
        let page = ada.get("/admin/people?find=person+000&show=invited");
        assert_eq!(
            link(&page, "Export this list"),
            "/admin/export?find=person+000&show=invited"
        );
    });
}

#[test]
fn apps_are_exported_as_the_list_shows_them_without_secrets() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        for number in 0..30 {
            let wishes = Wishes {
                name: Some(format!("Tree {number:02}")),
                kind: Some(if number < 3 { Kind::Mobile } else { Kind::Web }),
                ..Wishes::default()
            };
            apps::add(app.platform(), &wishes, &KnownCredentials::default()).expect("an app");
        }
        let csv = exports(&mut ada, "/admin/export?list=apps", CSV, "apps.csv");
        assert!(
            csv.starts_with("id,client_id,name,owner,kind,state,created_at\n"),
            "{csv}"
        );
        assert_eq!(csv.lines().count(), 31);
        let some = "/admin/export?list=apps&kind=mobile";
        let lines = exports(&mut ada, some, LINES, "apps.jsonl");
        assert_eq!(lines.lines().count(), 3);
        assert!(!lines.contains("secret"), "{lines}");
    });
}

#[test]
fn the_form_of_a_list_is_good_once_for_who_it_was_made() {
    each_app("", |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        let (mut ada, mut eve) = (signed_in(app, "ada"), signed_in(app, "eve"));
        let mut bob = signed_in(app, "bob");
        let path = "/admin/export?list=apps";
        let form = ada.get(path).form(CSV);
        let presses = |browser: &mut HttpClient, form: &Form, headers: &[(&str, &str)]| {
            let (left, answer) = left_by(app, || submits_with(browser, form, CSV, headers));
            assert_eq!(left, []);
            answer
        };
        is_for_its_admin_alone(app, (path, &form), [&mut ada, &mut eve, &mut bob], presses);
        // Of another list.
        let mut other = form.clone();
        other.action = Some("/admin/export?list=people".to_owned());
        assert_eq!(presses(&mut ada, &other, &[]).status, 403);

        app.advance(Duration::from_secs(660));
        let late = presses(&mut ada, &form, &[]);
        let to = own_path(app, late.location());
        assert!(
            to.starts_with("/account/confirm?to=%2Fadmin%2Fexport"),
            "{to}"
        );

        let mut ada = signed_in(app, "ada");
        let form = ada.get(path).form(CSV);
        let mut done = None;
        let event = one_left(app, || done = Some(submits_with(&mut ada, &form, CSV, &[])));
        assert_eq!(
            (event.event.word(), detail(&event)),
            ("exported", "{\"what\":\"apps\"}")
        );
        let first = file(&done.expect("an answer"), "apps.csv");
        app.advance(Duration::from_secs(9));
        assert_eq!(file(&presses(&mut ada, &form, &[]), "apps.csv"), first);
        app.advance(Duration::from_secs(2));
        let later = presses(&mut ada, &form, &[]);
        assert_eq!(
            (later.status, link(&later, "Start again")),
            (403, path.to_owned())
        );
    });
}

#[test]
fn all_that_is_kept_of_a_person_is_handed_out_once_by_each_form() {
    each_app("", |app| {
        for name in ["ada", "eve"] {
            adds_admin(app, name);
        }
        app.adds_user("bob", None);
        let kai = app.adds_user("kai", Some("kai@example.org"));
        let path = format!("/admin/people/{}/export", kai.public_id);
        let (mut ada, mut eve) = (signed_in(app, "ada"), signed_in(app, "eve"));
        let mut bob = signed_in(app, "bob");
        let form = ada.get(&path).form("Export");
        let presses = |browser: &mut HttpClient, form: &Form, headers: &[(&str, &str)]| {
            let (left, answer) = left_by(app, || submits_with(browser, form, "Export", headers));
            assert_eq!(left, []);
            answer
        };
        is_for_its_admin_alone(app, (&path, &form), [&mut ada, &mut eve, &mut bob], presses);
        let edit = Edit {
            display_name: Some("Changed Meanwhile".to_owned()),
            ..Edit::default()
        };
        users::edit(app.platform(), "kai", &edit).expect("is changed");
        let stale = presses(&mut ada, &form, &[]);
        assert_eq!(stale.status, 409);
        assert!(text_of(&stale.text()).contains("Nothing was done."));

        let form = ada.get(&path).form("Export");
        let mut done = None;
        let event = one_left(app, || {
            done = Some(submits_with(&mut ada, &form, "Export", &[]))
        });
        assert_eq!(
            (event.event.word(), detail(&event)),
            ("exported", "{\"what\":\"user\"}")
        );
        assert_eq!(event.people.user, Some(kai.public_id.clone()));
        let first = file(&done.expect("an answer"), "user-data.json");
        let data: Value = serde_json::from_str(&first).expect("JSON");
        assert_eq!(data["user"]["email"], "kai@example.org");
        assert!(!first.contains("argon2id$"), "{first}");
        app.advance(Duration::from_secs(9));
        let again = file(&presses(&mut ada, &form, &[]), "user-data.json");
        let again: Value = serde_json::from_str(&again).expect("JSON");
        assert_eq!(again["user"], data["user"]);
        app.advance(Duration::from_secs(2));
        assert_eq!(presses(&mut ada, &form, &[]).status, 403);
    });
}
