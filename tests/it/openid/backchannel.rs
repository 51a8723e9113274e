//! Notifying apps that a session ended (OpenID Connect Back-Channel Logout 1.0; modules
//! `backchannel-rp-initiated-logout` and its neighbours).

use super::logout::LOGOUT;
use super::{allows, asks, claims_in, code_in, openid_program, verified};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::http::HttpClient;
use crate::kit::outbox::tries;
use crate::kit::program::{Program, encoded};
use crate::kit::samples::lifetimes;
use crate::kit::tiny::{Asked, TinyServer, answer, page};
use crate::web::each_app;
use serde_json::{Map, Value, json};
use std::time::Duration;
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::jwt::Typ;
use vestibule::domain::time::days;
use vestibule::flow::users::access;
use vestibule::flow::{apps, users};

const SETTINGS: &str = "secret_key = \"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU\"\n\
                        [callbacks]\nallow_private_addresses = true\n";

/// An app that is notified at this server.
#[track_caller]
fn notified(app: &TestApp, server: &TinyServer) -> Program {
    let program = openid_program(app);
    let wishes = Wishes {
        backchannel_logout_url: Some(server.url("/ended?a=b")),
        ..Wishes::default()
    };
    edits(app, &program, &wishes);
    program
}

#[track_caller]
fn edits(app: &TestApp, program: &Program, wishes: &Wishes) {
    apps::edit(app.platform(), &program.app.client_id, wishes).expect("edited");
}

/// Ada signs in for the app; what its ID token says.
#[track_caller]
fn signs_in(app: &TestApp, program: &Program, browser: &mut HttpClient) -> Map<String, Value> {
    let answer = allows(app, browser, &asks(program, &[]));
    claims_in(app, &program.redeems(&code_in(&answer)))
}

#[track_caller]
fn signs_out(app: &TestApp, browser: &mut HttpClient) {
    let page = browser.get(LOGOUT);
    assert_eq!(app.presses(browser, &page, "Sign out").status, 303);
}

fn thanks() -> TinyServer {
    TinyServer::start("127.0.0.1", |_| page(&[], "thanks"))
}

/// What a call said: one field, signed.
#[track_caller]
fn said(app: &TestApp, asked: &Asked) -> Map<String, Value> {
    assert_eq!(asked.line, "POST /ended?a=b");
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let is_form = |(name, value): &(String, String)| (name.as_str(), value.as_str()) == kind;
    assert!(asked.headers.iter().any(is_form), "{:?}", asked.headers);
    let fields: Vec<_> = form_urlencoded::parse(asked.body.as_bytes()).collect();
    let [(name, token)] = &fields[..] else {
        panic!("not one field");
    };
    assert_eq!(name, "logout_token");
    verified(app, token, Typ::LogoutToken, Algorithm::Rs256)
}

fn undelivered(app: &TestApp, program: &Program) -> usize {
    let all = apps::undelivered(app.platform(), program.app.id);
    all.expect("loads").len()
}

