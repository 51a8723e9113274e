//! "The result" for codes: byte by byte, by flow, mode and display; once, and the same once more.

use super::{decides, each_with_ada, signs_in_to};
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::code::{CHALLENGE, asking_code, code_in, token_for};
use crate::kit::db::each_db;
use crate::kit::exact::{CALLBACK, adds_desktop_app, adds_web_app, is_sent_to, issuer_field};
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType, Style, Switch};
use vestibule::domain::oauth::registration::Wishes;

const DENIED: &str = "status=unauthorized&message=user+canceled";
const REASON: &str = "&error=access_denied&error_description=The+user+did+not+allow+the+request";

/// Allows and refuses at `path`; `C` stands for the code. Gives back the code.
#[track_caller]
fn answers(app: &TestApp, path: &str, allowed: &str, refused: &str) -> String {
    let answer = decides(app, path, "ada", "Don't Allow");
    is_sent_to(&answer, refused);
    let answer = decides(app, path, "ada", "Allow");
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let code = code_in(answer.location());
    is_sent_to(
        &answer,
        &allowed.replacen("code=C&", &format!("code={code}&"), 1),
    );
    code
}

#[test]
fn a_desktop_program_reads_its_code_on_the_landing_page() {
    each_with_ada(|app| {
        let own = format!("{}/platform/oauth", app.origin());
        for style in [Style::Documented, Style::GeniLive] {
            let issued = app.adds_app(Wishes {
                kind: Some(Kind::Desktop),
                style: Some(style),
                off: vec![Switch::RememberConsent],
                ..Wishes::default()
            });
            let client_id = &issued.app.client_id;
            let allowed = format!("{own}/auth_success#code=C&expires_in=600");
            let refused = format!("{own}/auth_failed#{DENIED}");
            let path = asking_code(client_id, &[("display", "desktop")]);
            let code = answers(app, &path, &allowed, &refused);
            token_for(app, client_id, &code, &[]);
            // Its own landing page, spelled out, counts as left out: it may be named again, or not.
            let landing = format!("{own}/auth_success");
            let more = [
                ("display", "desktop"),
                ("redirect_uri", &landing),
                ("state", "s 1"),
            ];
            let path = asking_code(client_id, &more);
            let (allowed, refused) = (
                format!("{allowed}&state=s+1"),
                format!("{refused}&state=s+1"),
            );
            let code = answers(app, &path, &allowed, &refused);
            token_for(app, client_id, &code, &[]);
            let code = answers(app, &path, &allowed, &refused);
            token_for(app, client_id, &code, &[("redirect_uri", &landing)]);
        }
    });
}

#[test]
fn r123_a_web_page_gets_its_code_in_the_query_with_the_issuer_last() {
    each_with_ada(|app| {
        let to = "https://client.example/cb?x=1";
        let client_id = adds_web_app(app, &[to]);
        let iss = issuer_field(app);
        let allowed = format!("{to}&code=C&expires_in=600{iss}#");
        let refused = format!("{to}&{DENIED}{REASON}{iss}#");
        for more in [
            &[][..],
            &[("response_mode", "query")],
            &[("display", "mobile")],
        ] {
            let code = answers(app, &asking_code(&client_id, more), &allowed, &refused);
            token_for(app, &client_id, &code, &[]);
        }
        // Named, by either name: then it has to be named again.
        for name in ["redirect_uri", "redirect_url"] {
            let path = asking_code(&client_id, &[(name, to), ("display", "popup")]);
            let code = answers(app, &path, &allowed, &refused);
            let again = crate::kit::code::redeems(app, &client_id, &code, &[]);
            assert_eq!(again.json()["error"], "invalid_grant");
            token_for(app, &client_id, &code, &[("redirect_uri", to)]);
        }
        let more = [
            ("response_mode", "fragment"),
            ("state", "a&b"),
            ("scope", "basic nonsense"),
        ];
        let state = "&state=a%26b";
        answers(
            app,
            &asking_code(&client_id, &more),
            &format!("{to}#code=C&expires_in=600{state}&scope=basic{iss}"),
            &format!("{to}#{DENIED}{REASON}{state}{iss}"),
        );
    });
}

#[test]
fn a_private_scheme_gets_its_code_in_the_query_whatever_the_display() {
    each_with_ada(|app| {
        let iss = issuer_field(app);
        for uri in ["geni7://authorize", "com.example.app:/cb"] {
            let client_id = adds_desktop_app(app, &[uri]);
            for display in ["web", "mobile", "desktop"] {
                let path = asking_code(&client_id, &[("display", display), ("redirect_uri", uri)]);
                let allowed = format!("{uri}?code=C&expires_in=600{iss}");
                let refused = format!("{uri}?{DENIED}{REASON}{iss}");
                let code = answers(app, &path, &allowed, &refused);
                token_for(app, &client_id, &code, &[("redirect_uri", uri)]);
            }
        }
    });
}

