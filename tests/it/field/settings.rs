//! What the environment brings, and what is printed of settings: O9, O16, S17, R1, R7.

use crate::cli::place::Place;
use crate::kit::other::variables_of_service;
use crate::kit::root::read;
use crate::kit::told::says;
use crate::settings::{from_environment as load, refused};
use std::fs;
use vestibule::domain::oauth::authorize::Layout;
use vestibule::settings::field;

#[test]
fn o09_variables_of_a_kubernetes_service_are_passed_over() {
    for service in ["VESTIBULE", "VESTIBULE_POSTGRESQL", "VESTIBULE_PUBLIC_URL"] {
        for (name, value) in variables_of_service(service) {
            if let Err(text) = load(&[(&name, &value)]) {
                panic!("{name}={value}: {text}");
            }
        }
    }
    let mut place = Place::new();
    for (name, value) in variables_of_service("VESTIBULE") {
        place = place.with(&name, &value);
    }
    let run = place.runs(&["settings"]).succeeds();
    assert!(!run.out.contains("10.0.171.239"), "{}", run.out);
}

#[test]
fn o09_what_is_mistyped_still_refuses_the_start() {
    for (name, value) in [
        ("VESTIBULE_PORT", "8080"),
        ("VESTIBULE_PORT", "http://127.0.0.1:8080"),
        ("VESTIBULE_LISTEN_PORT", "8080"),
        ("VESTIBULE_SERVICE_HOST", "id.example.org"),
        ("VESTIBULE_SERVICE_PORT", "tcp://10.0.0.1:80"),
        ("VESTIBULE_PORT_8080_TCP", "8080"),
        ("VESTIBULE_PORT_HTTP_TCP", "tcp://10.0.0.1:80"),
        ("VESTIBULE_PUBLIC_ULR", "https://id.example.org"),
        // Empty or not: a name that means nothing is a mistake.
        ("VESTIBULE_PUBLIC_ULR", ""),
    ] {
        refused(&[(name, value)], &["Unknown variable", name]);
    }
    for field in field::ALL {
        let name = field.variable();
        let is_like_theirs = name.ends_with("_PORT") || name.contains("_PORT_");
        assert!(
            !is_like_theirs && !name.ends_with("_SERVICE_HOST"),
            "{name}"
        );
    }
}

