//! The deauthorization callback: queued with the withdrawal, signed, tried five times in a day, by one server.

use super::account::signed_in;
use super::account_apps::{APPS, program, withdraws};
use super::{asks_for, each_app};
use crate::domain::callback::opened;
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::form::text_of;
use crate::kit::outbox::{tries, tries_by};
use crate::kit::samples::lifetimes;
use crate::kit::server::Home;
use crate::kit::tiny::{Asked, TinyServer, page};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use vestibule::callback::PrivateAddresses;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::App;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::{apps, users};

const SETTINGS: &str = "secret_key = \"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU\"\n\
                        [callbacks]\nallow_private_addresses = true\n";
const REFUSED: &str = "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";

/// An app's server that refuses the first calls.
fn refusing(first: usize) -> TinyServer {
    let calls = Arc::new(AtomicUsize::new(0));
    TinyServer::start("127.0.0.1", move |_| {
        if calls.fetch_add(1, Ordering::Relaxed) < first {
            REFUSED.to_owned()
        } else {
            page(&[], "thanks")
        }
    })
}

/// Ada, who allowed an app that wants to know of withdrawals.
#[track_caller]
fn allowed(app: &TestApp, url: &str) -> (AppId, String) {
    app.adds_user("ada", None);
    let (id, path) = program(app, "Paint");
    let wishes = Wishes {
        deauthorize_url: Some(url.to_owned()),
        ..Wishes::default()
    };
    apps::edit(app.platform(), "Paint", &wishes).expect("edited");
    let token = app.gets_token(&path, "ada");
    app.advance(Duration::from_millis(1));
    (id, token)
}

fn paint(app: &TestApp) -> App {
    apps::find(app.platform(), "Paint").expect("there")
}

/// What a call said, if it is signed with the app's key of now.
#[track_caller]
fn said(app: &TestApp, asked: &Asked) -> Value {
    let key = URL_SAFE_NO_PAD.decode(&*apps::callback_key(app.platform(), &paint(app)));
    let key: [u8; 32] = key.expect("base64url").try_into().expect("32 bytes");
    let (_, value) = form_urlencoded::parse(asked.body.as_bytes())
        .next()
        .expect("a field");
    opened(&value, &key).expect("signed with the callback key")
}

/// Waiting and given up.
#[track_caller]
fn undelivered(app: &TestApp) -> (usize, usize) {
    let all = apps::undelivered(app.platform(), paint(app).id).expect("loads");
    let dead = all.iter().filter(|one| one.dead_at.is_some()).count();
    (all.len() - dead, dead)
}

#[test]
fn a_withdrawn_apps_tokens_fail_and_its_callback_arrives_signed_after_two_refused_attempts() {
    each_app(SETTINGS, |app| {
        let server = refusing(2);
        let (id, token) = allowed(app, &server.url("/bye?a=b"));
        let ada = users::find(app.platform(), "ada").expect("there");
        let withdrawn_at = app.now().seconds();
        assert_eq!(withdraws(app, &mut signed_in(app, "ada"), id).status, 303);
        assert!(!app.is_live(&token));
        assert_eq!((tries(app), undelivered(app)), (1, (1, 0)));
        assert_eq!(tries(app), 0, "at once again");
        let listed = |app: &TestApp| text_of(&signed_in(app, "ada").get(APPS).text());
        assert!(
            listed(app).contains("Paint no longer has access. Its maker is still being notified."),
            "{}",
            listed(app)
        );
        app.advance(Duration::from_secs(60));
        assert_eq!((tries(app), undelivered(app)), (1, (1, 0)));
        app.advance(Duration::from_secs(8 * 60));
        assert_eq!(tries(app), 0, "too early");
        app.advance(Duration::from_secs(60));
        assert_eq!((tries(app), undelivered(app)), (1, (0, 0)));
        assert!(!listed(app).contains("Paint"), "{}", listed(app));
        app.advance(Duration::from_secs(2 * 86_400));
        assert_eq!(tries(app), 0, "delivered twice");
        let asked = server.asked();
        assert_eq!(asked.len(), 3);
        let first = said(app, &asked[0]);
        let jti = first["jti"].as_str().expect("an id").to_owned();
        assert_eq!(jti.len(), 22);
        for call in &asked {
            assert_eq!(call.line, "POST /bye?a=b");
            let expected = json!({
                "algorithm": "HMAC-SHA256",
                "issued_at": withdrawn_at,
                "user_id": ada.public_id,
                "client_id": paint(app).client_id,
                "jti": jti,
            });
            assert_eq!(said(app, call), expected);
        }
    });
}

