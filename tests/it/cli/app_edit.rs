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
            (
                "callbacks",
                json!({"waiting": 0, "given_up": 0, "last_error": null}),
            ),
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
fn a_rotated_secret_works_on_for_the_overlap_and_a_third_ends_the_first() {
    each_place(|place| {
        add(place, &["--kind", "web"]);
        let rotate = |more: &[&str]| place.runs(&[&["app", "rotate-secret", "1"], more].concat());
        let hints = || {
            let shown = place.runs(&["app", "show", "1"]).succeeds().out;
            let line = shown.lines().find(|line| line.starts_with("secrets end"));
            line.expect("hints").to_owned()
        };
        let first = hints();
        let told = rotate(&["--overlap", "7d"]).succeeds();
        let until = told
            .err
            .split_once("old client secret works until ")
            .expect(&told.err)
            .1;
        let until = until.split(". ").next().expect("a time").to_owned();
        assert!(until.starts_with("20") && until.ends_with('Z'), "{until}");
        let both = hints();
        assert!(
            both.starts_with(&first) && both.contains(&format!("(until {until}), …")),
            "{both}"
        );
        let third = rotate(&["--overlap", "12h", "--json"]).json();
        let until = third["old_secret_until"].as_str().expect("a time");
        let both = hints();
        assert_eq!(both.matches('…').count(), 2, "{both}");
        assert!(
            !both.contains(first.split('…').next_back().unwrap()),
            "{both}"
        );
        assert!(both.contains(&format!("(until {until}), …")), "{both}");
        let last = rotate(&["--json"]).json();
        assert_eq!(last["old_secret_until"], Value::Null);
        assert!(last.as_object().unwrap().contains_key("old_secret_until"));
        assert_eq!(hints().matches('…').count(), 1, "at once, both");
        assert!(
            !place
                .json(&["app", "show", "1", "--json"])
                .as_object()
                .unwrap()
                .contains_key("old_secret_until")
        );
    });
}

#[test]
fn an_overlap_is_a_time_of_at_most_ninety_days() {
    let place = Place::new();
    add(&place, &["--kind", "web"]);
    let rotate = |overlap: &str| {
        let overlap = format!("--overlap={overlap}");
        place.runs(&["app", "rotate-secret", "1", &overlap])
    };
    for good in ["90s", "30m", "12h", "90d"] {
        rotate(good).succeeds();
    }
    for bad in [
        "",
        "7",
        "d",
        "0d",
        "7w",
        "7 d",
        "-7d",
        "+7d",
        "1.5h",
        "91d",
        "7776001s",
        "999999999999999999999d",
        "18446744073709551615d",
        "٧d",
    ] {
        let refused = rotate(bad);
        assert_eq!(refused.code, 2, "{bad:?}: {refused:?}");
        assert!(
            refused.err.contains("give a time from 1s to 90d"),
            "{bad:?}: {refused:?}"
        );
    }
}

#[test]
fn a_callback_key_is_shown_as_often_as_asked_and_renewed_for_one_app_alone() {
    each_place(|place| {
        add(place, &["--kind", "web"]);
        place.json(&["app", "add", "--json", "--name", "Weasel", "--kind", "web"]);
        let key = |app: &str| {
            let run = place.runs(&["app", "show", app, "--callback-key"]);
            run.succeeds().out.trim_end().to_owned()
        };
        let (first, other) = (key("1"), key("2"));
        assert!(first.len() == 43 && first != other, "{first}");
        assert_eq!(key("Otter"), first);
        let told = place.runs(&["app", "rotate-callback-key", "1"]).succeeds();
        let second = told.out.trim_end();
        assert!(second != first && key("1") == second, "{told:?}");
        assert!(!told.err.contains(second), "keys stand on stdout alone");
        assert_eq!(key("2"), other);
        let third = place.json(&["app", "rotate-callback-key", "1", "--json"]);
        let shown = place.json(&["app", "show", "1", "--json", "--callback-key"]);
        assert_eq!(
            (&shown["id"], &shown["callback_key"]),
            (&json!(1), &third["callback_key"])
        );
        assert_ne!(third["callback_key"], json!(second));
        for plain in [vec!["app", "show", "1", "--json"], vec!["app", "show", "1"]] {
            let shown = place.runs(&plain).succeeds().out;
            let key = third["callback_key"].as_str().unwrap();
            assert!(
                !shown.contains("callback_key") && !shown.contains(key),
                "{shown}"
            );
        }
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
        for command in [
            "show",
            "edit",
            "disable",
            "enable",
            "rotate-secret",
            "rotate-callback-key",
        ] {
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
