//! `vestibule app edit`, `rotate-secret`, `disable`, `enable`, `remove`.

use super::place::{Place, each_place};
use crate::kit::outcome::Outcome;
use crate::kit::told::{holds, says, words};
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
        let flags = "--kind desktop --description old --token-ttl 60";
        let before = add(place, &words(flags));
        let mut expected = before.clone();
        let flags = words(
            "--name Weasel --description new --scope basic --style geni_live --remember-consent off \
             --token-ttl default --kind mobile",
        );
        let after = edit(place, &[&flags[..], &["--owner", "Otter Works"]].concat());
        let changes = json!({
            "name": "Weasel", "description": "new", "owner": "Otter Works", "scopes": ["basic"],
            "style": "geni_live", "remember_consent": false, "token_ttl": null, "kind": "mobile",
            "updated_at": after["updated_at"], "callbacks": {"waiting": 0, "given_up": 0, "last_error": null},
        });
        for (key, value) in changes.as_object().unwrap() {
            expected[key] = value.clone();
        }
        expected.as_object_mut().unwrap().remove("client_secret");
        assert_eq!(after, expected);
        assert_eq!(place.json(&["app", "show", "1", "--json"]), expected);
        let without = edit(place, &["--description", ""]);
        assert_eq!(without["description"], Value::Null);
    });
}

#[test]
fn redirect_uris_are_replaced_added_and_taken_away() {
    each_place(|place| {
        let first = "--kind web --public --redirect-uri https://a.example/1";
        add(place, &words(first));
        for (change, left) in [
            ("--add-redirect-uri https://a.example/2", &["1", "2"][..]),
            ("--remove-redirect-uri https://a.example/1", &["2"]),
            (
                "--redirect-uri https://a.example/3 --redirect-uri https://a.example/4",
                &["3", "4"],
            ),
        ] {
            let uris = edit(place, &words(change))["redirect_uris"].clone();
            let left = left.iter().map(|path| format!("https://a.example/{path}"));
            assert_eq!(uris, json!(left.collect::<Vec<_>>()), "{change}");
        }
        let none =
            "--remove-redirect-uri https://a.example/3 --remove-redirect-uri https://a.example/4";
        for (change, told) in [
            ("--add-redirect-uri https://a.example/3", "twice"),
            ("--add-redirect-uri http://a.example/", "plain http"),
            (
                "--remove-redirect-uri https://a.example/9",
                "not registered",
            ),
            (none, "--redirect-uri"),
        ] {
            place.refuses(&format!("app edit 1 {change}"), &[told]);
        }
        edit(
            place,
            &words("--allow-short-scheme --add-redirect-uri geni7://x"),
        );
        let off = "app edit 1 --allow-short-scheme=off";
        place.refuses(off, &["geni7://x", "--allow-short-scheme"]);
    });
}

#[test]
fn an_app_that_learns_to_keep_a_secret_gets_one_and_loses_it_again() {
    each_place(|place| {
        add(place, &["--kind", "desktop"]);
        let given = edit(place, &["--confidential"]);
        assert_eq!(given["client_secret"].as_str().map(str::len), Some(40));
        says(&place.does("app show 1").out, &["secrets end in"]);
        edit(
            place,
            &words("--grant client_credentials --resource-server on"),
        );
        place.refuses("app edit 1 --public", &["client_credentials"]);
        let back = "--public --grant authorization_code --resource-server off";
        edit(place, &words(back));
        assert!(!place.does("app show 1").out.contains("secrets end in"));
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
            .find(|line| line.starts_with("secrets end in"));
        let hints = hints.expect("hints");
        let hint_count = hints.matches('…').count();
        assert_eq!(hint_count, 1, "the old one has ended: {hints}");
        assert!(hints.ends_with(&secret[36..]), "{hints}");
        add(place, &["--kind", "desktop"]);
        place.refuses("app rotate-secret 2", &["no secret", "--confidential"]);
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
        let told = rotate(&["--overlap", "7d"]).succeeds().err;
        let until = told.split_once("old client secret works until ");
        let until = until.expect(&told).1.split(". ").next().expect("a time");
        assert!(until.starts_with("20") && until.ends_with('Z'), "{until}");
        let both = hints();
        let begins_well = both.starts_with(&first);
        assert!(
            begins_well && both.contains(&format!("(until {until}), …")),
            "{both}"
        );
        let third = rotate(&["--overlap", "12h", "--json"]).json();
        let until = third["old_secret_until"].as_str().expect("a time");
        let both = hints();
        assert_eq!(both.matches('…').count(), 2, "{both}");
        let old = first.split('…').next_back().unwrap();
        assert!(!both.contains(old), "{both}");
        assert!(both.contains(&format!("(until {until}), …")), "{both}");
        let last = rotate(&["--json"]).json();
        assert_eq!(last["old_secret_until"], Value::Null);
        assert!(last.get("old_secret_until").is_some());
        assert_eq!(hints().matches('…').count(), 1, "at once, both");
        let shown = place.json(&["app", "show", "1", "--json"]);
        assert!(shown.get("old_secret_until").is_none());
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
    let bad = words(
        "7 d 0d 7w -7d +7d 1.5h 91d 7776001s 999999999999999999999d 18446744073709551615d ٧d",
    );
    for bad in bad.into_iter().chain(["", "7 d"]) {
        let refused = rotate(bad);
        assert_eq!(refused.code, 2, "{bad:?}: {refused:?}");
        says(&refused.err, &["give a time from 1s to 90d"]);
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
        let wanted = json!({"id": 1, "callback_key": third["callback_key"]});
        holds(&shown, &wanted);
        assert_ne!(third["callback_key"], json!(second));
        for plain in [vec!["app", "show", "1", "--json"], vec!["app", "show", "1"]] {
            let shown = place.runs(&plain).succeeds().out;
            let key = third["callback_key"].as_str().unwrap();
            let is_shown = shown.contains("callback_key") || shown.contains(key);
            assert!(!is_shown, "{shown}");
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
        for command in words("show edit disable enable rotate-secret rotate-callback-key") {
            place.runs(&["app", command, "1"]).refuses(&["no app"]);
        }
        // A number is not given out again by itself.
        assert_ne!(add(place, &["--kind", "desktop"])["id"], json!(1));
    });
}

#[test]
fn of_many_who_add_apps_at_once_each_gets_a_number_of_its_own() {
    each_place(|place| {
        place.runs(&["db", "migrate"]).succeeds();
        let arguments = words("app add --name Otter --kind desktop --json");
        let runs: Vec<_> = (0..5).map(|_| place.starts(&arguments, "")).collect();
        let mut ids: Vec<i64> = runs
            .into_iter()
            .map(|run| Outcome::of(run).json()["id"].as_i64().unwrap())
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, [1, 2, 3, 4, 5]);
    });
}