#[test]
fn after_five_tries_in_a_day_it_is_given_up_and_kept_to_be_seen() {
    each_app(SETTINGS, |app| {
        let server = refusing(9);
        let (id, _) = allowed(app, &server.url("/"));
        withdraws(app, &mut signed_in(app, "ada"), id);
        let began = app.now();
        let mut waited = 0;
        for minute in [0, 1, 10, 120, 24 * 60] {
            app.advance(Duration::from_secs((minute - waited) * 60));
            waited = minute;
            assert_eq!(tries(app), 1, "minute {minute}");
        }
        assert_eq!(app.now().since(began), Duration::from_secs(86_400));
        assert_eq!(undelivered(app), (0, 1));
        let [dead] = &apps::undelivered(app.platform(), id).expect("loads")[..] else {
            panic!("not one");
        };
        assert_eq!(dead.last_error.as_deref(), Some("it answered 500"));
        app.advance(Duration::from_secs(86_400));
        assert_eq!((tries(app), server.asked().len()), (0, 5));
        for (days_later, kept) in [(0, 1), (30, 0)] {
            app.advance(days(days_later));
            let store = &app.platform().store;
            store.sweep(app.now(), lifetimes(days(1))).expect("sweeps");
            assert_eq!(undelivered(app), (0, kept));
        }
    });
}

#[test]
fn it_survives_a_restart_and_exactly_one_of_two_servers_sends_it() {
    each_db(|db| {
        let server = refusing(0);
        let first = TestApp::start(&db.url, SETTINGS);
        let (id, _) = allowed(&first, &server.url("/"));
        withdraws(&first, &mut signed_in(&first, "ada"), id);
        drop(first);
        assert_eq!(server.asked().len(), 0);
        let both = [
            TestApp::start(&db.url, SETTINGS),
            TestApp::start(&db.url, SETTINGS),
        ];
        for app in &both {
            app.advance(Duration::from_secs(3600));
        }
        let made: usize = std::thread::scope(|scope| {
            let rounds = both.each_ref().map(|app| scope.spawn(move || tries(app)));
            rounds
                .map(|round| round.join().expect("a round"))
                .iter()
                .sum()
        });
        assert_eq!((made, server.asked().len()), (1, 1));
        assert_eq!(undelivered(&both[0]), (0, 0));
    });
}

#[test]
fn nothing_goes_to_a_private_address_unless_the_operator_allows_it() {
    each_app(SETTINGS, |app| {
        let server = refusing(0);
        let (id, _) = allowed(app, &server.url("/"));
        withdraws(app, &mut signed_in(app, "ada"), id);
        let made = tries_by(app, PrivateAddresses::Refused);
        assert_eq!((made, server.asked().len()), (Ok(1), 0));
        let waiting = &apps::undelivered(app.platform(), id).expect("loads")[0];
        let why = waiting.last_error.clone().unwrap_or_default();
        assert!(why.contains("not a public address"), "{why}");
    });
    each_app("", |app| {
        for url in [
            "http://127.0.0.1/bye",
            "ftp://a.example/",
            "https://me@a.example/",
            "/bye",
        ] {
            let wishes = Wishes {
                name: Some("Paint".to_owned()),
                deauthorize_url: Some(url.to_owned()),
                ..Wishes::default()
            };
            let refused = apps::add(app.platform(), &wishes, &apps::KnownCredentials::default());
            assert!(refused.is_err(), "{url}");
        }
    });
}

