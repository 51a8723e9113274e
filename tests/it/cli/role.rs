//! `vestibule role`, on both databases.

use super::place::{Place, each_place};
use crate::kit::told::{holds, says, words};
use serde_json::{Value, json};

fn adds_app(place: &Place, more: &[&str]) {
    let add = ["app", "add", "--name", "Otter", "--kind", "web", "--json"];
    place.json(&[&add, more].concat());
}

fn adds_role(place: &Place, name: &str, more: &[&str]) -> String {
    let add = ["role", "add", "--app", "1", "--name", name, "--json"];
    let added = place.json(&[&add, more].concat());
    added["id"].as_str().expect("an id").to_owned()
}

fn shows(place: &Place, id: &str) -> Value {
    place.json(&["role", "show", id, "--json"])
}

const GROUPS: &str = r#"{"mediaRelay":true,"groups":{"otters":{"publish":true}},"pstnOut":["1"]}"#;

#[test]
fn add_answers_scripts_with_the_id_alone_and_the_defaults_grant_nothing() {
    each_place(|place| {
        adds_app(place, &[]);
        let add = words("role add --app Otter --name member --json");
        let run = place.runs(&add).succeeds();
        let added: Value = serde_json::from_str(&run.out).expect("JSON");
        let id = added["id"].as_str().expect("an id");
        assert_eq!(run.out, format!("{{\"id\":\"{id}\"}}\n"));
        assert!(id.len() == 36 && id == id.to_uppercase(), "{id}");
        assert!(run.err.contains("POST /v1/tokens"), "{}", run.err);
        let role = shows(place, &id.to_lowercase());
        let app = place.json(&["app", "show", "1", "--json"]);
        let expected = json!({
            "id": id, "appId": app["uuid"], "name": "member", "mediaRelay": false, "events": {},
            "groups": {}, "pstnOut": [], "callerIds": [],
            "createdAt": role["createdAt"], "updatedAt": role["updatedAt"],
        });
        assert_eq!(role, expected);
    });
}

#[test]
fn what_a_role_grants_comes_from_a_file_or_standard_input_and_flags_count_before_it() {
    each_place(|place| {
        adds_app(place, &[]);
        place.writes("role.json", GROUPS);
        let file = ["--json-file", "role.json", "--media-relay", "off"];
        let role = shows(place, &adds_role(place, "guest", &file));
        assert_eq!(role["groups"], json!({"otters":{"publish":true}}));
        let wanted = json!({"pstnOut": ["1"], "name": "guest", "mediaRelay": false});
        holds(&role, &wanted);
        let id = role["id"].as_str().expect("an id");
        let edit = ["role", "edit", id, "--json-file", "-", "--json"];
        let sent = r#"{"name":"otter","events":{"a":1}}"#;
        let edited = place.runs_with(&edit, sent).json();
        holds(&edited, &json!({"name": "otter", "events": {"a":1}}));
        assert_eq!(edited["groups"], role["groups"], "what is not named stays");
        // What show prints can be sent back.
        let again = place.runs_with(&edit, &edited.to_string()).json();
        assert_eq!(again["groups"], edited["groups"]);
        let on = ["role", "edit", id, "--media-relay", "on", "--json"];
        assert_eq!(place.json(&on)["mediaRelay"], json!(true));
    });
}

#[test]
fn roles_are_listed_and_shown_to_people_and_removed_only_when_that_is_meant() {
    each_place(|place| {
        adds_app(place, &[]);
        let none = place.runs(&["role", "list", "--app", "1"]).succeeds();
        assert_eq!(none.out, "");
        says(&none.err, &["vestibule role add --app 1"]);
        let ids = ["b", "a"].map(|name| adds_role(place, name, &["--media-relay", "on"]));
        let all = place.json(&["role", "list", "--app", "1", "--json"]);
        let names = [0, 1, 2].map(|at| all[at]["name"].clone());
        assert_eq!(json!(names), json!(["a", "b", null]));
        let table = place.runs(&["role", "list", "--app", "1"]).succeeds().out;
        assert!(table.starts_with("NAME"), "{table}");
        says(&table, &[&ids[0]]);
        let record = place.runs(&["role", "show", &ids[0]]).succeeds().out;
        says(&record, &["Otter (number 1)", "media relay", "groups"]);
        place
            .runs(&["role", "remove", &ids[0]])
            .refuses(&["add --yes"]);
        shows(place, &ids[0]);
        let gone = place.runs(&["role", "remove", &ids[0], "--yes"]).succeeds();
        let told = (gone.out.as_str(), gone.err.as_str());
        assert_eq!(told, ("", "b is removed.\n"));
        place
            .runs(&["role", "show", &ids[0]])
            .refuses(&["no such role", "vestibule role list --app"]);
    });
}

#[test]
fn what_is_wrong_with_a_role_is_said_with_what_mends_it() {
    let place = Place::new();
    adds_app(&place, &[]);
    let id = adds_role(&place, "member", &[]);
    let other = adds_role(&place, "other", &[]);
    let add = |name: &str, more: &[&str]| {
        place.runs(&[&["role", "add", "--app", "1", "--name", name], more].concat())
    };
    add("member", &[]).refuses(&["another role", "--name", "vestibule role edit"]);
    add("", &[]).refuses(&["1 to 255 characters", "give another with --name"]);
    add("x", &["--json-file", "none.json"])
        .refuses(&["none.json cannot be read", "standard input"]);
    for (text, words) in [
        ("[]", ["role.json holds no JSON object", "subscribe"]),
        ("{", ["role.json holds no JSON object", "subscribe"]),
        (r#"{"groups":[]}"#, ["groups is an object", "--json-file"]),
        (&" ".repeat(20_001), ["20000 bytes", "shorter"]),
    ] {
        place.writes("role.json", text);
        add("x", &["--json-file", "role.json"]).refuses(&words);
    }
    place
        .runs(&["role", "edit", &other, "--name", "member"])
        .refuses(&["another role"]);
    place
        .runs(&["role", "edit", &id, "--name", "member"])
        .succeeds();
    for unknown in ["member", "00000000-0000-4000-8000-000000000001"] {
        place
            .runs(&["role", "remove", unknown, "--yes"])
            .refuses(&["no such role"]);
    }
    place.refuses("role list --app 9", &["no app \"9\"", "vestibule app list"]);
    let desktop = ["app", "add", "--name", "D", "--kind", "desktop", "--json"];
    place.json(&desktop);
    place.refuses(
        "role add --app D --name x",
        &[
            "has no client secret",
            "vestibule app edit 2 --confidential",
        ],
    );
    let all = place.json(&["role", "list", "--app", "1", "--json"]);
    assert_eq!(all.as_array().expect("a list").len(), 2);
}
