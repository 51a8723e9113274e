//! `vestibule app edit`, `rotate-secret`, `disable`, `enable`, `remove`.

use super::place::{Place, each_place, outcome};
use serde_json::{Value, json};

fn add(place: &Place, more: &[&str]) -> Value {
    place.json(&[&["app", "add", "--json", "--name", "Otter"], more].concat())
}

fn edit(place: &Place, more: &[&str]) -> Value {
    place.json(&[&["app", "edit", "1", "--json"], more].concat())
}

#[test]
fn edit_changes_what_is_named_and_nothing_else() {
    each_place(|place| {
        let before = add(
            place,
            &[
                "--kind",
                "desktop",
                "--description",
                "old",
                "--token-ttl",
                "60",
            ],
        );
        let mut expected = before.clone();
        let after = edit(
            place,
            &[
                "--name",
                "Weasel",
                "--description",
                "new",
                "--owner",
                "Otter Works",
                "--scope",
                "basic",
                "--style",
                "geni_live",
                "--remember-consent",
                "off",
                "--token-ttl",
                "default",
                "--kind",
                "mobile",
            ],
        );
        for (key, value) in [
            ("name", json!("Weasel")),
            ("description", json!("new")),
            ("owner", json!("Otter Works")),
            ("scopes", json!(["basic"])),
            ("style", json!("geni_live")),
            ("remember_consent", json!(false)),
            ("token_ttl", Value::Null),
            ("kind", json!("mobile")),
            ("updated_at", after["updated_at"].clone()),
        ] {
            expected[key] = value;
        }
        expected.as_object_mut().unwrap().remove("client_secret");
        assert_eq!(after, expected);
        assert_eq!(place.json(&["app", "show", "1", "--json"]), expected);
        assert_eq!(
            edit(place, &["--description", ""])["description"],
            Value::Null
        );
    });
}

#[test]
fn redirect_uris_are_replaced_added_and_taken_away() {
    each_place(|place| {
        add(
            place,
            &[
                "--kind",
                "web",
                "--public",
                "--redirect-uri",
                "https://a.example/1",
            ],
        );
        let uris = |more: &[&str]| edit(place, more)["redirect_uris"].clone();
        assert_eq!(
            uris(&["--add-redirect-uri", "https://a.example/2"]),
            json!(["https://a.example/1", "https://a.example/2"])
        );
        assert_eq!(
            uris(&["--remove-redirect-uri", "https://a.example/1"]),
            json!(["https://a.example/2"])
        );
        assert_eq!(
            uris(&[
                "--redirect-uri",
                "https://a.example/3",
                "--redirect-uri",
                "https://a.example/4"
            ]),
            json!(["https://a.example/3", "https://a.example/4"])
        );
        let refused = |more: &[&str], words: &[&str]| {
            place
                .runs(&[&["app", "edit", "1"], more].concat())
                .refuses(words);
        };
        refused(&["--add-redirect-uri", "https://a.example/3"], &["twice"]);
        refused(
            &["--add-redirect-uri", "http://a.example/"],
            &["plain http"],
        );
        refused(
            &["--remove-redirect-uri", "https://a.example/9"],
            &["not registered"],
        );
        refused(
            &[
                "--remove-redirect-uri",
                "https://a.example/3",
                "--remove-redirect-uri",
                "https://a.example/4",
            ],
            &["--redirect-uri"],
        );
        edit(
            place,
            &["--allow-short-scheme", "--add-redirect-uri", "geni7://x"],
        );
        refused(
            &["--allow-short-scheme=off"],
            &["geni7://x", "--allow-short-scheme"],
        );
    });
}

#[test]
fn an_app_that_learns_to_keep_a_secret_gets_one_and_loses_it_again() {
    each_place(|place| {
        add(place, &["--kind", "desktop"]);
        let given = edit(place, &["--confidential"]);
        assert_eq!(given["client_secret"].as_str().map(str::len), Some(40));
        assert!(
            place
                .runs(&["app", "show", "1"])
                .succeeds()
                .out
                .contains("secrets end in")
        );
        edit(
            place,
            &["--grant", "client_credentials", "--resource-server", "on"],
        );
        place
            .runs(&["app", "edit", "1", "--public"])
            .refuses(&["client_credentials"]);
        edit(
            place,
            &[
                "--public",
                "--grant",
                "authorization_code",
                "--resource-server",
                "off",
            ],
        );
        assert!(
            !place
                .runs(&["app", "show", "1"])
                .succeeds()
                .out
                .contains("secrets end in")
        );
    });
}

#[test]
fn a_rotated_secret_replaces_the_old_one() {
    each_place(|place| {
        let app = add(place, &["--kind", "desktop", "--confidential"]);
        let rotated = place.json(&["app", "rotate-secret", "1", "--json"]);
        let secret = rotated["client_secret"].as_str().expect("a secret");
        assert!(secret.len() == 40 && rotated["client_secret"] != app["client_secret"]);
        assert_eq!(rotated["client_id"], app["client_id"]);
        let shown = place.runs(&["app", "show", "1"]).succeeds().out;
        let hints = shown
            .lines()
            .find(|line| line.starts_with("secrets end in"))
            .expect("hints");
        assert_eq!(
            hints.matches('…').count(),
            1,
            "the old one has ended: {hints}"
        );
        assert!(hints.ends_with(&secret[36..]), "{hints}");
        add(place, &["--kind", "desktop"]);
        place
            .runs(&["app", "rotate-secret", "2"])
            .refuses(&["no secret", "--confidential"]);
    });
}

#[test]
fn an_app_is_disabled_enabled_and_removed() {
    each_place(|place| {
        add(place, &["--kind", "desktop"]);
        let state = || place.json(&["app", "show", "1", "--json"])["state"].clone();
        place.runs(&["app", "disable", "Otter"]).succeeds();
        assert_eq!(state(), json!("disabled"));
        place.runs(&["app", "enable", "Otter"]).succeeds();
        assert_eq!(state(), json!("active"));
        place.runs(&["app", "remove", "1"]).refuses(&["--yes"]);
        let run = place.runs(&["app", "remove", "1", "--yes"]).succeeds();
        assert_eq!(run.out, "", "prose goes to stderr");
        for command in ["show", "edit", "disable", "enable", "rotate-secret"] {
            place.runs(&["app", command, "1"]).refuses(&["no app"]);
        }
        assert_ne!(
            add(place, &["--kind", "desktop"])["id"],
            json!(1),
            "a number is not given out again by itself"
        );
    });
}

#[test]
fn of_many_who_add_apps_at_once_each_gets_a_number_of_its_own() {
    each_place(|place| {
        place.runs(&["db", "migrate"]).succeeds();
        let arguments = [
            "app", "add", "--name", "Otter", "--kind", "desktop", "--json",
        ];
        let runs: Vec<_> = (0..5).map(|_| place.starts(&arguments, "")).collect();
        let mut ids: Vec<i64> = runs
            .into_iter()
            .map(|run| outcome(run).json()["id"].as_i64().unwrap())
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, [1, 2, 3, 4, 5]);
    });
}
