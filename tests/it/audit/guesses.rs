//! Who guesses leaves a few events and no more, whatever names they try, and never what they typed.

use super::{MAIL, detail, events, leaves, left_by, one_left};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::HttpClient;
use crate::openid::device::types as types_on_device;
use crate::races::at_once;
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::second_step_codes::{adds_authenticator, types, wrong};
use crate::web::{each_app, own_path, tries};
use std::time::Duration;
use vestibule::domain::audit::ActorKind;
use vestibule::domain::audit::kind::Outcome;
use vestibule::domain::secret::random_alphanumerics;
use vestibule::flow::users::{self, Way};

const GENEROUS: &str = "[sign_in_limit]\nper_account = 100000\nper_name = 100000\n\
     per_address = 100000\nwindow_s = 600\n";
const WINDOW: Duration = Duration::from_secs(600);

#[track_caller]
fn guesses(browser: &mut HttpClient, name: &str) {
    let page = tries(browser, SIGN_IN, name, "not the password");
    assert_eq!(page.status, 200, "{}", page.text());
}

#[test]
fn wrong_passwords_are_events_at_the_first_the_tenth_and_the_hundredth_of_a_window() {
    each_app(GENEROUS, |app| {
        let ada = app.adds_user("ada", None);
        let mut browser = app.stranger();
        let first = one_left(app, || guesses(&mut browser, "ada"));
        assert_eq!(
            (first.event.word(), first.outcome),
            ("sign_in_failed", Outcome::Refused)
        );
        assert_eq!(first.user_key, Some(ada.key));
        assert_eq!((first.actor_kind, first.actor), (ActorKind::System, None));
        assert_eq!(detail(&first), r#"{"tries":1}"#);
        leaves(app, &[], || {
            (2..10).for_each(|_| guesses(&mut browser, "ada"))
        });
        let tenth = one_left(app, || guesses(&mut browser, "ADA"));
        assert_eq!(detail(&tenth), r#"{"tries":10}"#);
        leaves(app, &[], || {
            (11..20).for_each(|_| guesses(&mut browser, "ada"))
        });
        // A right one in between begins nothing anew.
        leaves(app, &["sign_in"], || {
            tries(&mut app.stranger(), SIGN_IN, "ada", PASSWORD)
        });
        leaves(app, &[], || guesses(&mut browser, "ada"));
        app.advance(WINDOW);
        leaves(app, &["sign_in_failed"], || {
            guesses(&mut app.stranger(), "ada")
        });
    });
}

#[test]
fn names_that_nobody_has_are_counted_together_and_never_kept() {
    each_app(GENEROUS, |app| {
        app.adds_user("ada", None);
        let (left, ()) = left_by(app, || {
            for _ in 0..30 {
                let name = format!("zz{}", random_alphanumerics(10, &mut rand::rng()));
                guesses(&mut app.stranger(), &name);
            }
        });
        let told: Vec<&str> = left.iter().map(detail).collect();
        assert_eq!(told, [r#"{"tries":1}"#, r#"{"tries":10}"#]);
        for event in &left {
            assert_eq!((event.user_key, event.actor), (None, None));
        }
        assert!(!format!("{:?}", events(app)).contains("zz"));
    });
}

#[test]
fn guesses_at_once_by_two_servers_are_counted_together() {
    crate::kit::db::on_postgresql(|db| {
        const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";
        let settings = format!("{KEY}{GENEROUS}");
        let servers = [0, 1].map(|_| TestApp::start(&db.url, &settings));
        servers[0].adds_user("ada", None);
        at_once(8, |number| {
            let app = &servers[number % 2];
            (0..3).for_each(|_| guesses(&mut app.stranger(), "ada"));
        });
        let all = events(&servers[0]);
        let failed = all
            .iter()
            .filter(|event| event.event.word() == "sign_in_failed");
        let mut told: Vec<&str> = failed.map(detail).collect();
        // Ids of two servers sort as their clocks and numbers do.
        told.sort_unstable();
        assert_eq!(told, [r#"{"tries":10}"#, r#"{"tries":1}"#]);
    });
}

#[test]
fn a_limit_that_holds_is_an_event_once_in_a_window() {
    let settings = "[sign_in_limit]\nper_account = 3\nwindow_s = 600\n";
    each_app(settings, |app| {
        app.adds_user("ada", None);
        let mut browser = app.stranger();
        (0..3).for_each(|_| guesses(&mut browser, "ada"));
        let held = one_left(app, || {
            let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
            assert_eq!(page.status, 429, "{}", page.text());
        });
        assert_eq!(held.event.word(), "sign_in_limited");
        assert_eq!(detail(&held), r#"{"limit":"sign_in_limit.per_account"}"#);
        leaves(app, &[], || tries(&mut browser, SIGN_IN, "ada", PASSWORD));
    });
}

#[test]
fn wrong_codes_are_counted_and_the_one_that_closes_them_is_told() {
    each_app(GENEROUS, |app| {
        let ada = app.adds_user("ada", None);
        let secret = adds_authenticator(app, &ada);
        let mut browser = app.stranger();
        let (left, ()) = left_by(app, || {
            for _ in 0..22 {
                // What codes have of a limit of their own is forgiven.
                app.advance(Duration::from_secs(120));
                let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
                let form = page.form("Continue");
                types(&mut browser, &(page, form), &wrong(app, &secret));
            }
        });
        let words: Vec<&str> = left.iter().map(|event| event.event.word()).collect();
        let closed = words.iter().filter(|word| **word == "codes_closed");
        assert_eq!(closed.count(), 1, "{words:?}");
        let failed = words.iter().filter(|word| **word == "second_step_failed");
        // 22 tries in 44 minutes are five windows.
        assert!((4..=6).contains(&failed.count()), "{words:?}");
        assert!(
            left.iter()
                .any(|event| detail(event) == r#"{"way":"code","tries":1}"#)
        );
    });
}

#[test]
fn limits_of_forgotten_passwords_links_and_device_codes_are_events_once_in_a_window() {
    let settings = format!("[sign_in_limit]\nper_address = 2\n{MAIL}");
    each_app(&settings, |app| {
        let ada = app.adds_user("ada", None);
        let mut ada_s = signed_in(app, "ada");
        let forgets = |status: u16| {
            let mut browser = app.stranger();
            let page = browser.get("/account/forgot");
            let mut form = page.form("Send link");
            form.set("name", "nobody");
            let answer = browser.submits(&page, &form, "Send link");
            assert_eq!(answer.status, status, "{}", answer.text());
        };
        leaves(app, &[], || (0..2).for_each(|_| forgets(303)));
        let held = one_left(app, || forgets(429));
        assert_eq!(held.event.word(), "sign_in_limited");
        assert_eq!(detail(&held), r#"{"limit":"sign_in_limit.per_address"}"#);
        assert_eq!((held.user_key, held.actor), (None, None));
        leaves(app, &[], || forgets(429));
        let of_device = one_left(app, || {
            let page = types_on_device(&mut ada_s, "BCDF-GHJK");
            assert_eq!(page.status, 429, "{}", page.text());
        });
        assert_eq!(of_device.event.word(), "sign_in_limited");
        assert_eq!(of_device.user_key, Some(ada.key));
        leaves(app, &[], || types_on_device(&mut ada_s, "BCDF-GHJK"));
    });
    each_app(&settings, |app| {
        app.adds_user("ada", None);
        let link = || users::reset_link(app.platform(), "ada", Way::Printed).expect("a link");
        let mut browser = app.stranger();
        let page = browser.get(&own_path(app, &link().link));
        // Another one ends it.
        link();
        let mut form = page.form("Save password");
        form.set("password", "another-otter-lamp-42");
        let mut sends = |status: u16| {
            let answer = browser.submits(&page, &form, "Save password");
            assert_eq!(answer.status, status, "{}", answer.text());
        };
        leaves(app, &[], || (0..2).for_each(|_| sends(404)));
        let held = one_left(app, || sends(429));
        assert_eq!(held.event.word(), "sign_in_limited");
        leaves(app, &[], || sends(429));
    });
}
