//! What ends the codes of a device before they were used, what happens at once, and several servers.

use super::device::{Codes, GRANT, asks, decides, device, each_device, is_invalid, types, waits};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{Program, gives_pair, refuses};
use crate::kit::server::Home;
use crate::races::at_once;
use crate::web::account::signed_in;
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{apps, users};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

/// Two codes: one that nobody has decided about, and one that Ada has just allowed.
fn two(app: &TestApp, program: &Program) -> [Codes; 2] {
    let codes = [asks(program, "openid"), asks(program, "openid")];
    decides(app, &mut signed_in(app, "ada"), &codes[1], "Allow");
    codes
}

/// What becomes of one that was allowed, before its device came for it.
#[track_caller]
fn ends_what_was_allowed(end: impl Fn(&TestApp, &Program)) {
    each_device(|app, program| {
        app.adds_user("ivy", None);
        let [undecided, allowed] = two(app, program);
        end(app, program);
        is_invalid(&program.polls(&allowed.device));
        waits(&program.polls(&undecided.device));
        // Of others it ends nothing.
        decides(app, &mut signed_in(app, "ivy"), &undecided, "Allow");
        assert_eq!(program.polls(&undecided.device).status, 200);
    });
}

#[test]
fn what_was_allowed_ends_with_the_password_the_user_and_the_consent() {
    ends_what_was_allowed(|app, _| {
        users::set_password(app.platform(), "ada", "another-password-1").expect("set");
    });
    ends_what_was_allowed(|app, _| {
        users::disable(app.platform(), "ada").expect("disabled");
        users::enable(app.platform(), "ada").expect("enabled");
    });
    ends_what_was_allowed(|app, _| {
        users::remove(app.platform(), "ada").expect("removed");
    });
    ends_what_was_allowed(|app, program| {
        users::access::withdraw(app.platform(), "ada", &program.app).expect("withdrawn");
    });
}

#[test]
fn what_an_app_asked_for_ends_with_the_app_and_does_not_come_back_with_it() {
    each_device(|app, program| {
        let [undecided, allowed] = two(app, program);
        let mut browser = signed_in(app, "ada");
        let open = types(&mut browser, &undecided.user);
        apps::disable(app.platform(), &program.app.client_id).expect("disabled");
        let is_wrong = |page: &Response| assert!(page.text().contains("role=\"alert\""));
        is_wrong(&types(&mut browser, &undecided.user));
        assert_eq!(program.polls(&allowed.device).status, 401);
        apps::enable(app.platform(), &program.app.client_id).expect("enabled");
        is_wrong(&types(&mut browser, &undecided.user));
        is_wrong(&app.presses(&mut browser, &open, "Allow"));
        for codes in [&undecided, &allowed] {
            is_invalid(&program.polls(&codes.device));
        }
        let [undecided, _] = two(app, program);
        let open = types(&mut browser, &undecided.user);
        apps::remove(app.platform(), &program.app.client_id).expect("removed");
        is_wrong(&types(&mut browser, &undecided.user));
        is_wrong(&app.presses(&mut browser, &open, "Allow"));
    });
}

#[test]
fn a_page_from_before_the_consent_was_withdrawn_or_the_password_changed_decides_nothing() {
    each_device(|app, program| {
        let mut browser = signed_in(app, "ada");
        let [undecided, _] = two(app, program);
        let open = types(&mut browser, &undecided.user);
        users::access::withdraw(app.platform(), "ada", &program.app).expect("withdrawn");
        assert_eq!(app.presses(&mut browser, &open, "Allow").status, 403);
        let open = types(&mut browser, &undecided.user);
        users::set_password(app.platform(), "ada", "another-password-1").expect("set");
        assert_eq!(app.presses(&mut browser, &open, "Allow").status, 403);
        waits(&program.polls(&undecided.device));
    });
}

