//! People come in by a link or by import and are shown in full: `user invite`, `reset-link`, `import`, `export`.

use crate::kit::told::says;
use super::place::{PASSWORD, Place, each_place};
use crate::kit::db::Raw;
use crate::kit::outcome::Outcome;
use serde_json::{Value, json};

const HASH: &str = "$2b$04$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO";

#[track_caller]
fn token_of(link: &str, origin: &str) -> String {
    let base = format!("{origin}/account/choose-password?link=");
    let token = link
        .strip_prefix(&base)
        .unwrap_or_else(|| panic!("{link}"));
    let is_token = token.len() == 40 && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    assert!(is_token, "{link}");
    token.to_owned()
}

fn state(place: &Place, name: &str) -> Value {
    place.json(&["user", "show", name, "--json"])["state"].clone()
}

#[test]
fn invite_prints_the_link_alone_and_again_a_new_one_for_the_same_user() {
    each_place(|place| {
        let run = place.does("user invite ada --email ada@example.org");
        assert_eq!(run.out.lines().count(), 1, "{run:?}");
        let first = token_of(run.out.trim(), "http://127.0.0.1:8080");
        assert!(run.err.contains("Give this link to ada"), "{run:?}");
        assert!(!run.err.contains(&first), "{run:?}");
        assert_eq!(state(place, "ada"), json!("invited"));
        let again = place.json(&["user", "invite", "ADA", "--json"]);
        assert_ne!(token_of(again["link"].as_str().unwrap(), "http://127.0.0.1:8080"), first);
        let id = place.json(&["user", "show", "ada", "--json"])["id"].clone();
        assert_eq!((&again["id"], &again["name"]), (&id, &json!("ada")));
        assert!(again["expires_at"].as_str().is_some_and(|at| at.ends_with('Z')));
        let elsewhere = place.json(&[
            "user", "invite", "bob", "--json", "--public-url", "https://id.example.org",
        ]);
        token_of(elsewhere["link"].as_str().unwrap(), "https://id.example.org");
        place.refuses("user invite ada --admin", &["invited already", "user edit"]);
        place.refuses("user invite ada --locale et", &["invited already", "user edit"]);
        place.does("user invite eve --locale et_ee");
        assert_eq!(place.json(&["user", "show", "eve", "--json"])["locale"], json!("et-EE"));
        place.refuses("user invite gus --locale no!", &["no language tag"]);
        place.refuses("user invite carl --email ADA@example.org", &["another user"]);
        place.refuses("user reset-link ada", &["no password yet", "user invite"]);
    });
}

#[test]
fn a_link_for_another_password_is_for_users_that_are_in() {
    each_place(|place| {
        place.adds_user("ada");
        let run = place.runs(&["user", "reset-link", "ada"]).succeeds();
        token_of(run.out.trim(), "http://127.0.0.1:8080");
        assert_eq!(state(place, "ada"), json!("active"));
        place.refuses("user invite ada", &["has a password already", "user reset-link ada"]);
        place.runs(&["user", "disable", "ada"]).succeeds();
        for command in ["reset-link", "invite"] {
            place.refuses(&format!("user {command} ada"), &["is disabled", "user enable"]);
        }
        place.refuses("user reset-link nobody", &["no user", "user list"]);
    });
}

#[test]
fn a_password_from_an_operator_brings_an_invited_user_in_and_enabling_one_without_does_not() {
    let place = Place::new();
    place.runs(&["user", "invite", "ada"]).succeeds();
    place.runs(&["user", "disable", "ada"]).succeeds();
    let enabled = place.runs(&["user", "enable", "ada"]).succeeds();
    assert!(enabled.err.contains("invited again"), "{enabled:?}");
    assert_eq!(state(&place, "ada"), json!("invited"));
    let set = ["user", "password", "ada", "--password-stdin"];
    place.runs_with(&set, PASSWORD).succeeds();
    assert_eq!(state(&place, "ada"), json!("active"));
    place
        .runs_with(&set, "Password123")
        .refuses(&["guessed first"]);
}