#[test]
fn o16_an_empty_variable_counts_as_not_set() {
    let names: Vec<String> = field::ALL.iter().map(|field| field.variable()).collect();
    let mut variables: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    variables.push(("VESTIBULE_SECRET_KEY_FILE", ""));
    let empty = load(&variables).expect("nothing was set");
    for field in field::ALL {
        assert_eq!(
            empty.source_of(field).to_string(),
            "default",
            "{}",
            field.key
        );
    }
    // A blank is no nothing.
    refused(&[("VESTIBULE_PUBLIC_URL", " ")], &["public_url"]);
    // The layer below counts.
    let place = Place::new().with("VESTIBULE_TOKEN_TTL", "");
    place.writes("vestibule.toml", "token_ttl = 5\n");
    let seen = place.json(&["settings", "--json"]);
    assert_eq!(seen["token_ttl"]["value"], 5);
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

#[test]
fn o16_secrets_are_read_from_the_files_that_variables_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let url = "postgres://v:hush@db.example/v";
    let url_file = file("url", &format!("{url}\n"));
    let key_file = file("key", KEY);
    let keys_file = file("keys", &format!("{KEY},{KEY}\r\n"));
    let turn_file = file("turn", "north-star-of-the-relay\n");
    let clients = "{ otter = { secret = \"0123456789abcdef\" } }\n";
    let clients_file = file("clients", clients);
    let variables = [
        ("VESTIBULE_DATABASE_URL_FILE", url_file.as_str()),
        ("VESTIBULE_SECRET_KEY_FILE", &key_file),
        ("VESTIBULE_SECRET_KEY_PREVIOUS_FILE", &keys_file),
        ("VESTIBULE_TURN_SECRET_FILE", &turn_file),
        ("VESTIBULE_TURN_URIS", "turn:relay.example:3478"),
        ("VESTIBULE_GATEWAY_CLIENTS_FILE", &clients_file),
        ("VESTIBULE_GATEWAY_ENABLED", "true"),
    ];
    let settings = load(&variables).expect("secrets in files");
    assert_eq!(settings.database_url, url);
    assert!(settings.secret_key.is_some());
    assert_eq!(settings.secret_key_previous.len(), 2);
    assert_eq!(
        settings.gateway.as_ref().expect("a gateway").clients.len(),
        1
    );
    assert_eq!(
        settings.source_of(&field::SECRET_KEY).to_string(),
        "environment VESTIBULE_SECRET_KEY_FILE"
    );
    let both = [("VESTIBULE_SECRET_KEY", KEY), variables[1]];
    refused(&both, &["both set secret_key", "leave one"]);
    let one_is_empty = [("VESTIBULE_SECRET_KEY", ""), variables[1]];
    assert!(load(&one_is_empty).expect("one").secret_key.is_some());
    let gone = folder.path().join("gone").display().to_string();
    let empty = file("empty", "\n");
    let name = "VESTIBULE_TURN_SECRET_FILE";
    refused(&[(name, &gone)], &[name, "cannot be read"]);
    // The secret itself, where its file should be named.
    let said = load(&[(name, "hush-hush-hush-hush")])
        .err()
        .expect("no such file");
    assert!(!said.contains("hush"), "{said}");
    refused(&[(name, &empty)], &[name, "holds nothing"]);
    // What holds no secret is no file.
    refused(&[("VESTIBULE_LISTEN_FILE", &gone)], &["Unknown variable"]);
    let wrong = file("wrong", "hush-and-no-key");
    let text = load(&[("VESTIBULE_SECRET_KEY_FILE", &wrong)])
        .err()
        .expect("no key");
    assert!(
        text.contains("SECRET_KEY_FILE") && !text.contains("hush"),
        "{text}"
    );
}

#[test]
fn s17_settings_shows_no_query_of_a_webhook() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "[gateway.clients.otter]\nsecret = \"0123456789abcdef\"\nwebhook_url = \"https://bot.example/hook?key=hush\"\n\
         [gateway.clients.heron]\nsecret = \"0123456789abcdef\"\nwebhook_url = \"https://bot.example/plain\"\n",
    );
    for arguments in [&["settings"][..], &["settings", "--json"]] {
        let run = place.runs(arguments).succeeds();
        assert!(
            !run.out.contains("hush") && !run.err.contains("hush"),
            "{run:?}"
        );
    }
    let clients = &place.json(&["settings", "--json"])["gateway.clients"]["value"];
    assert_eq!(
        clients["otter"]["webhook_url"],
        "https://bot.example/hook?********"
    );
    assert_eq!(clients["heron"]["webhook_url"], "https://bot.example/plain");
}

#[test]
fn r01_the_help_of_remember_consent_says_what_on_does() {
    let help = Place::new().runs(&["app", "edit", "--help"]).succeeds().out;
    let words: Vec<&str> = help.split_whitespace().collect();
    let help = words.join(" ");
    says(
        &help,
        &["on: skip the consent page for people who already allowed the app; off: ask every time"],
    );
}

#[test]
fn r07_pages_name_the_fields_of_the_log_and_each_display() {
    for name in ["docs/operating.md"] {
        let text = read(name);
        let row = text.lines().find(|line| line.starts_with("| `display` |"));
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        for layout in [Layout::Web, Layout::Desktop, Layout::Mobile, Layout::Popup] {
            let word = format!("`{}`", layout.word());
            assert!(row.contains(&word), "{name}: {word} is not in {row}");
        }
    }
    for name in ["docs/operating.md", "docs/gateway.md"] {
        assert!(
            !read(name).contains("`why`"),
            "{name} names a field that there is not"
        );
    }
}