#[test]
fn scopes_and_the_grant_that_an_owner_takes_away_are_gone() {
    each_device(|app, program| {
        let mut browser = signed_in(app, "ada");
        let codes = [asks(program, "openid basic"), asks(program, "basic")];
        let edits = |wishes: Wishes| {
            apps::edit(app.platform(), &program.app.client_id, &wishes).expect("edited")
        };
        edits(super::wishes_of(&["openid"]));
        decides(app, &mut browser, &codes[0], "Allow");
        assert_eq!(
            program.polls(&codes[0].device).json()["scope"],
            json!("openid")
        );
        let nothing_is_left = types(&mut browser, &codes[1].user);
        assert!(nothing_is_left.text().contains("role=\"alert\""));
        // Less on the page than is asked for, and all of it back when Allow is pressed.
        let codes = asks(program, "openid");
        edits(super::wishes_of(&["openid", "basic"]));
        let both = asks(program, "openid basic");
        edits(super::wishes_of(&["openid"]));
        let page = types(&mut browser, &both.user);
        edits(super::wishes_of(&["openid", "basic"]));
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 403);
        decides(app, &mut browser, &both, "Allow");
        assert_eq!(program.polls(&both.device).status, 200);
        edits(Wishes {
            grants: Some(vec![]),
            ..Wishes::default()
        });
        let page = types(&mut browser, &codes.user);
        assert!(page.text().contains("role=\"alert\""));
        assert_eq!(
            program.polls(&codes.device).json()["error"],
            json!("unauthorized_client")
        );
    });
}