fn imports(place: &Place, lines: &[Value]) -> Outcome {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    place.writes("people.jsonl", &text);
    place.runs(&["user", "import", "people.jsonl", "--json"])
}

#[test]
fn import_takes_each_line_whole_or_not_at_all_and_says_which() {
    each_place(|place| {
        place.adds_user("taken");
        let run = imports(
            place,
            &[
                json!({"name": "ada", "email": "ada@example.org", "display_name": "Countess",
                       "locale": "pt-br", "admin": true, "password_hash": HASH}),
                json!({"name": "ADA", "password_hash": HASH}),
                json!({"name": "bob", "email": "Ada@Example.org", "password_hash": HASH}),
                json!({"name": "taken", "password_hash": HASH}),
                json!({"name": "carl", "password_hash": "secret-of-carl"}),
                json!({"name": "dora"}),
                json!({"name": "emil", "password_hash": HASH, "uid": "secret-of-emil"}),
                json!(["secret-of-nobody"]),
                json!({"name": "fred@example.org", "password_hash": HASH}),
                json!({"name": "bob", "password_hash": HASH}),
                json!({"name": "gert", "locale": "Portuguese", "password_hash": HASH}),
            ],
        );
        assert_eq!(run.code, 1, "{run:?}");
        let report: Value = serde_json::from_str(&run.out).expect("JSON alone");
        assert_eq!(report["imported"], json!(2));
        let refused = report["refused"].as_array().expect("a list");
        let lines: Vec<u64> = refused.iter().filter_map(|it| it["line"].as_u64()).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9, 11]);
        says(&run.err, &["line 2:", "is taken", "line 5: password_hash is none", "line 6:", "(column", "line 11:", "language tag"]);
        assert!(!run.err.contains("secret-of") && !run.out.contains("secret-of"), "{run:?}");
        let ada = place.json(&["user", "show", "ada", "--json"]);
        assert_eq!(
            (&ada["email"], &ada["display_name"], &ada["admin"], &ada["state"]),
            (&json!("ada@example.org"), &json!("Countess"), &json!(true), &json!("active"))
        );
        assert_eq!(ada["locale"], json!("pt-BR"));
        let all = place.json(&["user", "list", "--json"]);
        assert_eq!(all.as_array().map(Vec::len), Some(3), "{all}");
    });
}

#[test]
fn import_reads_standard_input_and_skips_empty_lines() {
    let place = Place::new();
    let line = json!({"name": "ada", "password_hash": HASH});
    let run = place
        .runs_with(&["user", "import", "-"], &format!("\n{line}\r\n\n"))
        .succeeds();
    assert_eq!(run.out, "");
    assert!(run.err.contains("Imported: 1."), "{run:?}");
    place.refuses("user import nothing-here", &["cannot be read"]);
}

#[test]
fn import_goes_on_behind_lines_that_cannot_be_read() {
    each_place(|place| {
        let good = |name: &str| json!({"name": name, "password_hash": HASH}).to_string();
        let long = format!("{{\"name\":\"{}\"}}", "x".repeat(140_000));
        let mut file = format!(
            "\u{feff}{}\n{long}\n{}\n",
            good("ada"),
            good("bob")
        )
        .into_bytes();
        file.extend(b"{\"name\":\"J\xf5geva\",\"password_hash\":\"x\"}\n");
        file.extend(good("carl").bytes());
        let path = place.path().join("people.jsonl");
        std::fs::write(&path, file).expect("a file");
        let path = path.to_string_lossy().into_owned();
        let run = place.runs(&["user", "import", &path, "--json"]);
        assert_eq!(run.code, 1, "{run:?}");
        let report: Value = serde_json::from_str(&run.out).expect("JSON alone");
        assert_eq!(report["imported"], json!(3), "{report}");
        let refused = &report["refused"];
        assert_eq!((&refused[0]["line"], &refused[1]["line"]), (&json!(2), &json!(4)));
        assert!(run.err.contains("65536") && run.err.contains("UTF-8"), "{run:?}");
        let all = place.json(&["user", "list", "--json"]);
        assert_eq!(all.as_array().map(Vec::len), Some(3), "{all}");
    });
}

