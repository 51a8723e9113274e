//! `vestibule user`, on both databases.

use super::place::{PASSWORD, Place, each_place};
use crate::kit::outcome::Outcome;
use crate::kit::told::{holds, says, words};
use serde_json::json;

#[test]
fn add_answers_scripts_in_exactly_one_shape() {
    each_place(|place| {
        let add = ["user", "add", " Ada ", "--password-stdin", "--json"];
        let run = place.runs_with(&add, "otter-lamp-river-42\n").succeeds();
        let begin = run.out.trim_start_matches("{\"id\":\"");
        let (id, _) = begin.split_once('"').expect("an id");
        assert_eq!(run.out, format!("{{\"id\":\"{id}\",\"name\":\"Ada\"}}\n"));
        let is_alphanumeric = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        assert!(id.len() == 22 && is_alphanumeric, "{id}");
        // What to do next.
        says(&run.err, &["vestibule app add"]);
    });
}

#[test]
fn add_for_a_person_shows_data_and_says_what_is_next() {
    let place = Place::new();
    let run = place
        .runs_with(&["user", "add", "ada", "--password-stdin"], PASSWORD)
        .succeeds();
    says(&run.out, &["name", "ada"]);
    says(&run.err, &["Next"]);
    assert!(!run.out.contains("Next"), "{run:?}");
    assert!(!run.out.contains(PASSWORD) && !run.err.contains(PASSWORD));
}

#[test]
fn what_is_wrong_with_a_new_user_is_said() {
    each_place(|place| {
        let ada = "user add ada --email ada@example.org --password-stdin";
        place.runs_with(&words(ada), PASSWORD);
        let refused = |arguments: &[&str], password: &str, words: &[&str]| {
            let all = [&["user", "add", "--password-stdin", "--json"], arguments].concat();
            place.runs_with(&all, password).refuses(words);
        };
        for taken in ["ada", "ADA", " ada ", "\u{ff41}da"] {
            refused(&[taken], PASSWORD, &["is taken", "vestibule user edit"]);
        }
        let long = "x".repeat(81);
        for (arguments, told) in [
            (&["bob", "--email", "Ada@Example.org"][..], "another user"),
            (&["bob", "--email", "nowhere"], "no e-mail address"),
            (&["bob@example.org"], "--email"),
            (&["  "], "1 to 80"),
            (&[&long], "1 to 80"),
            (&["b\u{202e}ob"], "text-direction"),
            (&["bob", "--display-name", "\u{7}"], "display name"),
            (&["bob", "--locale", "Estonian"], "language tag"),
        ] {
            refused(arguments, PASSWORD, &[told]);
        }
        refused(&["bob"], "short", &["at least 8"]);
        refused(&["bobbobbob"], "BobBobBob", &["user's name"]);
        refused(&["bob"], "", &["standard input is empty"]);
        refused(&["bob"], &"x".repeat(1025), &["1024 bytes"]);
        let all = place.json(&["user", "list", "--json"]);
        assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    });
}

#[test]
fn without_a_terminal_a_password_is_asked_for_on_standard_input() {
    // In a session of its own the program has no terminal, whoever runs the tests.
    let place = Place::new();
    let detached = std::process::Command::new("setsid")
        .args(["--wait", super::place::PROGRAM, "user", "add", "ada"])
        .current_dir(place.path())
        .env_clear()
        .stdin(std::process::Stdio::null())
        .output();
    let Ok(output) = detached else { return };
    Outcome::from(output).refuses(&["--password-stdin"]);
}

#[test]
fn a_user_is_found_by_id_name_and_address() {
    each_place(|place| {
        let id = place.adds_user("ada");
        place.does("user edit ada --email Ada@example.org");
        for who in [id.as_str(), "ada", "ADA", "ada@EXAMPLE.org"] {
            let found = place.json(&["user", "show", who, "--json"]);
            assert_eq!(found["id"], json!(id), "{who}");
        }
        place.refuses("user show bob", &["\"bob\"", "vestibule user list"]);
        // Nobody's name stands before somebody's id.
        let other = place.adds_user(&id.clone());
        assert_ne!(other, id);
        let found = place.json(&["user", "show", &id, "--json"]);
        assert_eq!(found["name"], json!("ada"));
    });
}

