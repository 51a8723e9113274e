//! `--preset geni-live`: what old programs need, in one word.

use super::app::{ADD, CALLBACK, add};
use super::place::{Place, each_place};
use crate::kit::told::{holds, says, words};
use serde_json::json;

const PRESET: &[&str] = &["--preset", "geni-live"];

#[test]
fn it_turns_on_what_an_old_program_needs_and_nothing_else() {
    each_place(|place| {
        for kind in [&["--kind", "desktop"][..], &["--kind", "mobile"], CALLBACK] {
            let plain = add(place, kind);
            let old = add(place, &[kind, PRESET].concat());
            let set = json!({
                "style": "geni_live", "response_types": ["token", "code"], "token_by_get": true,
                "token_in_query": true,
            });
            holds(&old, &set);
            let mut expected = plain;
            let own = words("id uuid client_id client_secret created_at updated_at");
            let set = set.as_object().unwrap().keys().map(String::as_str);
            for changed in own.into_iter().chain(set) {
                expected[changed] = old[changed].clone();
            }
            assert_eq!(old, expected, "and nothing else");
            assert!(old.get("preset").is_none(), "the switches are the truth");
        }
    });
}

#[test]
fn what_is_named_beside_it_stays_as_named() {
    each_place(|place| {
        let named =
            words("--kind desktop --style documented --token-by-get off --response-type token");
        let app = add(place, &[&named[..], PRESET].concat());
        let wanted = json!({
            "style": "documented", "response_types": ["token"], "token_by_get": false,
            "token_in_query": true,
        });
        holds(&app, &wanted);
        let grants = ["--kind", "desktop", "--grant", "refresh_token"];
        let app = add(place, &[&grants, PRESET].concat());
        assert_eq!(app["response_types"], json!(["token"]), "it trades no code");
    });
}

#[test]
fn an_app_that_is_there_learns_it_and_the_leaks_are_told() {
    let place = Place::new();
    let old = [ADD, &["--kind", "desktop"], PRESET].concat();
    let said = place.runs(&old).succeeds().err;
    says(&said, &["Careful", "geni.short_paths"]);
    add(&place, &["--kind", "desktop"]);
    let edit = [&["app", "edit", "2", "--json"], PRESET].concat();
    let run = place.runs(&edit).succeeds();
    assert!(run.err.contains("Careful"), "{}", run.err);
    let shown = place.json(&["app", "show", "2", "--json"]);
    assert_eq!(shown["style"], json!("geni_live"));
    let unknown = [ADD, &["--kind", "desktop", "--preset", "x"]].concat();
    assert_eq!(place.runs(&unknown).code, 2);
}
