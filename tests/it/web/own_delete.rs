//! *Delete my account*: what it asks, what goes, and who stays.

use super::account::{SIGN_IN, signed_in};
use super::own_email::{MAIL, waiting};
use super::{each_app, each_with_ada, own_path, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use std::sync::Barrier;
use std::time::Duration;
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::users::{self, Edit, Role};

const PATH: &str = "/account/delete";
const BUTTON: &str = "Delete my account";
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";

#[track_caller]
fn form(browser: &mut HttpClient, typed: &str) -> Form {
    let mut form = browser.get(PATH).form(BUTTON);
    form.set("name", typed);
    form
}

#[track_caller]
fn deletes(browser: &mut HttpClient, typed: &str) -> Response {
    let form = form(browser, typed);
    submits_with(browser, &form, BUTTON, &[])
}

#[track_caller]
fn makes_admin(app: &TestApp, name: &str) {
    let edit = Edit {
        role: Some(Role::Admin),
        ..Edit::default()
    };
    users::edit(app.platform(), name, &edit).expect("an admin");
}

fn is_there(app: &TestApp, name: &str) -> bool {
    users::find(app.platform(), name).is_ok()
}

#[test]
fn an_account_goes_with_all_that_it_has_once_its_name_is_typed() {
    each_app(MAIL, |app| {
        app.adds_user("Ada Lovelace", Some("ada@example.org"));
        app.adds_user("eve", None);
        let (_, path) = app.adds_desktop_app();
        let token = app.gets_token(&path, "Ada Lovelace");
        let eves = app.gets_token(&path, "eve");
        let mut elsewhere = signed_in(app, "Ada Lovelace");
        let mut browser = signed_in(app, "Ada Lovelace");
        let page = text_of(&browser.get(PATH).text());
        for named in [
            "second steps: Ada Lovelace",
            "e-mail address: ada@example.org",
            "signed in: 3",
            "lose access: 1",
            "enter your name: Ada Lovelace",
        ] {
            assert!(page.contains(named), "no {named:?} in {page}");
        }
        let wrong = deletes(&mut browser, "eve");
        is_page(&wrong, 200, ORDINARY);
        assert!(wrong.text().contains("role=\"alert\""));
        assert!(is_there(app, "ada lovelace"));
        let form = form(&mut browser, " ada LOVELACE ");
        let before = browser.clone();
        let done = submits_with(&mut browser, &form, BUTTON, &[]);
        assert_eq!(
            (done.status, own_path(app, done.location()).as_str()),
            (303, "/account/deleted")
        );
        let told = browser.get("/account/deleted");
        is_page(&told, 200, ORDINARY);
        assert!(told.text().contains("Your account is deleted."));
        assert!(browser.cookie("vestibule_session").is_none());
        assert!(!is_there(app, "ada lovelace") && is_there(app, "eve"));
        assert!(!app.is_live(&token) && app.is_live(&eves));
        assert_eq!(elsewhere.get("/account/password").status, 303);
        let again = tries(&mut app.stranger(), SIGN_IN, "Ada Lovelace", PASSWORD);
        assert_eq!(again.status, 200);
        // Pressed twice, the same; later the form is only of a session that ended.
        let mut twice = before.clone();
        let same = submits_with(&mut twice, &form, BUTTON, &[]);
        assert_eq!((same.status, same.location()), (303, done.location()));
        app.advance(Duration::from_secs(11));
        assert_eq!(
            submits_with(&mut before.clone(), &form, BUTTON, &[]).status,
            403
        );
        let mails: Vec<_> = waiting(app)
            .into_iter()
            .map(|(mail, it)| (mail.kind, it.to))
            .collect();
        assert_eq!(
            mails,
            [(MailKind::AccountRemoved, "ada@example.org".to_owned())]
        );
    });
}

#[test]
fn the_last_administrator_stays_and_is_told_why() {
    each_with_ada(|app| {
        app.adds_user("bob", None);
        for name in ["ada", "bob"] {
            makes_admin(app, name);
        }
        let mut ada = signed_in(app, "ada");
        let asked = form(&mut ada, "ada");
        users::disable(app.platform(), "bob").expect("is disabled");
        let page = ada.get(PATH);
        assert_eq!(page.status, 409);
        let words = text_of(&page.text());
        assert!(words.contains("You are the only administrator"), "{words}");
        let refused = submits_with(&mut ada, &asked, BUTTON, &[]);
        assert_eq!((refused.status, text_of(&refused.text())), (409, words));
        assert!(is_there(app, "ada"));
        assert_eq!(ada.get("/").status, 200, "she is still signed in");
        users::enable(app.platform(), "bob").expect("is enabled");
        assert_eq!(deletes(&mut ada, "ada").status, 303);
        assert!(!is_there(app, "ada"));
    });
}

#[test]
fn of_all_administrators_who_leave_at_once_by_two_servers_one_stays() {
    each_db(|db| {
        let servers = [(); 2].map(|()| TestApp::start(&db.url, KEY));
        for round in 0..5 {
            let names = [0, 1, 2, 3].map(|number| format!("admin{round}{number}"));
            for name in &names {
                servers[0].adds_user(name, None);
                makes_admin(&servers[0], name);
            }
            // Whoever stayed the last time is none any more.
            let all = users::list(servers[0].platform()).expect("a list");
            for user in all.iter().filter(|user| !names.contains(&user.name)) {
                users::remove(servers[0].platform(), &user.name).expect("is removed");
            }
            servers[1].advance(Duration::from_millis(20));
            let barrier = Barrier::new(names.len());
            let statuses = std::thread::scope(|scope| {
                let leaving = names.iter().enumerate().map(|(number, name)| {
                    let (server, barrier) = (&servers[number % 2], &barrier);
                    scope.spawn(move || {
                        let mut browser = signed_in(server, name);
                        let form = form(&mut browser, name);
                        barrier.wait();
                        submits_with(&mut browser, &form, BUTTON, &[]).status
                    })
                });
                let leaving: Vec<_> = leaving.collect();
                let ended = leaving.into_iter().map(|it| it.join().expect("an answer"));
                ended.collect::<Vec<u16>>()
            });
            let count = |status| statuses.iter().filter(|it| **it == status).count();
            assert_eq!((count(303), count(409)), (3, 1), "{statuses:?}");
            let left = users::list(servers[1].platform()).expect("a list");
            assert_eq!(left.iter().filter(|user| user.is_admin).count(), 1);
        }
    });
}
