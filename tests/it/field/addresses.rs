//! Redirect addresses: fields that stand there twice, our own address in disguise, rules that grow.

use crate::cli::place::Place;
use crate::domain::sample;
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::exact::{CALLBACK, adds_web_app, asking, asks_to_sign_in, is_refused};
use crate::kit::http::Response;
use crate::kit::server::Home;
use crate::kit::told::{says, words};
use crate::web::{each_app, one_app};
use serde_json::Value;
use vestibule::domain::oauth::client::{Confidentiality, Kind, Switch};
use vestibule::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme, UriFault, UriKind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::statement::Signed;
use vestibule::flow::apps;

fn registers(raw: &str) -> Result<UriKind, UriFault> {
    RegisteredUri::register(raw, ShortScheme::Refused).map(|uri| uri.kind())
}

pub fn opens(app: &TestApp, client_id: &str, uri: &str) -> Response {
    app.stranger()
        .get(&asking(client_id, &[("redirect_uri", uri)]))
}

/// An app that takes every https address below this domain.
pub fn within(app: &TestApp, domain: &str) -> String {
    let issued = app.adds_app(Wishes {
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        site_domain: Some(domain.to_owned()),
        on: vec![Switch::WithinSiteDomain],
        ..Wishes::default()
    });
    issued.app.client_id
}

const RESULT_FIELDS: [&str; 13] = [
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "message",
    "scope",
    "state",
    "status",
    "token_type",
];

#[test]
fn p09_an_address_that_holds_a_field_of_our_answers_is_not_registered() {
    for field in RESULT_FIELDS {
        for raw in [
            format!("https://app.example/cb?{field}=x"),
            format!("https://app.example/cb?a=1&{field}"),
            format!("com.example.app:/cb?{field}="),
            format!("http://127.0.0.1/cb?{field}=1&b=2"),
        ] {
            assert_eq!(registers(&raw), Err(UriFault::ResultField(field)), "{raw}");
        }
    }
    let disguised = "https://app.example/cb?%73t%61te=x";
    assert_eq!(registers(disguised), Err(UriFault::ResultField("state")));
    for good in [
        "https://app.example/state/code?codes=1&the_state=2&x=code",
        "https://app.example/cb?State=x",
        "https://app.example/cb?",
        "https://app.example/cb?&",
    ] {
        assert_eq!(registers(good), Ok(UriKind::Https), "{good}");
    }
}

#[test]
fn p09_nor_is_one_taken_within_a_site_domain() {
    each_app("", |app| {
        let client_id = within(app, "tree.example");
        for field in RESULT_FIELDS {
            let uri = format!("https://www.tree.example/cb?a=1&{field}=x");
            is_refused(&opens(app, &client_id, &uri), "redirect_uri_mismatch");
        }
        asks_to_sign_in(&opens(app, &client_id, "https://www.tree.example/cb?a=1"));
    });
}

/// What `doctor` says of the apps.
pub fn examined(home: &Home) -> (String, String) {
    let output = home.runs(&["doctor", "--json"], "");
    let found: Value = serde_json::from_str(&output.out).expect("JSON");
    let findings = found.as_array().expect("a list").iter();
    let mut apps = findings.filter(|finding| finding["check"] == "apps");
    let apps = apps.next().expect("a finding on apps");
    let text = |member: &str| apps[member].as_str().expect(member).to_owned();
    (text("state"), text("found"))
}

#[test]
fn p09_doctor_names_the_addresses_that_an_earlier_release_took() {
    each_db(|db| {
        let home = Home::with_database(&db.url);
        let flags = "--name Sample --kind web --redirect-uri https://app.example/cb?a=1";
        home.adds_app(&words(flags));
        let (state, _) = examined(&home);
        assert_eq!(state, "ok");
        db.raw()
            .run("UPDATE redirect_uris SET uri = 'https://app.example/cb?token=T&state=x'");
        let (state, found) = examined(&home);
        assert_eq!(state, "warn", "{found}");
        says(
            &found,
            &["app 1 has https://app.example/cb: ", "no state in"],
        );
        assert!(!found.contains("token=T"), "{found}");
    });
}

#[test]
fn r04_a_rule_that_grew_stricter_locks_nobody_out_of_an_older_address() {
    each_db(|db| {
        let app = &TestApp::start(&db.url, "");
        let client_id = adds_web_app(app, &[CALLBACK]);
        let old = "https://client.example/cb?state=1";
        let older = format!("UPDATE redirect_uris SET uri = '{old}'");
        db.raw().run(&older);
        asks_to_sign_in(&opens(app, &client_id, old));
        // What an owner changes beside it leaves it alone; what they add keeps the rules of today.
        let rename = |more: &[&str]| Wishes {
            name: Some("Other".to_owned()),
            add_redirect_uris: more.iter().map(|&uri| uri.to_owned()).collect(),
            ..Wishes::default()
        };
        let edited = apps::edit(app.platform(), &client_id, &rename(&[]));
        let edited = edited.expect("an app with an old address may be edited");
        assert_eq!(edited.app.redirect_uris[0].raw(), old);
        let refused = rename(&["https://client.example/cb2?state=1"]);
        assert!(apps::edit(app.platform(), &client_id, &refused).is_err());
        asks_to_sign_in(&opens(app, &client_id, old));
    });
}

