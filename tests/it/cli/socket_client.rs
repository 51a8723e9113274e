//! `vestibule socket-client`, on both databases.

use super::place::{Place, each_started_place};
use crate::kit::told::{says, words};
use serde_json::{Value, json};

const HOOK: &str = "https://bot.example.org/hook";

fn adds(place: &Place, name: &str, more: &[&str]) -> String {
    let add = ["socket-client", "add", name, "--json"];
    let added = place.json(&[&add, more].concat());
    added["secret"].as_str().expect("a secret").to_owned()
}

fn shows(place: &Place, name: &str) -> Value {
    place.json(&["socket-client", "show", name, "--json"])
}

fn webhook_key(place: &Place, name: &str) -> String {
    let run = place.runs(&["socket-client", "show", name, "--webhook-key"]);
    let run = run.succeeds();
    assert_eq!((run.out.len(), run.err.as_str()), (44, ""), "{run:?}");
    run.out.trim().to_owned()
}

#[test]
fn add_answers_scripts_with_client_and_secret_alone_and_tells_people_what_to_do() {
    each_started_place(|place| {
        let add = ["socket-client", "add", "facebook", "--json"];
        let run = place.runs(&add).succeeds();
        let added: Value = serde_json::from_str(&run.out).expect("JSON");
        let secret = added["secret"].as_str().expect("a secret");
        let form = format!("{{\"client\":\"facebook\",\"secret\":\"{secret}\"}}\n");
        assert_eq!(run.out, form);
        assert!(secret.len() == 40 && secret.chars().all(|c| c.is_ascii_alphanumeric()));
        let next = ["not shown again", "gateway.enabled = true", "--webhook-url"];
        says(&run.err, &next);
        let client = shows(place, "facebook");
        let expected = json!({
            "client": "facebook", "webhook_url": null, "source": "cli",
            "created_at": client["created_at"], "updated_at": client["updated_at"],
        });
        assert_eq!(client, expected);
    });
}

#[test]
fn what_add_says_fits_the_settings() {
    let place = Place::new().with("VESTIBULE_GATEWAY_ENABLED", "true");
    place.started();
    let add = ["socket-client", "add", "my bot", "--webhook-url", HOOK];
    let run = place.runs(&add).succeeds();
    let begin = "client            my bot\nsecret  ";
    assert!(run.out.starts_with(begin), "{run:?}");
    let shows_key = "show \"my bot\" --webhook-key";
    says(&run.err, &["127.0.0.1:3000", "identify", HOOK, shows_key]);
    assert!(!run.err.contains("is off"), "{}", run.err);
}

#[test]
fn clients_are_listed_by_name_and_shown_without_their_secrets() {
    each_started_place(|place| {
        let none = place.runs(&["socket-client", "list"]).succeeds();
        assert_eq!(none.out, "");
        says(&none.err, &["socket-client add"]);
        assert_eq!(place.json(&["socket-client", "list", "--json"]), json!([]));
        let secrets = [
            adds(place, "telegram", &["--webhook-url", HOOK]),
            adds(place, "facebook", &[]),
        ];
        let all = place.json(&["socket-client", "list", "--json"]);
        assert_eq!(all[0], shows(place, "facebook"));
        assert_eq!(all[1], shows(place, "telegram"));
        assert_eq!(all[1]["webhook_url"], json!(HOOK));
        let table = place.runs(&["socket-client", "list"]).succeeds().out;
        assert!(table.starts_with("CLIENT"), "{table}");
        says(&table, &[HOOK]);
        let record = place.does("socket-client show telegram").out;
        says(&record, &["telegram", "command line", HOOK, "added"]);
        for text in [all.to_string(), table, record] {
            let tells = secrets.iter().any(|secret| text.contains(secret));
            assert!(!tells, "{text}");
        }
    });
}