#[test]
fn edit_changes_what_is_named_and_nothing_else() {
    each_place(|place| {
        let id = place.adds_user("ada");
        place.adds_user("bob");
        let edit = words(
            "user edit ada --json --email a@example.org --display-name Countess --locale et --admin on --notices off --name",
        );
        let edited = place.json(&[&edit[..], &["Ada L"]].concat());
        let kept = place.json(&["user", "show", "ada l", "--json"]);
        assert_eq!(edited, kept);
        let wanted = json!({
            "id": id, "name": "Ada L", "email": "a@example.org", "display_name": "Countess", "locale": "et",
            "admin": true, "notices": false, "state": "active",
        });
        holds(&kept, &wanted);
        // Somebody goes on to administer.
        place.json(&["user", "edit", "bob", "--admin", "on", "--json"]);
        let nothing = [
            "--email",
            "",
            "--display-name",
            "",
            "--locale",
            "",
            "--admin",
            "off",
            "--notices",
            "on",
        ];
        let less = place.json(&[&["user", "edit", &id, "--json"][..], &nothing].concat());
        let wanted = json!({"email": null, "display_name": null, "locale": null, "admin": false, "notices": true, "name": "Ada L"});
        holds(&less, &wanted);
        place
            .runs(&["user", "edit", &id, "--name", "BOB"])
            .refuses(&["is taken"]);
        place.json(&["user", "edit", &id, "--json", "--name", "ADA L"]);
    });
}

#[test]
fn a_user_is_disabled_enabled_and_removed() {
    each_place(|place| {
        place.adds_user("ada");
        let state = || place.json(&["user", "show", "ada", "--json"])["state"].clone();
        place.runs(&["user", "disable", "ada"]).succeeds();
        assert_eq!(state(), json!("disabled"));
        place.runs(&["user", "enable", "ada"]).succeeds();
        assert_eq!(state(), json!("active"));
        place.runs(&["user", "remove", "ada"]).refuses(&["--yes"]);
        assert_eq!(state(), json!("active"));
        let run = place.runs(&["user", "remove", "ada", "--yes"]).succeeds();
        assert_eq!(run.out, "", "prose goes to stderr");
        for command in ["show", "disable", "enable"] {
            place.runs(&["user", command, "ada"]).refuses(&["no user"]);
        }
        place.refuses("user remove ada --yes", &["no user"]);
        place
            .runs_with(&["user", "password", "ada", "--password-stdin"], PASSWORD)
            .refuses(&["no user"]);
    });
}

#[test]
fn a_password_is_set_by_the_rules_of_a_new_one() {
    each_place(|place| {
        place.adds_user("ada");
        let set = |password: &str| {
            place.runs_with(&["user", "password", "ada", "--password-stdin"], password)
        };
        set("short").refuses(&["at least 8"]);
        let run = set("river-otter-lamp-43\r\n").succeeds();
        assert_eq!(run.out, "");
        says(&run.err, &["ended"]);
        assert!(!run.err.contains("river-otter"), "{}", run.err);
    });
}

#[test]
fn lists_are_by_name_as_json_and_as_a_table() {
    each_place(|place| {
        place.started();
        says(&place.does("user list").err, &["vestibule user add"]);
        for name in ["carl", "Ada", "bob"] {
            place.adds_user(name);
        }
        let list = place.json(&["user", "list", "--json"]);
        let names = [0, 1, 2, 3].map(|at| list[at]["name"].clone());
        assert_eq!(json!(names), json!(["Ada", "bob", "carl", null]));
        let table = place.runs(&["user", "list"]).succeeds().out;
        assert_eq!(table.lines().count(), 4, "{table}");
        assert!(table.starts_with("NAME"), "{table}");
    });
}

#[test]
fn of_many_who_add_the_same_name_at_once_one_wins_and_the_others_are_told() {
    each_place(|place| {
        place.runs(&["db", "migrate"]).succeeds();
        let arguments = ["user", "add", "ada", "--password-stdin", "--json"];
        let runs: Vec<_> = (0..4).map(|_| place.starts(&arguments, PASSWORD)).collect();
        let runs = runs.into_iter().map(Outcome::of);
        let (won, lost): (Vec<_>, Vec<_>) = runs.partition(|run| run.code == 0);
        assert_eq!(won.len(), 1, "{won:?} {lost:?}");
        for run in lost {
            run.refuses(&["\"ada\" is taken"]);
        }
    });
}