#[test]
fn an_app_without_an_address_is_told_nothing_and_one_that_lost_it_is_given_up() {
    each_app(SETTINGS, |app| {
        let (id, _) = allowed(app, "");
        withdraws(app, &mut signed_in(app, "ada"), id);
        assert_eq!((tries(app), undelivered(app)), (0, (0, 0)));
    });
    each_app(SETTINGS, |app| {
        let server = refusing(9);
        let (id, _) = allowed(app, &server.url("/"));
        withdraws(app, &mut signed_in(app, "ada"), id);
        let none = Wishes {
            deauthorize_url: Some(String::new()),
            ..Wishes::default()
        };
        apps::edit(app.platform(), "Paint", &none).expect("edited");
        assert_eq!((tries(app), undelivered(app)), (0, (0, 1)));
        assert!(server.asked().is_empty());
    });
}

#[test]
fn the_apps_of_a_disabled_or_removed_user_are_told_once() {
    for (end, again) in [
        ("disable", "remove"),
        ("disable", "revoke"),
        ("remove", "remove"),
        ("disable", "disable"),
    ] {
        each_app(SETTINGS, |app| {
            let server = refusing(0);
            allowed(app, &server.url("/"));
            let ada = users::find(app.platform(), "ada").expect("there");
            for word in [end, again] {
                let _gone = match word {
                    "disable" => users::disable(app.platform(), "ada"),
                    "revoke" => users::access::withdraw(app.platform(), "ada", &paint(app)),
                    _ => users::remove(app.platform(), "ada"),
                };
            }
            tries(app);
            let asked = server.asked();
            assert_eq!(asked.len(), 1, "{end}, {again}");
            assert_eq!(said(app, &asked[0])["user_id"], json!(ada.public_id));
        });
    }
}

#[test]
fn an_app_that_is_allowed_again_is_not_called_withdrawn_while_it_is_still_to_be_told() {
    each_app(SETTINGS, |app| {
        let server = refusing(9);
        let (id, _) = allowed(app, &server.url("/"));
        let mut ada = signed_in(app, "ada");
        withdraws(app, &mut ada, id);
        assert!(text_of(&ada.get(APPS).text()).contains("Paint no longer has access."));
        app.advance(Duration::from_millis(1));
        let asked = asks_for(&paint(app).client_id, &[("display", "desktop")]);
        let page = ada.get(&asked);
        app.presses(&mut ada, &page, "Allow");
        let listed = text_of(&ada.get(APPS).text());
        assert!(
            !listed.contains("no longer has access") && listed.contains("Paint"),
            "{listed}"
        );
        users::disable(app.platform(), "ada").expect("disabled");
        users::enable(app.platform(), "ada").expect("enabled");
        app.advance(Duration::from_millis(1));
        let listed = text_of(&signed_in(app, "ada").get(APPS).text());
        assert!(!listed.contains("no longer has access"), "{listed}");
    });
}

#[test]
fn a_removed_app_takes_its_callbacks_with_it() {
    each_app(SETTINGS, |app| {
        let server = refusing(0);
        let (id, _) = allowed(app, &server.url("/"));
        withdraws(app, &mut signed_in(app, "ada"), id);
        apps::remove(app.platform(), "Paint").expect("removed");
        assert_eq!((tries(app), server.asked().len()), (0, 0));
    });
}

#[test]
fn the_server_sends_by_itself_what_the_command_line_queued() {
    let server = refusing(0);
    let home = Home::new("[callbacks]\nallow_private_addresses = true");
    home.adds_user("ada", "otter-lamp-river-42");
    let url = server.url("/bye");
    let added = home.adds_app(&[
        "--name",
        "Paint",
        "--kind",
        "desktop",
        "--deauthorize-url",
        &url,
    ]);
    assert_eq!(added["deauthorize_url"], json!(url));
    let running = home.serves();
    let client_id = added["client_id"].as_str().expect("a client ID");
    let path = asks_for(client_id, &[("display", "desktop")]);
    let mut ada = running.client();
    let consent = ada.signs_in(&path, "ada", "otter-lamp-river-42");
    let form = consent.form("Allow");
    assert_eq!(ada.submits(&consent, &form, "Allow").status, 302);
    home.runs(&["consent", "revoke", "ada", "--app", "Paint"], "")
        .succeeds();
    let began = Instant::now();
    while server.asked().is_empty() {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{}",
            running.log()
        );
        std::thread::yield_now();
    }
    let shown = home.runs_json(&["app", "show", "Paint", "--json"], "");
    assert_eq!(shown["callbacks"]["given_up"], json!(0));
    assert!(running.stops().success());
}