#[test]
fn secrets_and_webhook_keys_are_replaced_each_by_itself() {
    each_started_place(|place| {
        let first = adds(place, "facebook", &[]);
        adds(place, "telegram", &[]);
        let key = webhook_key(place, "facebook");
        assert_ne!(key, webhook_key(place, "telegram"), "each has its own");
        let rotate = ["socket-client", "rotate", "facebook", "--json"];
        let run = place.runs(&rotate).succeeds();
        let rotated: Value = serde_json::from_str(&run.out).expect("JSON");
        let second = rotated["secret"].as_str().expect("a secret");
        let form = format!("{{\"client\":\"facebook\",\"secret\":\"{second}\"}}\n");
        assert_eq!(run.out, form);
        assert_ne!(second, first);
        assert!(run.err.contains("closed"), "{}", run.err);
        assert_eq!(webhook_key(place, "facebook"), key);
        let rotate = ["socket-client", "rotate-webhook-key", "facebook"];
        let told = place.runs(&rotate).succeeds().out;
        assert_eq!(told.trim(), webhook_key(place, "facebook"));
        assert_ne!(told.trim(), key);
        let show = words("socket-client show facebook --webhook-key --json");
        assert_eq!(place.json(&show)["webhook_key"], json!(told.trim()));
    });
}

#[test]
fn a_webhook_is_set_and_taken_away() {
    each_started_place(|place| {
        adds(place, "facebook", &[]);
        let edit =
            |url: &str| place.runs(&["socket-client", "edit", "facebook", "--webhook-url", url]);
        for (url, kept, said) in [
            (HOOK, json!(HOOK), HOOK),
            ("", Value::Null, "no webhook yet"),
            (
                "https://BOT.example.org",
                json!("https://bot.example.org/"),
                "signed with",
            ),
        ] {
            let run = edit(url).succeeds();
            assert_eq!(run.out, "");
            says(&run.err, &[said]);
            assert_eq!(shows(place, "facebook")["webhook_url"], kept);
        }
        let before = shows(place, "facebook");
        edit("http://bot.example.org").refuses(&["allow_private_addresses", "--webhook-url"]);
        edit("bot.example.org").refuses(&["https://", "--webhook-url"]);
        assert_eq!(shows(place, "facebook"), before);
        assert_eq!(place.runs(&["socket-client", "edit", "facebook"]).code, 2);
    });
}

#[test]
fn a_client_is_removed_only_when_that_is_meant_and_its_name_is_free_again() {
    each_started_place(|place| {
        let first = adds(place, "facebook", &[]);
        let remove = ["socket-client", "remove", "facebook"];
        place.runs(&remove).refuses(&["add --yes"]);
        shows(place, "facebook");
        let gone = place.runs(&[&remove[..], &["--yes"]].concat()).succeeds();
        let told = (gone.out.as_str(), gone.err.as_str());
        assert_eq!(told, ("", "facebook is removed.\n"));
        assert_eq!(place.json(&["socket-client", "list", "--json"]), json!([]));
        assert_ne!(adds(place, "facebook", &[]), first);
    });
}

#[test]
fn tokens_end_for_all_connections_or_for_one_that_there_is() {
    each_started_place(|place| {
        adds(place, "facebook", &[]);
        let revoke = ["socket-client", "revoke", "facebook"];
        let run = place.runs(&revoke).succeeds();
        assert_eq!(run.out, "");
        says(&run.err, &["all connections of facebook", "identify again"]);
        says(&run.err, &["socket-client rotate"]);
        let one = [&revoke[..], &["--ident", "AB12CD34"]].concat();
        let words = ["no connection \"AB12CD34\"", "socket-client revoke"];
        place.runs(&one).refuses(&words);
    });
}

#[test]
fn what_is_wrong_is_said_with_what_mends_it() {
    let place = Place::new();
    place.started();
    adds(&place, "facebook", &[]);
    let runs = |arguments: &[&str]| place.runs(&[&["socket-client"], arguments].concat());
    runs(&["add", "facebook"]).refuses(&["already", "vestibule socket-client rotate \"facebook\""]);
    for name in ["", " a", "a\nb", &"x".repeat(81)] {
        runs(&["add", name]).refuses(&["1 to 80 characters", "vestibule socket-client add"]);
    }
    runs(&["add", "x", "--webhook-url", "https://me@bot.example.org"])
        .refuses(&["neither user name nor password", "--webhook-url"]);
    for command in [
        &["show", "nobody"][..],
        &["show", "Facebook"],
        &["rotate", "nobody"],
        &["edit", "nobody", "--webhook-url", ""],
        &["rotate-webhook-key", "nobody"],
        &["revoke", "nobody"],
        &["remove", "nobody", "--yes"],
    ] {
        runs(command).refuses(&["no socket client", "vestibule socket-client list"]);
    }
    let all = place.json(&["socket-client", "list", "--json"]);
    assert_eq!(all.as_array().expect("a list").len(), 1);
}
