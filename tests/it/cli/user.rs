//! `vestibule user`, on both databases.

use super::place::{PASSWORD, Place, each_place, outcome};
use serde_json::json;

#[test]
fn add_answers_scripts_in_exactly_one_shape() {
    each_place(|place| {
        let run = place
            .runs_with(
                &["user", "add", " Ada ", "--password-stdin", "--json"],
                "otter-lamp-river-42\n",
            )
            .succeeds();
        let id = run
            .out
            .trim_start_matches("{\"id\":\"")
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        assert_eq!(run.out, format!("{{\"id\":\"{id}\",\"name\":\"Ada\"}}\n"));
        assert!(
            id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{id}"
        );
        assert!(
            run.err.contains("vestibule app add"),
            "what to do next: {}",
            run.err
        );
    });
}

#[test]
fn add_for_a_person_shows_data_and_says_what_is_next() {
    let place = Place::new();
    let run = place
        .runs_with(&["user", "add", "ada", "--password-stdin"], PASSWORD)
        .succeeds();
    assert!(
        run.out.contains("name") && run.out.contains("ada"),
        "{}",
        run.out
    );
    assert!(
        !run.out.contains("Next") && run.err.contains("Next"),
        "{run:?}"
    );
    assert!(!run.out.contains(PASSWORD) && !run.err.contains(PASSWORD));
}

#[test]
fn what_is_wrong_with_a_new_user_is_said() {
    each_place(|place| {
        place.runs_with(
            &[
                "user",
                "add",
                "ada",
                "--email",
                "ada@example.org",
                "--password-stdin",
            ],
            PASSWORD,
        );
        let refused = |arguments: &[&str], password: &str, words: &[&str]| {
            let all = [&["user", "add", "--password-stdin", "--json"], arguments].concat();
            place.runs_with(&all, password).refuses(words);
        };
        for taken in ["ada", "ADA", " ada ", "\u{ff41}da"] {
            refused(&[taken], PASSWORD, &["is taken", "vestibule user edit"]);
        }
        refused(
            &["bob", "--email", "Ada@Example.org"],
            PASSWORD,
            &["another user", "--email"],
        );
        refused(
            &["bob", "--email", "nowhere"],
            PASSWORD,
            &["no e-mail address"],
        );
        refused(&["bob@example.org"], PASSWORD, &["--email"]);
        refused(&["  "], PASSWORD, &["1 to 80"]);
        refused(&[&"x".repeat(81)], PASSWORD, &["1 to 80"]);
        refused(&["b\u{202e}ob"], PASSWORD, &["text-direction"]);
        refused(
            &["bob", "--display-name", "\u{7}"],
            PASSWORD,
            &["display name"],
        );
        refused(&["bob"], "short", &["at least 8"]);
        refused(&["bobbobbob"], "BobBobBob", &["user's name"]);
        refused(&["bob"], "", &["standard input is empty"]);
        refused(&["bob"], &"x".repeat(1025), &["1024 bytes"]);
        assert_eq!(
            place
                .json(&["user", "list", "--json"])
                .as_array()
                .unwrap()
                .len(),
            1
        );
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
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("--password-stdin"), "{err}");
}

#[test]
fn a_user_is_found_by_id_name_and_address() {
    each_place(|place| {
        let id = place.adds_user("ada");
        place
            .runs(&["user", "edit", "ada", "--email", "Ada@example.org"])
            .succeeds();
        for who in [id.as_str(), "ada", "ADA", "ada@EXAMPLE.org"] {
            assert_eq!(
                place.json(&["user", "show", who, "--json"])["id"],
                json!(id),
                "{who}"
            );
        }
        place
            .runs(&["user", "show", "bob"])
            .refuses(&["\"bob\"", "vestibule user list"]);
        // Nobody's name stands before somebody's id.
        let other = place.adds_user(&id.clone());
        assert_ne!(other, id);
        assert_eq!(
            place.json(&["user", "show", &id, "--json"])["name"],
            json!("ada")
        );
    });
}

#[test]
fn edit_changes_what_is_named_and_nothing_else() {
    each_place(|place| {
        let id = place.adds_user("ada");
        place.adds_user("bob");
        let edited = place.json(&[
            "user",
            "edit",
            "ada",
            "--json",
            "--name",
            "Ada L",
            "--email",
            "a@example.org",
            "--display-name",
            "Countess",
            "--admin",
            "on",
        ]);
        let kept = place.json(&["user", "show", "ada l", "--json"]);
        assert_eq!(edited, kept);
        assert_eq!(
            (
                &kept["id"],
                &kept["name"],
                &kept["email"],
                &kept["display_name"],
                &kept["admin"],
                &kept["state"]
            ),
            (
                &json!(id),
                &json!("Ada L"),
                &json!("a@example.org"),
                &json!("Countess"),
                &json!(true),
                &json!("active")
            ),
        );
        let less = place.json(&[
            "user",
            "edit",
            &id,
            "--json",
            "--email",
            "",
            "--display-name",
            "",
            "--admin",
            "off",
        ]);
        assert_eq!(
            (&less["email"], &less["display_name"], &less["admin"]),
            (&json!(null), &json!(null), &json!(false))
        );
        assert_eq!(less["name"], json!("Ada L"));
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
        place
            .runs(&["user", "remove", "ada", "--yes"])
            .refuses(&["no user"]);
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
        assert!(
            run.err.contains("ended") && !run.err.contains("river-otter"),
            "{}",
            run.err
        );
    });
}

#[test]
fn lists_are_by_name_as_json_and_as_a_table() {
    each_place(|place| {
        place.started();
        assert!(
            place
                .runs(&["user", "list"])
                .succeeds()
                .err
                .contains("vestibule user add")
        );
        for name in ["carl", "Ada", "bob"] {
            place.adds_user(name);
        }
        let list = place.json(&["user", "list", "--json"]);
        let names: Vec<&str> = list
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|user| user["name"].as_str())
            .collect();
        assert_eq!(names, ["Ada", "bob", "carl"]);
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
        let (won, lost): (Vec<_>, Vec<_>) =
            runs.into_iter().map(outcome).partition(|run| run.code == 0);
        assert_eq!(won.len(), 1, "{won:?} {lost:?}");
        for run in lost {
            run.refuses(&["\"ada\" is taken"]);
        }
    });
}
