//! `vestibule app add`, `list`, `show`: shapes, defaults by kind, what people are told.

use super::place::{Place, each_place};
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
        assert!(
            is_alphanumeric_of(40, &app["client_id"])
                && is_alphanumeric_of(40, &app["client_secret"])
        );
        assert!(
            uuid::Uuid::parse_str(&text("uuid")).is_ok()
                && text("uuid") == text("uuid").to_uppercase()
        );
        assert!(
            !run.err.contains(&text("client_secret")),
            "the secret stands on stdout alone"
        );
        // Shown once.
        for command in [
            vec!["app", "show", "1", "--json"],
            vec!["app", "list", "--json"],
            vec!["app", "show", "1"],
        ] {
            let again = place.runs(&command).succeeds();
            assert!(!again.out.contains(&text("client_secret")), "{}", again.out);
        }
        assert!(
            place
                .json(&["app", "show", "1", "--json"])
                .get("client_secret")
                .is_none()
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
        assert_eq!(
            flows(&web),
            (
                json!(["code"]),
                json!(["authorization_code", "refresh_token", "client_credentials"])
            )
        );
        let public = (
            json!(["token", "code"]),
            json!(["authorization_code", "refresh_token"]),
        );
        let browser = add(place, &[CALLBACK, &["--public"]].concat());
        let desktop = add(place, &["--kind", "desktop"]);
        let mobile = add(place, &["--kind", "mobile"]);
        for (app, remembers) in [(&browser, true), (&desktop, true), (&mobile, false)] {
            assert_eq!(app["confidentiality"], "public");
            assert_eq!(app["client_secret"], Value::Null);
            assert_eq!(flows(app), public);
            assert_eq!(app["remember_consent"], json!(remembers));
        }
        for app in [web, browser, desktop, mobile] {
            assert_eq!(
                app["scopes"],
                json!(["basic", "email"]),
                "all, when none is named"
            );
            assert_eq!(
                (&app["style"], &app["token_ttl"]),
                (&json!("documented"), &Value::Null)
            );
            for off in [
                "token_by_get",
                "token_in_query",
                "resource_server",
                "allow_short_scheme",
                "within_site_domain",
            ] {
                assert_eq!(app[off], json!(false), "{off}");
            }
        }
        let machine = add(place, &["--kind", "web", "--grant", "client_credentials"]);
        assert_eq!(
            flows(&machine),
            (json!([]), json!(["client_credentials"])),
            "no code for who trades none"
        );
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
    assert!(
        !desktop.err.contains("--add-redirect-uri"),
        "{}",
        desktop.err
    );
}

#[test]
fn every_property_can_be_named_and_is_kept() {
    each_place(|place| {
        let app = add(
            place,
            &[
                "--kind",
                "web",
                "--redirect-uri",
                "https://otter.example/cb?x=1",
                "--redirect-uri",
                "geni7://authorize",
                "--allow-short-scheme",
                "--site-domain",
                "otter.example",
                "--within-site-domain",
                "on",
                "--canvas-origin",
                "https://canvas.example:8443",
                "--site-url",
                "https://otter.example/about",
                "--owner",
                "Otter Works",
                "--description",
                "Finds otters",
                "--scope",
                "email",
                "--response-type",
                "token",
                "--response-type",
                "code",
                "--grant",
                "password",
                "--grant",
                "authorization_code",
                "--deauthorize-url",
                "https://otter.example/bye",
                "--style",
                "geni_live",
                "--remember-consent",
                "off",
                "--token-ttl",
                "60",
                "--token-by-get",
                "on",
                "--token-in-query",
                "on",
                "--resource-server",
                "on",
                "--confidential",
            ],
        );
        let kept = place.json(&["app", "show", "Otter", "--json"]);
        for (key, value) in [
            (
                "redirect_uris",
                json!(["https://otter.example/cb?x=1", "geni7://authorize"]),
            ),
            ("allow_short_scheme", json!(true)),
            ("site_domain", json!("otter.example")),
            ("within_site_domain", json!(true)),
            ("deauthorize_url", json!("https://otter.example/bye")),
            ("canvas_origin", json!("https://canvas.example:8443")),
            ("origins", json!([])),
            ("site_url", json!("https://otter.example/about")),
            ("owner", json!("Otter Works")),
            ("description", json!("Finds otters")),
            ("scopes", json!(["email"])),
            ("response_types", json!(["token", "code"])),
            ("grants", json!(["password", "authorization_code"])),
            ("style", json!("geni_live")),
            ("remember_consent", json!(false)),
            ("token_ttl", json!(60)),
            ("token_by_get", json!(true)),
            ("token_in_query", json!(true)),
            ("resource_server", json!(true)),
            ("state", json!("active")),
        ] {
            assert_eq!(kept[key], value, "{key}");
            assert_eq!(app[key], value, "{key}");
        }
    });
}

#[test]
fn an_app_is_found_by_number_uuid_client_id_and_name() {
    each_place(|place| {
        let app = add(place, &["--kind", "desktop"]);
        let text = |key: &str| app[key].as_str().unwrap().to_owned();
        let found = |which: &str| place.json(&["app", "show", which, "--json"])["id"].clone();
        for which in [
            "1",
            &text("uuid"),
            &text("uuid").to_lowercase(),
            &text("client_id"),
            "Otter",
        ] {
            assert_eq!(found(which), json!(1), "{which}");
        }
        place
            .runs(&["app", "show", "Weasel"])
            .refuses(&["\"Weasel\"", "vestibule app list"]);
        add(place, &["--kind", "desktop"]);
        for command in ["show", "disable", "enable", "edit", "rotate-secret"] {
            place
                .runs(&["app", command, "Otter"])
                .refuses(&["several apps", "1, 2"]);
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
        assert!(
            place
                .runs(&["app", "list"])
                .succeeds()
                .err
                .contains("vestibule app add")
        );
        for id in ["30", "4"] {
            add(place, &["--kind", "desktop", "--id", id]);
        }
        let list = place.json(&["app", "list", "--json"]);
        let ids: Vec<i64> = list
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|app| app["id"].as_i64())
            .collect();
        assert_eq!(ids, [4, 30]);
        let table = place.runs(&["app", "list"]).succeeds().out;
        assert!(
            table.starts_with("NUMBER") && table.lines().count() == 3,
            "{table}"
        );
    });
}
