//! `--preset geni-live`: what old programs need, in one word.

use super::app::{ADD, CALLBACK, add};
use super::place::{Place, each_place};
use serde_json::{Value, json};

const PRESET: &[&str] = &["--preset", "geni-live"];

fn switches(app: &Value) -> [&Value; 4] {
    ["style", "response_types", "token_by_get", "token_in_query"].map(|key| &app[key])
}

#[test]
fn it_turns_on_what_an_old_program_needs_and_nothing_else() {
    each_place(|place| {
        for kind in [
            ["--kind", "desktop"].as_slice(),
            &["--kind", "mobile"],
            CALLBACK,
        ] {
            let plain = add(place, kind);
            let old = add(place, &[kind, PRESET].concat());
            assert_eq!(
                switches(&old),
                [
                    &json!("geni_live"),
                    &json!(["token", "code"]),
                    &json!(true),
                    &json!(true)
                ]
            );
            let mut expected = plain;
            for own in [
                "id",
                "uuid",
                "client_id",
                "client_secret",
                "created_at",
                "updated_at",
            ] {
                expected[own] = old[own].clone();
            }
            for set in ["style", "response_types", "token_by_get", "token_in_query"] {
                expected[set] = old[set].clone();
            }
            assert_eq!(old, expected, "and nothing else");
            assert!(old.get("preset").is_none(), "the switches are the truth");
        }
    });
}

#[test]
fn what_is_named_beside_it_stays_as_named() {
    each_place(|place| {
        let named = [
            "--kind",
            "desktop",
            "--style",
            "documented",
            "--token-by-get",
            "off",
            "--response-type",
            "token",
        ];
        let app = add(place, &[&named, PRESET].concat());
        assert_eq!(
            switches(&app),
            [
                &json!("documented"),
                &json!(["token"]),
                &json!(false),
                &json!(true)
            ]
        );
        let grants = ["--kind", "desktop", "--grant", "refresh_token"];
        let app = add(place, &[&grants, PRESET].concat());
        assert_eq!(app["response_types"], json!(["token"]), "it trades no code");
    });
}

#[test]
fn an_app_that_is_there_learns_it_and_the_leaks_are_told() {
    let place = Place::new();
    let said = place
        .runs(&[ADD, &["--kind", "desktop"], PRESET].concat())
        .succeeds()
        .err;
    assert!(
        said.contains("Careful") && said.contains("geni.short_paths"),
        "{said}"
    );
    add(&place, &["--kind", "desktop"]);
    let edit = [&["app", "edit", "2", "--json"], PRESET].concat();
    let run = place.runs(&edit).succeeds();
    assert!(run.err.contains("Careful"), "{}", run.err);
    let shown = place.json(&["app", "show", "2", "--json"]);
    assert_eq!(shown["style"], json!("geni_live"));
    assert_eq!(
        place
            .runs(&[ADD, &["--kind", "desktop", "--preset", "x"]].concat())
            .code,
        2
    );
}