#[test]
fn a_loopback_program_gets_its_code_at_the_port_it_listens_on() {
    each_with_ada(|app| {
        let client_id = adds_desktop_app(app, &["http://127.0.0.1/cb"]);
        let uri = "http://127.0.0.1:51004/cb";
        let iss = issuer_field(app);
        let path = asking_code(&client_id, &[("redirect_uri", uri)]);
        let allowed = format!("{uri}?code=C&expires_in=600{iss}#");
        let code = answers(
            app,
            &path,
            &allowed,
            &format!("{uri}?{DENIED}{REASON}{iss}#"),
        );
        let registered = [("redirect_uri", "http://127.0.0.1/cb")];
        let refused = crate::kit::code::redeems(app, &client_id, &code, &registered);
        assert_eq!(refused.json()["error"], "invalid_grant");
        token_for(app, &client_id, &code, &[("redirect_uri", uri)]);
    });
}

#[test]
fn the_short_number_and_the_key_are_one_app_and_answers_name_the_key() {
    each_with_ada(|app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            ..Wishes::default()
        });
        let (key, number) = (&issued.app.client_id, issued.app.id.0.to_string());
        for (asks, redeems) in [(key, &number), (&number, key)] {
            let path = asking_code(asks, &[("display", "desktop"), ("prompt", "consent")]);
            let answer = decides(app, &path, "ada", "Allow");
            let token = token_for(app, redeems, &code_in(answer.location()), &[]);
            assert_eq!(app.asks_user(&token).json()["client_id"], key.as_str());
        }
    });
}

#[test]
fn r69_a_double_click_gives_the_same_code_until_it_was_redeemed() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let path = asking_code(&client_id, &[]);
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        let first = app.presses(&mut browser, &page, "Allow");
        app.advance(Duration::from_secs(9));
        let again = app.presses(&mut browser, &page, "Allow");
        is_sent_to(&again, first.location());
        let other_button = app.presses(&mut browser, &page, "Don't Allow");
        assert_eq!(other_button.status, 403);
        token_for(app, &client_id, &code_in(first.location()), &[]);
        let used = app.presses(&mut browser, &page, "Allow");
        assert_eq!((used.status, used.header("location")), (403, None));
        let page = browser.get(&path);
        let first = app.presses(&mut browser, &page, "Allow");
        app.advance(Duration::from_secs(10));
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 403);
        token_for(app, &client_id, &code_in(first.location()), &[]);
    });
}

#[test]
fn a_remembered_consent_gives_a_fresh_code_at_once_and_a_look_ahead_none() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            confidentiality: Some(Confidentiality::Public),
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            response_types: Some(vec![ResponseType::Code]),
            ..Wishes::default()
        });
        let client_id = &issued.app.client_id;
        let path = asking_code(client_id, &[]);
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        let first = code_in(app.presses(&mut browser, &page, "Allow").location());
        let second = browser.get(&path);
        let second = code_in(second.location());
        let third = code_in(signs_in_to(&app, &mut app.stranger(), &path, "ada").location());
        assert!(first != second && second != third);
        assert_eq!((db.raw().count("codes"), db.raw().count("grants")), (3, 3));
        for (method, headers) in [("HEAD", &[][..]), ("GET", &[("Sec-Purpose", "prefetch")])] {
            let ahead = browser.send(method, &path, headers, b"");
            assert_eq!((ahead.status, ahead.header("location")), (200, None));
        }
        assert_eq!(db.raw().count("codes"), 3);
        for code in [first, second, third] {
            token_for(&app, client_id, &code, &[]);
        }
        // Silently too, and an app that was never allowed is told so.
        let silent = browser.get(&asking_code(client_id, &[("prompt", "none")]));
        token_for(&app, client_id, &code_in(silent.location()), &[]);
        let other = adds_web_app(&app, &[CALLBACK]);
        let silent = browser.get(&asking_code(&other, &[("prompt", "none")]));
        assert!(
            silent
                .location()
                .starts_with(&format!("{CALLBACK}?error=consent_required&"))
        );
    });
}

#[test]
fn r36_a_server_app_leaves_out_whatever_it_may() {
    each_with_ada(|app| {
        let issued = app.adds_app(Wishes {
            redirect_uris: Some(vec![CALLBACK.to_owned()]),
            off: vec![Switch::RememberConsent],
            ..Wishes::default()
        });
        let client_id = &issued.app.client_id;
        let secret = issued.client_secret.as_ref().expect("a secret").as_str();
        let path = format!("{AUTHORIZE}?client_id={client_id}");
        let iss = issuer_field(app);
        let allowed = format!("{CALLBACK}?code=C&expires_in=600{iss}#");
        let refused = format!("{CALLBACK}?{DENIED}{REASON}{iss}#");
        let code = answers(app, &path, &allowed, &refused);
        let fields = [("client_secret", secret)];
        let answer = crate::kit::code::redeems(app, client_id, &code, &fields);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(!path.contains(CHALLENGE));
    });
}