#[test]
fn export_is_one_json_document() {
    each_place(|place| {
        imports(place, &[json!({"name": "ada", "locale": "et", "password_hash": HASH})]).succeeds();
        place.runs(&["user", "reset-link", "ada"]).succeeds();
        let file = place.json(&["user", "export", "ada", "--json"]);
        assert_eq!(file["user"]["name"], json!("ada"));
        assert_eq!(file["user"]["locale"], json!("et"));
        assert_eq!(file["password"]["hash"], json!("bcrypt"));
        assert_eq!(file["one_time_links"][0]["purpose"], json!("reset"));
        let pretty = place.runs(&["user", "export", "ada"]).succeeds().out;
        assert!(pretty.lines().count() > 10, "{pretty}");
        assert!(!pretty.contains(HASH), "{pretty}");
        place.refuses("user export bob", &["no user"]);
    });
}

#[test]
fn a_second_step_is_listed_and_reset_when_that_is_confirmed() {
    each_place(|place| {
        imports(place, &[json!({"name": "ada", "password_hash": HASH})]).succeeds();
        let listed = place.json(&["user", "factors", "ada", "--json"]);
        let none = json!({
            "authenticators": [], "passkeys": [], "recovery_codes_left": 0, "wrong_codes": 0, "codes_closed": false,
        });
        assert_eq!(listed, none);
        let prose = place.runs(&["user", "factors", "ada"]).succeeds();
        assert!(prose.err.contains("a password alone"), "{prose:?}");
        place.refuses("user reset-factors ada", &["--yes"]);
        let reset = place.runs(&["user", "reset-factors", "ada", "--yes"]).succeeds();
        assert!(reset.err.contains("The password stays"), "{reset:?}");
        place.refuses("user factors bob", &["no user"]);
        place.refuses("user reset-factors bob --yes", &["no user"]);
    });
}

#[test]
fn users_without_a_second_step_are_listed_and_closed_codes_are_named_where_limits_are_reset() {
    let place = Place::new();
    place.adds_user("ada");
    place.adds_user("ben");
    let names = || {
        let listed = place.json(&["user", "list", "--without-second-step", "--json"]);
        let names = listed.as_array().expect("a list").iter();
        names.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(), ["ada", "ben"]);
    let mut raw = Raw::of_file(&place.data().join("vestibule.db"));
    raw.run(
        "INSERT INTO authenticators SELECT 1, key, 'Phone', x'00', 'none', 0, NULL, 0 FROM users WHERE name = 'ada'",
    );
    assert_eq!(names(), ["ben"]);
    let shown = |name: &str| place.json(&["user", "show", name, "--json"])["second_step"].clone();
    assert_eq!((shown("ada"), shown("ben")), (json!(true), json!(false)));
    says(&place.does("user show ada").out, &["second step       yes"]);
    says(&place.does("user list").out, &["SECOND STEP", "yes"]);
    let link = place.does("user reset-link ada");
    says(&link.err, &["still asked for the second step", "user reset-factors ada"]);
    assert!(!place.does("user reset-link ben").err.contains("second step"));
    let unlocked = place.does("user unlock ada");
    assert!(!unlocked.err.contains("codes are closed"), "{unlocked:?}");
    raw.run("UPDATE users SET wrong_codes = 20 WHERE name = 'ada'");
    says(&place.does("user unlock ada").err, &["codes are closed for ada", "user reset-factors ada"]);
    place.does("user remove ben --yes");
    assert_eq!(names(), Vec::<String>::new());
    says(&place.does("user list --without-second-step").err, &["All users have a second step."]);
}

#[test]
fn an_invitation_by_mail_of_a_new_user_wants_an_address_first() {
    each_place(|place| {
        place.writes("vestibule.toml", "[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n");
        place.refuses("user invite ada --send", &["no user \"ada\" yet", "give one with --email"]);
        place.does("user invite ada");
        let known = place.refuses("user invite ada --send", &["user edit ada --email ADDRESS"]);
        assert!(!known.err.contains("yet"), "{known:?}");
        place.does("user edit ada --email ada@example.org");
        place.does("user invite ada --send");
    });
}