#[test]
fn s05_an_error_to_a_private_scheme_leaves_the_fragment_of_an_earlier_address_behind() {
    one_app("", |app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            confidentiality: Some(Confidentiality::Public),
            redirect_uris: Some(vec!["com.example.app:/cb".to_owned()]),
            ..Wishes::default()
        });
        let client_id = &issued.app.client_id;
        for more in [
            [("prompt", "none"), ("x", "")],
            [("scope", "nothing"), ("state", "s")],
            [("response_mode", "nothing"), ("x", "")],
        ] {
            let answer = app.stranger().get(&asking(client_id, &more));
            assert_eq!(answer.status, 302);
            let location = answer.location();
            let begin = "com.example.app:/cb?error=";
            assert!(location.starts_with(begin), "{location}");
            // The sign comes last, behind `iss`: a program that splits at `=` reads error and state as they are.
            let last = location.rsplit('&').next().unwrap_or_default();
            let is_signed = last.starts_with("iss=") && last.ends_with('#');
            assert!(is_signed, "{location}");
            assert_eq!(location.matches('#').count(), 1, "{location}");
        }
    });
}

#[test]
fn s05_no_byte_of_a_good_answer_or_a_denial_to_a_private_scheme_changed() {
    let mut app = sample::app(
        Kind::Desktop,
        Confidentiality::Public,
        &["geni7://authorize"],
    );
    app.switches.insert(Switch::AllowShortScheme);
    let asked = crate::domain::result::asked(app, "response_type=token&state=s");
    let (carried, text) = sample::token();
    let granted = asked.reply_to.granted(&carried, &Signed::default());
    assert_eq!(
        sample::sent_to(&granted),
        format!(
            "geni7://authorize?access_token={text}&expires_in=86400&state=s&iss=https%3A%2F%2Fid.example.org"
        )
    );
    let denied = asked.reply_to.denied();
    assert!(!sample::sent_to(&denied).contains('#'));
}

#[test]
fn p13_an_owner_is_told_what_is_wrong_with_a_scheme_or_a_loopback_address() {
    assert_eq!(
        registers("com.example.my_app:/cb"),
        Err(UriFault::SchemeCharacters)
    );
    for raw in [
        "http://127.1/cb",
        "http://127.0.1:7000/cb",
        "http://0x7f.0.0.1/cb",
        "http://0x7f000001/cb",
        "http://2130706433/cb",
        "http://0177.0.0.1/cb",
        "http://127.0.0.1./cb",
        "http://LOCALHOST/cb",
        "http://LocalHost:7000/cb",
        "http://%6cocalhost/cb",
        "http://[0:0:0:0:0:0:0:1]/cb",
        "http://[::0001]:7000/cb",
        "http://[::0.0.0.1]/cb",
        "HTTP://127.0.0.1/cb",
        "Http://localhost:7000/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:",
        "http://[::1]:/cb",
        "http://[::1]:?a",
        "http://localhost:/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:07000/cb",
        "http://[::1]:00/cb",
    ] {
        assert_eq!(registers(raw), Err(UriFault::LoopbackSpelling), "{raw}");
    }
    for raw in [
        "http://127.0.0.1",
        "http://127.0.0.1?a",
        "http://127.0.0.1:80/cb",
        "http://127.0.0.1:1",
        "http://[::1]:65535?a",
        "http://127.0.0.2:7000/cb",
        "http://[::1]:7000/cb",
        "http://localhost/cb",
        "http://localhost:7000?a",
    ] {
        assert_eq!(registers(raw), Ok(UriKind::Loopback), "{raw}");
    }
    assert_eq!(registers("http://localhost./cb"), Err(UriFault::PlainHttp));
}

#[test]
fn p13_a_program_that_registers_localhost_is_told_that_its_port_is_fixed() {
    let place = Place::new();
    let adds = |kind: &str, uri: &str| {
        let words = [
            "app",
            "add",
            "--name",
            "Otter",
            "--kind",
            kind,
            "--redirect-uri",
            uri,
        ];
        place.runs(&words).succeeds().err
    };
    let hint = "matches with exactly this port";
    for kind in ["desktop", "mobile"] {
        for (fixed, free) in [
            ("http://localhost:7000/cb", "http://127.0.0.1/cb"),
            ("http://127.0.0.2:7000/cb?a=1", "http://127.0.0.1/cb?a=1"),
            ("http://localhost?a=1", "http://127.0.0.1?a=1"),
            ("http://localhost", "http://127.0.0.1"),
        ] {
            let told = adds(kind, fixed);
            assert!(told.contains(hint), "{told}");
            let instead = format!("register {free} instead: its port may vary");
            assert!(told.contains(&instead), "{told}");
        }
        for free in ["http://127.0.0.1/cb", "http://[::1]:7000/cb"] {
            assert!(!adds(kind, free).contains(hint));
        }
    }
    assert!(!adds("web", "http://localhost:7000/cb").contains(hint));
    let edited = place.does("app edit 1 --add-redirect-uri http://localhost/other");
    assert!(edited.err.contains(hint), "{}", edited.err);
}