#[test]
fn twenty_redemptions_of_a_device_code_at_once_give_tokens_once() {
    each_db(|db| {
        let settings = format!("secret_key = \"{KEY}\"");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        let app = &servers[0];
        app.adds_user("ada", None);
        let program = device(app);
        let mut browser = signed_in(app, "ada");
        let programs = [0, 1].map(|which| program.at(&servers[which]));
        servers[1].advance(app.now().since(servers[1].now()));
        for _ in 0..5 {
            let codes = asks(&program, "basic");
            decides(app, &mut browser, &codes, "Allow");
            let answers = at_once(20, |number| programs[number % 2].polls(&codes.device));
            let (given, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert_eq!(given.len(), 1);
            refused.into_iter().for_each(is_invalid);
            let pair = gives_pair(given[0]);
            assert!(app.is_live(&pair.access), "the tokens stay");
        }
    });
}

#[test]
fn of_many_who_decide_at_once_one_does() {
    each_db(|db| {
        let settings = format!("secret_key = \"{KEY}\"");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        let app = &servers[0];
        app.adds_user("ada", None);
        let program = device(app);
        let mut ada = signed_in(app, "ada");
        let page = types(&mut ada, &asks(&program, "basic").user);
        servers[1].advance(app.now().since(servers[1].now()));
        let done = at_once(8, |number| {
            let mut browser = ada.clone();
            browser.moves_to(&servers[number % 2].address);
            let button = ["Allow", "Don't Allow"][number / 2 % 2];
            let answer = browser.submits(&page, &page.form(button), button);
            assert_eq!(answer.status, 200, "{}", answer.text());
            (
                button,
                answer.text().contains("You can go back to your device."),
            )
        });
        let buttons: Vec<&str> = done
            .iter()
            .filter(|(_, is)| *is)
            .map(|(it, _)| *it)
            .collect();
        assert_eq!(buttons.len(), 4, "all who pressed the same: {buttons:?}");
        assert!(buttons.iter().all(|button| *button == buttons[0]));
        let grants = i64::from(buttons[0] == "Allow");
        assert_eq!(db.raw().count("grants"), grants);
    });
}

#[test]
fn a_device_may_ask_at_one_server_and_be_allowed_at_another_while_the_server_key_is_rotated() {
    each_db(|db| {
        let server = |current: &str, previous: &str| {
            let keys = format!("secret_key = \"{current}\"\nsecret_key_previous = [{previous:?}]");
            TestApp::start(&db.url, &keys)
        };
        let one = server(KEY, NEW);
        one.adds_user("ada", None);
        let program = device(&one);
        let codes = asks(&program, "openid");
        let other = server(NEW, KEY);
        other.advance(one.now().since(other.now()));
        decides(&other, &mut signed_in(&other, "ada"), &codes, "Allow");
        assert_eq!(program.polls(&codes.device).status, 200);
        let codes = asks(&program.at(&other), "openid");
        decides(&one, &mut signed_in(&one, "ada"), &codes, "Allow");
        assert_eq!(program.polls(&codes.device).status, 200);
    });
}

#[test]
fn a_decision_that_was_shown_survives_a_kill_and_so_do_the_codes() {
    each_db(|db| {
        let home = Home::new(&format!("database_url = {:?}", db.url));
        home.adds_user("ada", PASSWORD);
        let told = home.adds_app(&[
            "--name",
            "Television",
            "--kind",
            "desktop",
            "--grant",
            "device_code",
            "--grant",
            "refresh_token",
        ]);
        assert_eq!(told["grants"], json!(["device_code", "refresh_token"]));
        let client_id = told["client_id"].as_str().expect("a key").to_owned();
        let server = home.serves();
        let posts = |address: &str, path: &str, more: &[(&str, &str)]| {
            let fields = [&[("client_id", client_id.as_str())][..], more].concat();
            HttpClient::new(address).post_form(path, &fields)
        };
        let ask = |address: &str| -> Value {
            let answer = posts(address, "/oauth/device_authorization", &[]);
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.json()
        };
        let text = |codes: &Value, name: &str| codes[name].as_str().expect(name).to_owned();
        let (allowed, undecided) = (ask(&server.address), ask(&server.address));
        let mut browser = server.client();
        browser.signs_in("/account/sign-in", "ada", PASSWORD);
        let presses = |browser: &mut HttpClient, codes: &Value| {
            let page = types(browser, &text(codes, "user_code"));
            let done = browser.submits(&page, &page.form("Allow"), "Allow");
            assert!(done.text().contains("You can go back to your device."));
        };
        presses(&mut browser, &allowed);
        server.killed();
        let server = home.serves();
        browser.moves_to(&server.address);
        presses(&mut browser, &undecided);
        for codes in [&allowed, &undecided] {
            let code = text(codes, "device_code");
            let poll = || {
                let fields = [("grant_type", GRANT), ("device_code", code.as_str())];
                posts(&server.address, "/platform/oauth/request_token", &fields)
            };
            gives_pair(&poll());
            refuses(&poll(), 400, "invalid_grant", "Invalid device code");
        }
        assert!(server.stops().success());
    });
}

#[test]
fn codes_are_kept_a_day_longer_than_they_live_and_never_in_the_clear() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let program = device(&app);
        let codes = asks(&program, "openid");
        decides(&app, &mut signed_in(&app, "ada"), &codes, "Allow");
        let told = users::export(app.platform(), "ada").expect("an export");
        assert_eq!(told["devices"][0]["decision"], json!("allowed"));
        assert_eq!(told["devices"][0]["app"]["name"], json!("Sample"));
        let secrets = [
            &codes.device[11..],
            &codes.user,
            &codes.user.replace('-', ""),
        ];
        let told = told.to_string();
        assert!(secrets.iter().all(|secret| !told.contains(*secret)));
        let sweeps = || {
            let platform = app.platform();
            let swept = platform.store.sweep(app.now(), platform.policy.lifetimes());
            swept.expect("a sweep");
            db.raw().count("device_codes")
        };
        app.advance(Duration::from_secs(600 + 86_400));
        assert_eq!(sweeps(), 1);
        app.advance(Duration::from_secs(1));
        assert_eq!(sweeps(), 0);
        is_invalid(&program.polls(&codes.device));
    });
}
