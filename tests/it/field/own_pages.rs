//! Our own pages pass on what they are sent, so no answer comes to them, however they are spelled.

use super::addresses::{examined, opens, within};
use crate::domain::sample;
use crate::kit::app::TestApp;
use crate::kit::db::{TestDb, each_db};
use crate::kit::exact::{CALLBACK, adds_web_app, asking, is_refused};
use crate::kit::http::Response;
use crate::kit::server::Home;
use crate::kit::told::words;
use crate::web::{each_app, one_app};
use vestibule::domain::oauth::authorize::bind;
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::params::Params;
use vestibule::domain::oauth::redirect_uri::RegisteredUri;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, KnownCredentials};

const OURS: &str = "public_url = \"https://id.tree.example\"";

/// A page of our own, and no way out.
#[track_caller]
fn stays_here(answer: &Response, status: u16) {
    let path = &answer.path;
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    assert!(answer.header("location").is_none(), "{path}");
}

#[test]
fn s05_our_own_site_is_no_apps_however_it_is_spelled() {
    each_app(OURS, |app| {
        let client_id = within(app, "tree.example");
        for path in [
            "",
            "/",
            "/platform/oauth/authorize?client_id=2",
            "/%70latform/oauth/authorize?client_id=2",
            "/oauth/authorize?client_id=2",
            "/anything",
            "?client_id=2",
        ] {
            for origin in [
                "https://id.tree.example",
                "HTTPS://id.tree.example",
                "https://id.tree.example:443",
                "https://ID.tree.example",
                "https://%69d.tree.example",
            ] {
                let uri = format!("{origin}{path}");
                stays_here(&opens(app, &client_id, &uri), 400);
            }
        }
        for theirs in [
            "https://www.tree.example/platform/oauth/authorize",
            "https://tree.example/",
            "HTTPS://www.tree.example/",
        ] {
            stays_here(&opens(app, &client_id, theirs), 200);
        }
    });
}

#[test]
fn s05_an_address_registered_exactly_and_our_landing_page_stay() {
    each_app(OURS, |app| {
        let exact = "https://id.tree.example/app/cb";
        let client_id = adds_web_app(app, &[exact]);
        stays_here(&opens(app, &client_id, exact), 200);
        let success = "https://id.tree.example/platform/oauth/auth_success";
        let more = [("redirect_uri", success), ("display", "desktop")];
        stays_here(&app.stranger().get(&asking(&client_id, &more)), 200);
    });
}

/// A program on somebody's machine that may come back to any port there.
fn of_any_port(app: &TestApp, uris: &[&str]) -> String {
    let issued = app.adds_app(Wishes {
        kind: Some(Kind::Desktop),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(uris.iter().map(|&uri| uri.to_owned()).collect()),
        ..Wishes::default()
    });
    issued.app.client_id
}

#[test]
fn s05_no_answer_comes_to_our_own_pages_by_a_free_port() {
    one_app("[geni]\nshort_paths = true", |app| {
        let (_, port) = app.address.rsplit_once(':').expect("a port");
        let paths = [
            "/oauth/authorize",
            "/platform/oauth/authorize",
            "/%70latform/oauth/authorize",
            "/cb",
        ];
        let uris: Vec<String> = ["127.0.0.1", "[::1]"]
            .iter()
            .flat_map(|host| paths.map(|path| format!("http://{host}{path}")))
            .collect();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let client_id = of_any_port(app, &uris);
        for path in paths {
            for host in ["127.0.0.1", "[::1]"] {
                let ours = format!("http://{host}:{port}{path}");
                is_refused(&opens(app, &client_id, &ours), "redirect_uri_mismatch");
                let theirs = format!("http://{host}:1{path}");
                stays_here(&opens(app, &client_id, &theirs), 200);
            }
        }
    });
}

/// Our own pages, in several spellings.
fn our_pages(app: &TestApp) -> [String; 6] {
    let (_, port) = app.address.rsplit_once(':').expect("a port");
    [
        format!("http://127.0.0.1:{port}/platform/oauth/authorize"),
        format!("http://127.0.0.1:{port}/%70latform/oauth/authorize?client_id=2"),
        format!("http://127.0.0.1:{port}/platform/oauth/logout"),
        format!("http://127.0.0.1:{port}/oauth/authorize"),
        format!("http://localhost:{port}/oauth/%61uthorize"),
        format!("http://[::1]:{port}/platform/oauth/authorize"),
    ]
}

