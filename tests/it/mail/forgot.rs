//! A forgotten password: the same for every name, and a link by mail for whom there is one.

use super::{tries, unsent};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::form::text_of;
use crate::kit::http::Response;
use crate::kit::mail_server::{MailServer, header, with_mail_servers};
use crate::web::{each_app, own_path};
use std::time::Duration;
use vestibule::flow::users::{self, NewUser, Role, Way};

#[track_caller]
pub fn asks(app: &TestApp, name: &str) -> Response {
    let mut browser = app.stranger();
    let page = browser.get("/account/forgot");
    assert_eq!(page.status, 200, "{}", page.text());
    let mut form = page.form("Send link");
    form.set("name", name);
    let answer = browser.submits(&page, &form, "Send link");
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(own_path(app, answer.location()), "/account/forgot-sent");
    let sent = browser.get("/account/forgot-sent");
    assert_eq!(sent.status, 200);
    assert!(text_of(&sent.text()).contains("Look in your mail."));
    answer
}

#[track_caller]
pub fn invites(app: &TestApp, name: &str, email: &str) {
    let new = NewUser {
        name,
        email: Some(email),
        email_verified: false,
        display_name: None,
        locale: Some("et"),
        role: Role::Person,
    };
    users::invite(app.platform(), new, Way::Printed).expect("is invited");
}

#[test]
fn known_unknown_disabled_and_invited_names_get_one_answer_and_only_the_right_ones_a_mail() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            app.adds_user("bob", None);
            app.adds_user("gus", Some("gus@example.org"));
            users::disable(app.platform(), "gus").expect("is disabled");
            invites(&app, "eve", "eve@example.org");
            let names = ["ada", "ADA@example.org", "nobody", "bob", "gus", "eve"];
            let shape = |answer: &Response| {
                let mut names: Vec<String> = Vec::new();
                for (name, value) in &answer.headers {
                    let is_own = ["date", "x-request-id", "request-id"].contains(&name.as_str());
                    names.push(if is_own {
                        name.clone()
                    } else {
                        format!("{name}: {value}")
                    });
                }
                names.sort();
                (answer.status, names, answer.text())
            };
            let answers: Vec<_> = names.iter().map(|name| shape(&asks(&app, name))).collect();
            for answer in &answers {
                assert_eq!(answer, &answers[0]);
            }
            // One row each, and they differ in nothing that can be read.
            let waiting = unsent(&app);
            assert_eq!(waiting.len(), names.len());
            assert!(waiting.iter().all(|mail| mail.public_id.is_empty()));
            tries(&app);
            assert_eq!(unsent(&app), []);
            let to = |mail: &serde_json::Value| header(mail, "to");
            let mut sent: Vec<String> = smtp.mails().iter().map(to).collect();
            sent.sort();
            assert_eq!(
                sent,
                ["ada@example.org", "ada@example.org", "eve@example.org"]
            );
        });
    });
}

#[test]
fn the_mailed_link_works_once_however_often_it_is_opened_and_verifies_the_address() {
    with_mail_servers(|| {
        each_db(|db| {
            let smtp = MailServer::start(&[]);
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            asks(&app, "ada");
            tries(&app);
            let [mail] = smtp.mails().try_into().expect("one mail");
            let text = mail["text"].as_str().expect("a text");
            let link = text
                .lines()
                .find(|line| line.contains("link="))
                .expect("a link");
            let path = own_path(&app, link);
            for _ in 0..20 {
                assert_eq!(app.stranger().get(&path).status, 200);
                assert_eq!(app.stranger().send("HEAD", &path, &[], b"").status, 200);
            }
            let find = || users::find(app.platform(), "ada").expect("is there");
            assert_eq!(find().email_verified_at, None);
            let mut browser = app.stranger();
            let page = browser.get(&path);
            let mut form = page.form("Save password");
            form.set("password", "lantern under the birch");
            assert_eq!(browser.submits(&page, &form, "Save password").status, 303);
            assert_eq!(find().email_verified_at, Some(app.now()));
            assert_eq!(app.stranger().get(&path).status, 404);
            tries(&app);
            let subjects: Vec<String> = smtp
                .mails()
                .iter()
                .map(|it| header(it, "subject"))
                .collect();
            assert_eq!(
                subjects,
                [
                    "Vestibule: choose a new password",
                    "Vestibule: your password was changed"
                ]
            );
        });
    });
}

#[test]
fn three_links_an_hour_are_mailed_and_the_fourth_is_dropped_without_a_word() {
    with_mail_servers(|| {
        let smtp = MailServer::start(&[]);
        each_db(|db| {
            let before = smtp.mails().len();
            let app = TestApp::start(&db.url, &smtp.settings());
            app.adds_user("ada", Some("ada@example.org"));
            for _ in 0..4 {
                asks(&app, "ada");
                tries(&app);
            }
            assert_eq!(smtp.mails().len() - before, 3);
            app.advance(Duration::from_secs(20 * 60 + 1));
            asks(&app, "ada");
            tries(&app);
            assert_eq!(smtp.mails().len() - before, 4);
        });
    });
}

#[test]
fn without_mail_there_is_no_such_page_and_sign_in_does_not_lead_to_it() {
    each_app("", |app| {
        let mut browser = app.stranger();
        for path in ["/account/forgot", "/account/forgot-sent"] {
            assert_eq!(browser.get(path).status, 404);
        }
        assert!(
            !browser
                .get("/account/sign-in")
                .text()
                .contains("/account/forgot")
        );
        app.adds_user("ada", Some("ada@example.org"));
        let refused = users::reset_link(app.platform(), "ada", Way::Mailed);
        assert_eq!(refused.err(), Some(users::UserRefusal::NoMail));
    });
}

#[test]
fn an_address_that_asks_too_often_is_held_up() {
    let settings = "[sign_in_limit]\nper_address = 2\n[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";
    each_app(settings, |app| {
        asks(app, "ada");
        asks(app, "nobody");
        let mut browser = app.stranger();
        let page = browser.get("/account/forgot");
        let form = page.form("Send link");
        let answer = browser.submits(&page, &form, "Send link");
        assert_eq!(answer.status, 429);
        assert!(answer.header("retry-after").is_some());
        assert!(
            browser
                .get("/account/sign-in")
                .text()
                .contains("/account/forgot")
        );
    });
}
