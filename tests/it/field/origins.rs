//! Pages of frames for apps, and of a program's own loopback server, call the endpoints for programs.

use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::program::{Program, REQUEST_TOKEN};
use crate::kit::server::Home;
use crate::web::each_app;
use serde_json::json;
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::registration::{RegistrationFault, Wishes};
use vestibule::flow::apps;

const OF_FRAMES: [&str; 7] = [
    "capacitor://localhost",
    "ionic://localhost",
    "http://localhost",
    "https://localhost",
    "tauri://localhost",
    "https://tauri.localhost",
    "http://tauri.localhost",
];

fn program(app: &TestApp, kind: Kind, address: &str, origins: &[&str]) -> Program {
    let origins = origins.iter().map(|&origin| origin.to_owned());
    Program::registered(
        app,
        Wishes {
            kind: Some(kind),
            confidentiality: Some(Confidentiality::Public),
            redirect_uris: Some(vec![address.to_owned()]),
            origins: Some(origins.collect()),
            ..Wishes::default()
        },
    )
}

fn preflight(app: &TestApp, origin: &str) -> u16 {
    let headers = [
        ("Origin", origin),
        ("Access-Control-Request-Method", "POST"),
    ];
    app.stranger()
        .send("OPTIONS", REQUEST_TOKEN, &headers, b"")
        .status
}

/// A code that is none, redeemed by a page.
fn redeems(program: &Program, origin: &str) -> Response {
    let fields = [("client_id", program.app.client_id.as_str()), ("code", "x")];
    program.sends(REQUEST_TOKEN, &[("Origin", origin)], &fields)
}

fn reader(answer: &Response) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[test]
fn p14_pages_of_frames_for_apps_call_where_their_origin_is_named() {
    each_app("", |app| {
        let named = program(app, Kind::Mobile, "com.example.app:/cb", &OF_FRAMES);
        let other = program(app, Kind::Mobile, "com.example.other:/cb", &[]);
        for origin in OF_FRAMES {
            assert_eq!(preflight(app, origin), 204, "{origin}");
            assert_eq!(reader(&redeems(&named, origin)), Some(origin));
            assert_eq!(reader(&redeems(&other, origin)), None);
        }
        for foreign in [
            "capacitor://localhost:1",
            "Capacitor://localhost",
            "capacitor://",
            "https://evil.example",
            "http://localhost:8100",
        ] {
            assert_eq!(preflight(app, foreign), 405, "{foreign}");
            assert_eq!(reader(&redeems(&named, foreign)), None);
        }
        apps::disable(app.platform(), &named.app.client_id).expect("disabled");
        assert_eq!(preflight(app, OF_FRAMES[0]), 405);
    });
}

#[test]
fn p14_the_port_is_free_for_a_page_where_it_is_free_for_the_redirect() {
    each_app("", |app| {
        let desktop = program(app, Kind::Desktop, "http://127.0.0.1/cb", &[]);
        let mobile = program(app, Kind::Mobile, "http://[::1]:8123/cb", &[]);
        let web = program(app, Kind::Web, "http://127.0.0.1:5173/", &[]);
        let of = |program: &Program, origin: &str| reader(&redeems(program, origin)).is_some();
        for origin in [
            "http://127.0.0.1",
            "http://127.0.0.1:41234",
            "http://127.0.0.1:5173",
        ] {
            assert_eq!(preflight(app, origin), 204, "{origin}");
            assert!(of(&desktop, origin), "{origin}");
            assert_eq!(of(&web, origin), origin.ends_with(":5173"));
            assert!(!of(&mobile, origin));
        }
        assert_eq!(preflight(app, "http://[::1]:41234"), 204);
        assert!(of(&mobile, "http://[::1]:41234"));
        for foreign in [
            "http://localhost:41234",
            "https://127.0.0.1:41234",
            "http://127.0.0.1.evil.example",
            "http://127.0.0.1:41234.evil.example",
            "http://127.0.0.2:41234",
            "http://127.0.0.1:0x1",
        ] {
            assert_eq!(preflight(app, foreign), 405, "{foreign}");
            assert!(!of(&desktop, foreign));
        }
        apps::remove(app.platform(), &desktop.app.client_id).expect("removed");
        assert_eq!(preflight(app, "http://127.0.0.1:41234"), 405);
        assert_eq!(preflight(app, "http://127.0.0.1:5173"), 204);
    });
}

#[test]
fn p14_what_is_no_origin_of_a_page_cannot_be_named() {
    each_app("", |app| {
        for bad in [
            "null",
            "*",
            "file://localhost",
            "data://x",
            "javascript://x",
            "capacitor:localhost",
            "capacitor://",
            "capacitor://localhost/",
            "Capacitor://localhost",
            "https://app.example/",
            "https://APP.example",
            "https://app.example:443",
            "http://app.example",
            "https://user@app.example",
            "https://*.example",
            "a b://x",
        ] {
            let wishes = Wishes {
                name: Some("Bad".to_owned()),
                kind: Some(Kind::Mobile),
                origins: Some(vec![bad.to_owned()]),
                ..Wishes::default()
            };
            let refused = apps::add(app.platform(), &wishes, &apps::KnownCredentials::default());
            let refused = refused.err().map(|refusal| refusal.to_string());
            let told = RegistrationFault::Origin(bad.to_owned()).to_string();
            assert!(refused.is_some_and(|text| text.contains(&told)), "{bad}");
        }
    });
}

#[test]
fn p14_origins_are_named_replaced_and_taken_away_on_the_command_line() {
    let home = Home::new("");
    let origins = ["--origin", OF_FRAMES[0], "--origin", "https://app.example"];
    let app = home.adds_app(&[&["--name", "Frame", "--kind", "mobile"][..], &origins].concat());
    assert_eq!(
        app["origins"],
        json!(["capacitor://localhost", "https://app.example"])
    );
    let edits = |origin: &str| {
        home.runs_json(&["app", "edit", "Frame", "--origin", origin, "--json"], "")["origins"]
            .clone()
    };
    assert_eq!(edits(OF_FRAMES[4]), json!(["tauri://localhost"]));
    let kept = home.runs_json(&["app", "show", "Frame", "--json"], "");
    assert_eq!(kept["origins"], json!(["tauri://localhost"]));
    assert_eq!(edits(""), json!([]));
    home.runs(&["app", "edit", "Frame", "--origin", "app.example"], "")
        .refuses(&["--origin capacitor://localhost"]);
}