/// As an earlier release took it: without the rule of today.
#[track_caller]
fn took_before(db: &TestDb, app: &TestApp, uri: &str) -> String {
    let client_id = adds_web_app(app, &[CALLBACK]);
    db.raw().run(&format!(
        "UPDATE redirect_uris SET uri = '{uri}' WHERE uri = '{CALLBACK}'"
    ));
    client_id
}

#[test]
fn s05_an_address_of_our_own_pages_from_an_earlier_day_gets_no_answer_sent_or_not() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "[geni]\nshort_paths = true");
        for ours in our_pages(&app) {
            let client_id = took_before(db, &app, &ours);
            is_refused(&opens(&app, &client_id, &ours), "redirect_uri_mismatch");
            // The only one is where an answer goes by itself.
            for more in [&[][..], &[("display", "popup")], &[("prompt", "none")]] {
                let answer = app.stranger().get(&asking(&client_id, more));
                assert!(answer.header("location").is_none(), "{ours} {more:?}");
                if more != [("display", "popup")] {
                    is_refused(&answer, "redirect_uri_mismatch");
                }
            }
        }
        let (_, port) = app.address.rsplit_once(':').expect("a port");
        let theirs = [
            format!("http://127.0.0.1:{port}/oauth/callback"),
            format!("http://localhost:{port}/app"),
        ];
        let client_id = adds_web_app(&app, &theirs.each_ref().map(String::as_str));
        for uri in &theirs {
            stays_here(&opens(&app, &client_id, uri), 200);
        }
        let client_id = adds_web_app(&app, &[&theirs[0]]);
        stays_here(&app.stranger().get(&asking(&client_id, &[])), 200);
        // One from before the rules of today.
        let old = format!("HTTP://127.0.0.1:{port}/platform/oauth/authorize");
        let kept = RegisteredUri::kept(old.clone()).expect("an address");
        let mut before = sample::app(Kind::Web, Confidentiality::Public, &[CALLBACK]);
        before.redirect_uris = vec![kept];
        let params = format!("client_id=x&response_type=token&redirect_uri={old}");
        let bound = bind(&Params::parse(&params), Some(before), &app.origin());
        assert!(bound.is_err(), "{old}");
    });
}

#[test]
fn s05_our_own_pages_are_not_registered_however_they_are_spelled() {
    one_app("", |app| {
        for ours in our_pages(app) {
            is_not_registered(app, &ours, "is a page of this server");
        }
    });
}

#[track_caller]
fn is_not_registered(app: &TestApp, uri: &str, words: &str) {
    let wishes = Wishes {
        name: Some("Otter".to_owned()),
        kind: Some(Kind::Web),
        redirect_uris: Some(vec![uri.to_owned()]),
        ..Wishes::default()
    };
    let refused = apps::add(app.platform(), &wishes, &KnownCredentials::default());
    let text = refused.err().map(|why| why.to_string());
    assert!(text.is_some_and(|text| text.contains(words)), "{uri}");
}

#[test]
fn s05_doctor_names_addresses_of_our_own_pages_that_an_earlier_release_took() {
    each_db(|db| {
        let home = Home::with_database(&db.url);
        let sample = words("--name Sample --kind web --redirect-uri");
        home.adds_app(&[&sample[..], &[CALLBACK]].concat());
        let ours = format!("http://127.0.0.1:{}/platform/oauth/authorize", home.port);
        db.raw().run(&format!(
            "UPDATE redirect_uris SET uri = '{ours}?client_id=2'"
        ));
        let (state, found) = examined(&home);
        assert_eq!(state, "warn", "{found}");
        let told = format!("app 1 has {ours}: it is a page of this server");
        assert!(found.contains(&told), "{found}");
    });
}

#[test]
fn s05_our_landing_pages_are_not_registered_however_they_are_spelled() {
    one_app("", |app| {
        let (_, port) = app.address.rsplit_once(':').expect("a port");
        for page in ["auth_success", "auth_failed"] {
            for ours in [
                format!("http://127.0.0.1:{port}/platform/oauth/{page}"),
                format!("HTTP://127.0.0.1:{port}/platform/oauth/{page}?a=1"),
                format!("http://127.0.0.1:{port}/%70latform/oauth/{page}"),
                format!("http://localhost:{port}/platform/oauth/{page}"),
            ] {
                is_not_registered(app, &ours, "is our own landing page");
            }
        }
    });
}
