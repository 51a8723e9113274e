//! `vestibule app add`, `list`, `show`: shapes, defaults by kind, what people are told.

use super::place::{Place, each_place};
use crate::kit::told::{holds, says, words};
use serde_json::{Value, json};

pub const ADD: &[&str] = &["app", "add", "--json", "--name", "Otter"];
pub const CALLBACK: &[&str] = &[
    "--kind",
    "web",
    "--redirect-uri",
    "https://otter.example/cb",
];

pub fn add(place: &Place, more: &[&str]) -> Value {
    place.json(&[ADD, more].concat())
}

fn is_alphanumeric_of(length: usize, value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.len() == length && text.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[test]
fn add_answers_scripts_with_number_uuid_client_id_and_secret_first() {
    each_place(|place| {
        let run = place.runs(&[ADD, CALLBACK].concat()).succeeds();
        let app: Value = serde_json::from_str(&run.out).expect("JSON");
        let text = |key: &str| app[key].as_str().expect("text").to_owned();
        let start = format!(
            "{{\"id\":1,\"uuid\":\"{}\",\"client_id\":\"{}\",\"client_secret\":\"{}\",\"name\":\"Otter\",",
            text("uuid"),
            text("client_id"),
            text("client_secret")
        );
        assert!(run.out.starts_with(&start), "{}", run.out);
        for key in ["client_id", "client_secret"] {
            assert!(is_alphanumeric_of(40, &app[key]), "{key}");
        }
        let uuid = text("uuid");
        assert!(uuid::Uuid::parse_str(&uuid).is_ok() && uuid == uuid.to_uppercase());
        let is_on_stderr = run.err.contains(&text("client_secret"));
        assert!(!is_on_stderr, "the secret stands on stdout alone");
        // Shown once.
        for command in ["app show 1 --json", "app list --json", "app show 1"] {
            let again = place.does(command).out;
            assert!(!again.contains(&text("client_secret")), "{again}");
        }
        let shown = place.json(&["app", "show", "1", "--json"]);
        assert!(shown.get("client_secret").is_none());
        let discovery = "http://127.0.0.1:8080/.well-known/openid-configuration";
        assert_eq!(shown["discovery"], json!(discovery));
        says(
            &place.does("app show 1").out,
            &[&format!("discovery         {discovery}\n")],
        );
        assert_eq!(add(place, &["--kind", "desktop"])["id"], json!(2));
    });
}

#[test]
fn each_kind_has_its_defaults() {
    each_place(|place| {
        let flows = |app: &Value| (app["response_types"].clone(), app["grants"].clone());
        let web = add(place, CALLBACK);
        assert_eq!(web["confidentiality"], "confidential");
        let grants = json!(["authorization_code", "refresh_token", "client_credentials"]);
        assert_eq!(flows(&web), (json!(["code"]), grants));
        let grants = json!(["authorization_code", "refresh_token"]);
        let public = (json!(["token", "code", "id_token"]), grants);
        let browser = add(place, &[CALLBACK, &["--public"]].concat());
        let desktop = add(place, &["--kind", "desktop"]);
        let mobile = add(place, &["--kind", "mobile"]);
        for (app, remembers) in [(&browser, true), (&desktop, true), (&mobile, false)] {
            let wanted = json!({
                "confidentiality": "public", "client_secret": null, "remember_consent": remembers,
            });
            holds(app, &wanted);
            assert_eq!(flows(app), public);
        }
        // All scopes but access while the user is away, when none is named.
        let wanted = json!({
            "scopes": ["openid", "profile", "basic", "email"], "style": "documented", "token_ttl": null, "token_by_get": false,
            "token_in_query": false, "resource_server": false, "allow_short_scheme": false,
            "within_site_domain": false,
        });
        for app in [web, browser, desktop, mobile] {
            holds(&app, &wanted);
        }
        let machine = add(place, &["--kind", "web", "--grant", "client_credentials"]);
        // No code for who trades none.
        let wanted = (json!([]), json!(["client_credentials"]));
        assert_eq!(flows(&machine), wanted);
    });
}

#[test]
fn an_app_without_redirect_uri_can_be_added_and_is_told_what_it_can_do() {
    let place = Place::new();
    for kind in ["web", "mobile"] {
        let run = place.runs(&[ADD, &["--kind", kind]].concat()).succeeds();
        let app: Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(app["redirect_uris"], json!([]));
        assert_eq!(app["client_secret"].is_string(), kind == "web");
        assert!(run.err.contains("display=desktop"), "{}", run.err);
        let mends = format!("vestibule app edit {} --add-redirect-uri https", app["id"]);
        assert!(run.err.contains(&mends), "{}", run.err);
    }
    let desktop = place
        .runs(&[ADD, &["--kind", "desktop"]].concat())
        .succeeds();
    let is_told = desktop.err.contains("--add-redirect-uri");
    assert!(!is_told, "{}", desktop.err);
}

#[test]
fn every_property_can_be_named_and_is_kept() {
    each_place(|place| {
        let flags = words(
            "--kind web --redirect-uri https://otter.example/cb?x=1 --redirect-uri geni7://authorize \
             --allow-short-scheme --site-domain otter.example --within-site-domain on \
             --canvas-origin https://canvas.example:8443 --site-url https://otter.example/about --scope email \
             --privacy-url https://otter.example/privacy --terms-url https://otter.example/terms \
             --response-type token --response-type code --grant password --grant authorization_code \
             --deauthorize-url https://otter.example/bye --style geni_live --remember-consent off --token-ttl 60 \
             --token-by-get on --token-in-query on --resource-server on --confidential",
        );
        let prose = ["--owner", "Otter Works", "--description", "Finds otters"];
        let app = add(place, &[&flags[..], &prose].concat());
        let kept = place.json(&["app", "show", "Otter", "--json"]);
        let wanted = json!({
            "redirect_uris": ["https://otter.example/cb?x=1", "geni7://authorize"],
            "allow_short_scheme": true, "site_domain": "otter.example", "within_site_domain": true,
            "deauthorize_url": "https://otter.example/bye", "canvas_origin": "https://canvas.example:8443",
            "origins": [], "site_url": "https://otter.example/about",
            "privacy_url": "https://otter.example/privacy", "terms_url": "https://otter.example/terms", "owner": "Otter Works",
            "description": "Finds otters", "scopes": ["email"], "response_types": ["token", "code"],
            "grants": ["password", "authorization_code"], "style": "geni_live", "remember_consent": false,
            "token_ttl": 60, "token_by_get": true, "token_in_query": true, "resource_server": true,
            "state": "active",
        });
        holds(&kept, &wanted);
        holds(&app, &wanted);
    });
}

#[test]
fn an_app_is_found_by_number_uuid_client_id_and_name() {
    each_place(|place| {
        let app = add(place, &["--kind", "desktop"]);
        let text = |key: &str| app[key].as_str().unwrap().to_owned();
        let (uuid, client_id) = (text("uuid"), text("client_id"));
        let found = |which: &str| place.json(&["app", "show", which, "--json"])["id"].clone();
        for which in ["1", &uuid, &uuid.to_lowercase(), &client_id, "Otter"] {
            assert_eq!(found(which), json!(1), "{which}");
        }
        place.refuses("app show Weasel", &["\"Weasel\"", "vestibule app list"]);
        add(place, &["--kind", "desktop"]);
        for command in ["show", "disable", "enable", "edit", "rotate-secret"] {
            place.refuses(&format!("app {command} Otter"), &["several apps", "1, 2"]);
        }
        // An app that is called like a number does not stand before the one that has it.
        place.json(&["app", "add", "--json", "--name", "1", "--kind", "desktop"]);
        assert_eq!(found("1"), json!(1));
    });
}

#[test]
fn lists_are_by_number_as_json_and_as_a_table() {
    each_place(|place| {
        place.started();
        says(&place.does("app list").err, &["vestibule app add"]);
        for id in ["30", "4"] {
            add(place, &["--kind", "desktop", "--id", id]);
        }
        let list = place.json(&["app", "list", "--json"]);
        let ids = [0, 1, 2].map(|at| list[at]["id"].as_i64());
        assert_eq!(ids, [Some(4), Some(30), None]);
        let table = place.does("app list").out;
        let begins_well = table.starts_with("NUMBER");
        assert!(begins_well && table.lines().count() == 3, "{table}");
    });
}