#[test]
fn the_logout_token_names_issuer_app_person_and_session_and_nothing_else() {
    each_app(SETTINGS, |app| {
        app.adds_user("ada", None);
        let server = thanks();
        let program = notified(app, &server);
        let mut browser = app.stranger();
        let told = signs_in(app, &program, &mut browser);
        // A second time in the same session: one call is enough.
        assert_eq!(signs_in(app, &program, &mut browser)["sid"], told["sid"]);
        assert_eq!((tries(app), undelivered(app, &program)), (0, 0));
        app.advance(Duration::from_secs(5));
        signs_out(app, &mut browser);
        assert_eq!((tries(app), tries(app)), (1, 0));
        let asked = server.asked();
        assert_eq!(asked.len(), 1);
        let mut claims = said(app, &asked[0]);
        let jti = claims.remove("jti").expect("an id");
        assert!(jti.as_str().is_some_and(|jti| jti.len() == 22), "{jti}");
        let now = app.now().seconds();
        let expected = json!({
            "iss": told["iss"], "sub": told["sub"], "aud": program.app.client_id,
            "iat": now, "exp": now + 120, "sid": told["sid"],
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        assert_eq!(Value::Object(claims), expected);
        assert_eq!(undelivered(app, &program), 0);
    });
}

#[test]
fn every_end_of_a_session_but_its_age_notifies_the_app_once() {
    type End = fn(&TestApp, &mut HttpClient, &Program);
    let ends: [(&str, End); 7] = [
        ("sign-out by the app", |app, browser, program| {
            let token = allows(app, browser, &asks(program, &[]));
            let token = program.redeems(&code_in(&token)).json();
            let hint = token["id_token"].as_str().expect("an ID token");
            let path = format!("{LOGOUT}?{}", encoded(&[("id_token_hint", hint)]));
            assert_eq!(browser.get(&path).status, 303);
        }),
        ("not you", |app, browser, program| {
            let page = browser.get(&asks(program, &[("prompt", "consent")]));
            app.presses(browser, &page, "Not you?");
        }),
        ("ended by an operator", |app, _, _| {
            access::end_sessions(app.platform(), "ada").expect("ended");
        }),
        ("one ended by an operator", |app, _, _| {
            let all = access::sessions(app.platform(), Some("ada")).expect("loads");
            access::end_session(app.platform(), &all[0].0.key.encode()).expect("ended");
        }),
        ("a new password", |app, _, _| {
            users::set_password(app.platform(), "ada", "another long password").expect("set");
        }),
        ("disabled", |app, _, _| {
            users::disable(app.platform(), "ada").expect("disabled");
        }),
        ("removed", |app, _, _| {
            users::remove(app.platform(), "ada").expect("removed");
        }),
    ];
    each_app(SETTINGS, |app| {
        for (end, ends) in ends {
            let server = thanks();
            let program = notified(app, &server);
            if users::find(app.platform(), "ada").is_err() {
                app.adds_user("ada", None);
            }
            users::enable(app.platform(), "ada").expect("enabled");
            users::set_password(app.platform(), "ada", crate::kit::app::PASSWORD).expect("set");
            let mut browser = app.stranger();
            let told = signs_in(app, &program, &mut browser);
            ends(app, &mut browser, &program);
            assert_eq!((tries(app), tries(app)), (1, 0), "{end}");
            let claims = said(app, &server.asked()[0]);
            assert_eq!(
                (&claims["sub"], &claims["sid"]),
                (&told["sub"], &told["sid"]),
                "{end}"
            );
            if end == "removed" {
                app.adds_user("ada", None);
            }
        }
    });
}

#[test]
fn each_of_a_persons_sessions_is_notified_of_and_a_withdrawal_too() {
    each_app(SETTINGS, |app| {
        app.adds_user("ada", None);
        let server = thanks();
        let program = notified(app, &server);
        let wishes = Wishes {
            deauthorize_url: Some(server.url("/removed")),
            ..Wishes::default()
        };
        edits(app, &program, &wishes);
        let mut sids: Vec<Value> = (0..3)
            .map(|_| signs_in(app, &program, &mut app.stranger())["sid"].clone())
            .collect();
        users::disable(app.platform(), "ada").expect("disabled");
        assert_eq!(tries(app), 4);
        let asked = server.asked();
        let (ended, removed): (Vec<_>, Vec<_>) = asked
            .iter()
            .partition(|asked| asked.line.starts_with("POST /ended"));
        assert_eq!(removed.len(), 1);
        let mut told: Vec<Value> = ended
            .iter()
            .map(|asked| said(app, asked)["sid"].clone())
            .collect();
        for list in [&mut sids, &mut told] {
            list.sort_by_key(ToString::to_string);
        }
        assert_eq!(told, sids);
    });
}

#[test]
fn a_session_that_ends_by_age_notifies_nobody_and_leaves_nothing() {
    each_db(|db| {
        let app = TestApp::start(&db.url, SETTINGS);
        app.adds_user("ada", None);
        let server = thanks();
        let program = notified(&app, &server);
        signs_in(&app, &program, &mut app.stranger());
        assert_eq!(db.raw().count("outbox"), 1);
        app.advance(days(60));
        let store = &app.platform().store;
        store.sweep(app.now(), lifetimes(days(1))).expect("sweeps");
        assert_eq!((tries(&app), server.asked().len()), (0, 0));
        assert_eq!(db.raw().count("outbox"), 0);
    });
}

#[test]
fn who_signs_in_again_has_the_same_session_for_apps_and_who_takes_over_ends_it() {
    each_app(SETTINGS, |app| {
        for name in ["ada", "bob"] {
            app.adds_user(name, None);
        }
        let server = thanks();
        let program = notified(app, &server);
        let mut browser = app.stranger();
        let told = signs_in(app, &program, &mut browser);
        let again = asks(&program, &[("prompt", "login")]);
        let answer = browser.signs_in(&again, "ada", crate::kit::app::PASSWORD);
        assert_eq!(answer.status, 302);
        let second = claims_in(app, &program.redeems(&code_in(&answer)));
        assert_eq!((&second["sid"], tries(app)), (&told["sid"], 0));
        browser.signs_in(&again, "bob", crate::kit::app::PASSWORD);
        assert_eq!(tries(app), 1);
        assert_eq!(said(app, &server.asked()[0])["sid"], told["sid"]);
    });
}

#[test]
fn only_apps_that_were_given_an_id_token_and_want_to_know_are_notified() {
    each_app(SETTINGS, |app| {
        app.adds_user("ada", None);
        let server = thanks();
        let wants = Wishes {
            backchannel_logout_url: Some(server.url("/ended?a=b")),
            ..Wishes::default()
        };
        let mut browser = app.stranger();
        // A code that was never redeemed, a request for access alone, and an app without an address.
        let unredeemed = notified(app, &server);
        allows(app, &mut browser, &asks(&unredeemed, &[]));
        let plain = notified(app, &server);
        let answer = allows(app, &mut browser, &asks(&plain, &[("scope", "basic")]));
        assert_eq!(
            plain.redeems(&code_in(&answer)).json().get("id_token"),
            None
        );
        let silent = openid_program(app);
        signs_in(app, &silent, &mut browser);
        // It asks for it later, in time for the end.
        let late = openid_program(app);
        let told = signs_in(app, &late, &mut browser);
        edits(app, &late, &wants);
        edits(
            app,
            &late,
            &Wishes {
                off: vec![Switch::BackchannelSession],
                ..Wishes::default()
            },
        );
        signs_out(app, &mut browser);
        assert_eq!((tries(app), server.asked().len()), (1, 1));
        let claims = said(app, &server.asked()[0]);
        assert_eq!(claims["aud"], json!(late.app.client_id));
        assert_eq!((claims.get("sid"), &claims["sub"]), (None, &told["sub"]));
        assert_eq!(undelivered(app, &silent), 0);
        // What ended before it asked is no news for it.
        edits(app, &silent, &wants);
        let store = &app.platform().store;
        store.sweep(app.now(), lifetimes(days(1))).expect("sweeps");
        signs_in(app, &silent, &mut browser);
        signs_out(app, &mut browser);
        assert_eq!((tries(app), server.asked().len()), (1, 2));
    });
}

#[test]
fn a_dead_receiver_is_tried_five_times_in_a_day_with_another_id_each_time() {
    each_app(SETTINGS, |app| {
        app.adds_user("ada", None);
        // A redirect and a 202 are no success.
        let server = TinyServer::start("127.0.0.1", |asked| match asked.body.len() % 3 {
            0 => answer("202 Accepted", "text/plain", &[], "soon"),
            1 => answer("302 Found", "text/plain", &["Location: /elsewhere"], ""),
            _ => answer("400 Bad Request", "text/plain", &[], "no"),
        });
        let program = notified(app, &server);
        let mut browser = app.stranger();
        signs_in(app, &program, &mut browser);
        signs_out(app, &mut browser);
        let mut waited = 0;
        for minute in [0, 1, 10, 120, 24 * 60] {
            app.advance(Duration::from_secs((minute - waited) * 60));
            waited = minute;
            assert_eq!(tries(app), 1, "minute {minute}");
            let last = server.asked().last().cloned().expect("a call");
            assert_eq!(said(app, &last)["iat"], json!(app.now().seconds()));
        }
        app.advance(days(1));
        assert_eq!((tries(app), undelivered(app, &program)), (0, 1));
        let mut ids: Vec<String> = server
            .asked()
            .iter()
            .map(|asked| said(app, asked)["jti"].to_string())
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 5);
    });
}

#[test]
fn a_session_that_ends_on_one_server_is_told_by_whichever_of_both_looks_first() {
    each_db(|db| {
        let server = TinyServer::start("127.0.0.1", |_| {
            answer("204 No Content", "text/plain", &[], "")
        });
        let both = [
            TestApp::start(&db.url, SETTINGS),
            TestApp::start(&db.url, SETTINGS),
        ];
        both[0].adds_user("ada", None);
        let program = notified(&both[0], &server);
        signs_in(&both[0], &program, &mut both[0].stranger());
        access::end_sessions(both[1].platform(), "ada").expect("ended");
        let made: usize = std::thread::scope(|scope| {
            let rounds = both.each_ref().map(|app| scope.spawn(move || tries(app)));
            let made = rounds.map(|round| round.join().expect("a round"));
            made.iter().sum()
        });
        assert_eq!((made, server.asked().len()), (1, 1));
        said(&both[1], &server.asked()[0]);
    });
}

/// With access that outlives the session.
#[track_caller]
fn redeems_after_the_end(app: &TestApp, program: &Program) -> Map<String, Value> {
    let mut browser = app.stranger();
    let scope = ("scope", "openid offline_access");
    let answer = allows(app, &mut browser, &asks(program, &[scope]));
    signs_out(app, &mut browser);
    claims_in(app, &program.redeems(&code_in(&answer)))
}

#[test]
fn an_app_that_is_given_an_id_token_after_the_end_is_notified_at_once() {
    each_app(SETTINGS, |app| {
        app.adds_user("ada", None);
        let server = thanks();
        let program = notified(app, &server);
        let told = redeems_after_the_end(app, &program);
        assert_eq!((tries(app), tries(app)), (1, 0));
        assert_eq!(said(app, &server.asked()[0])["sid"], told["sid"]);
    });
}

#[test]
fn an_end_that_another_server_wrote_at_the_same_moment_is_notified_by_the_next_sweep() {
    each_db(|db| {
        let app = TestApp::start(&db.url, SETTINGS);
        app.adds_user("ada", None);
        let server = thanks();
        let program = notified(&app, &server);
        let told = redeems_after_the_end(&app, &program);
        // Neither saw the other's write.
        db.raw().run("UPDATE outbox SET next_at = NULL");
        assert_eq!(tries(&app), 0);
        let store = &app.platform().store;
        store.sweep(app.now(), lifetimes(days(1))).expect("sweeps");
        assert_eq!(tries(&app), 1);
        assert_eq!(said(&app, &server.asked()[0])["sid"], told["sid"]);
    });
}
