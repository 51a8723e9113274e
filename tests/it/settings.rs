//! What an operator may set: layers, unknown keys, rules, masks, the key file.

use crate::cli::place::Place;
use serde_json::Value;
use std::fs;
use std::path::Path;
use vestibule::settings::field::{self, Default};
use vestibule::settings::{Inputs, Settings, commented_defaults, reference};

/// 32 bytes as base64url.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn from_environment(variables: &[(&str, &str)]) -> Result<Settings, String> {
    let environment = variables
        .iter()
        .map(|&(name, value)| (name.to_owned(), Some(value.to_owned())))
        .collect();
    let inputs = Inputs {
        environment,
        ..Inputs::default()
    };
    Settings::load(&inputs).map_err(|refused| refused.to_string())
}

#[track_caller]
fn refused(variables: &[(&str, &str)], words: &[&str]) {
    let Err(text) = from_environment(variables) else {
        panic!("{variables:?} was taken");
    };
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let settings = from_environment(&[]).expect("defaults");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.public_url, "http://127.0.0.1:8080");
    assert_eq!(
        settings.database_url,
        "sqlite:./vestibule-data/vestibule.db"
    );
    assert_eq!(settings.token_ttl.as_secs(), 86_400);
    assert_eq!(settings.code_ttl.as_secs(), 600);
    assert_eq!(settings.refresh_ttl.idle.as_secs(), 30 * 86_400);
    assert_eq!(settings.refresh_ttl.absolute.as_secs(), 365 * 86_400);
    assert_eq!(settings.session_ttl.browser.as_secs(), 86_400);
    assert_eq!(settings.session_ttl.keep_idle.as_secs(), 14 * 86_400);
    assert_eq!(settings.session_ttl.keep_absolute.as_secs(), 90 * 86_400);
    assert_eq!(settings.rate_limit_api, 40);
    assert!(settings.trusted_proxies.is_empty() && !settings.insecure_http);
    let scopes: Vec<&str> = settings
        .scopes
        .iter()
        .map(|scope| scope.name.as_str())
        .collect();
    assert_eq!(scopes, ["basic", "email"]);
}

#[test]
fn file_then_environment_then_flag() {
    let plain = Place::new();
    plain.writes(
        "vestibule.toml",
        "token_ttl = 1\nlisten = \"127.0.0.1:1\"\n[brake]\nper_account = 3\n",
    );
    let seen = plain.json(&["settings", "--json"]);
    assert_eq!(seen["token_ttl"], entry(1, "file vestibule.toml"));
    assert_eq!(seen["brake.per_account"], entry(3, "file vestibule.toml"));
    assert_eq!(seen["code_ttl"], entry(600, "default"));

    let place = Place::new()
        .with("VESTIBULE_TOKEN_TTL", "2")
        .with("VESTIBULE_LISTEN", "127.0.0.1:2")
        .with("VESTIBULE_BRAKE_PER_ACCOUNT", "4");
    place.writes("other.toml", "token_ttl = 1\nlisten = \"127.0.0.1:1\"\n");
    let seen = place.json(&[
        "settings",
        "--json",
        "--config",
        "other.toml",
        "--listen",
        "127.0.0.1:3",
    ]);
    assert_eq!(
        seen["token_ttl"],
        entry(2, "environment VESTIBULE_TOKEN_TTL")
    );
    assert_eq!(
        seen["brake.per_account"],
        entry(4, "environment VESTIBULE_BRAKE_PER_ACCOUNT")
    );
    assert_eq!(seen["listen"], entry("127.0.0.1:3", "flag --listen"));
    assert_eq!(seen["public_url"], entry("http://127.0.0.1:3", "default"));
}

fn entry(value: impl Into<Value>, source: &str) -> Value {
    serde_json::json!({"value": value.into(), "source": source})
}

#[test]
fn the_file_named_must_be_there_and_the_usual_one_need_not() {
    let place = Place::new();
    place.runs(&["settings"]).succeeds();
    place
        .runs(&["--config", "gone.toml", "settings"])
        .is_refused(&["gone.toml", "leave out --config"]);
    place
        .runs(&["user", "list", "--config", "gone.toml"])
        .is_refused(&["gone.toml"]);
}

#[test]
fn unknown_keys_refuse_with_key_file_and_the_nearest_known() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "publik_url = \"x\"\n[brake]\nper_acount = 3\n[brakes]\nper_account = 1\n",
    );
    place.runs(&["settings"]).is_refused(&[
        "\"publik_url\" in vestibule.toml: did you mean public_url?",
        "\"brake.per_acount\" in vestibule.toml: did you mean brake.per_account?",
        "\"brakes.per_account\" in vestibule.toml: did you mean brake.per_account?",
    ]);
    place.writes("vestibule.toml", "brake = 3\n");
    place.runs(&["settings"]).is_refused(&["brake", "[brake]"]);
}

#[test]
fn unknown_variables_refuse_but_for_those_of_tests() {
    refused(
        &[("VESTIBULE_PUBLIC_ULR", "x")],
        &["VESTIBULE_PUBLIC_ULR", "did you mean VESTIBULE_PUBLIC_URL?"],
    );
    assert!(from_environment(&[("VESTIBULE_TEST_ANYTHING", "x")]).is_ok());
}

#[test]
fn a_broken_file_is_told_by_its_line_and_shows_no_secret() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "token_ttl = 5\nsecret_key = \"hush\" \"hush\"\n",
    );
    let run = place
        .runs(&["settings"])
        .is_refused(&["vestibule.toml, line 2"]);
    assert!(!run.err.contains("hush"), "{}", run.err);
}

#[test]
fn every_setting_has_a_variable_and_a_wrong_shape_says_what_mends_it() {
    for field in field::ALL {
        let wrong = match field.shape {
            field::Shape::Text | field::Shape::List => continue,
            _ => "not this",
        };
        refused(
            &[(&field.variable(), wrong)],
            &[field.key, &field.variable(), "give"],
        );
    }
    for zero in [
        "VESTIBULE_TOKEN_TTL",
        "VESTIBULE_SESSION_TTL_KEEP_IDLE",
        "VESTIBULE_BRAKE_WINDOW_S",
    ] {
        refused(&[(zero, "0")], &["whole number of seconds, from 1"]);
        refused(&[(zero, "-1")], &["whole number of seconds, from 1"]);
    }
    let free = from_environment(&[("VESTIBULE_RATE_LIMIT_API", "0")]).expect("0 = off");
    assert_eq!(free.rate_limit_api, 0);
}

#[test]
fn a_public_url_is_an_origin() {
    for good in [
        "https://id.example.org",
        "https://id.example.org:8443",
        "http://localhost:9",
        "http://[::1]:9",
    ] {
        let settings = from_environment(&[("VESTIBULE_PUBLIC_URL", good)]).expect(good);
        assert_eq!(settings.public_url, good);
    }
    let bad = [
        (
            "https://id.example.org/",
            "write \"https://id.example.org\"",
        ),
        (
            "https://id.example.org/login",
            "write \"https://id.example.org\"",
        ),
        ("https://ID.example.org", "write \"https://id.example.org\""),
        (
            "https://id.example.org:443",
            "write \"https://id.example.org\"",
        ),
        (
            "https://id.example.org?x",
            "write \"https://id.example.org\"",
        ),
        (
            "https://id.example.org#x",
            "write \"https://id.example.org\"",
        ),
        ("https://me@id.example.org", "scheme, host and port alone"),
        ("ftp://id.example.org", "scheme, host and port alone"),
        ("id.example.org", "scheme, host and port alone"),
        ("https:id.example.org", "write \"https://id.example.org\""),
        (
            " https://id.example.org",
            "write \"https://id.example.org\"",
        ),
        ("", "scheme, host and port alone"),
    ];
    for (url, mend) in bad {
        refused(&[("VESTIBULE_PUBLIC_URL", url)], &["public_url", mend]);
    }
}

#[test]
fn nobody_is_served_in_the_clear_over_a_network_unless_that_was_said() {
    let open = ("VESTIBULE_LISTEN", "192.0.2.1:80");
    let insecure = ("VESTIBULE_INSECURE_HTTP", "true");
    refused(
        &[open],
        &["listen", "https public_url", "insecure_http = true"],
    );
    refused(
        &[open, ("VESTIBULE_PUBLIC_URL", "http://id.example.org")],
        &["insecure_http"],
    );
    refused(
        &[("VESTIBULE_PUBLIC_URL", "http://id.example.org")],
        &["public_url", "insecure_http"],
    );
    refused(
        &[("VESTIBULE_LISTEN", "0.0.0.0:80"), insecure],
        &["set public_url"],
    );
    assert!(from_environment(&[open, ("VESTIBULE_PUBLIC_URL", "https://id.example.org")]).is_ok());
    let said = from_environment(&[open, insecure]).expect("insecure, and said so");
    assert_eq!(
        said.public_url, "http://192.0.2.1",
        "port 80 is the scheme's own"
    );
}

#[test]
fn lifetimes_that_contradict_each_other_refuse() {
    refused(
        &[
            ("VESTIBULE_REFRESH_TTL_IDLE", "100"),
            ("VESTIBULE_REFRESH_TTL_ABSOLUTE", "99"),
        ],
        &["refresh_ttl.idle", "refresh_ttl.absolute"],
    );
    refused(
        &[("VESTIBULE_SESSION_TTL_KEEP_ABSOLUTE", "99")],
        &["session_ttl.keep_idle"],
    );
}

#[test]
fn addresses_networks_and_databases_are_checked() {
    refused(
        &[("VESTIBULE_LISTEN", "localhost:80")],
        &["listen", "127.0.0.1:8080"],
    );
    refused(
        &[("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/8,fish")],
        &["\"fish\"", "10.0.0.0/8"],
    );
    refused(
        &[("VESTIBULE_DATABASE_URL", "mysql://x")],
        &["database_url", "sqlite:PATH"],
    );
    refused(
        &[("VESTIBULE_SECRET_KEY", "short")],
        &["secret_key", "base64url"],
    );
    refused(&[("VESTIBULE_SITE_NAME", "\u{202e}evil")], &["site.name"]);
    let settings =
        from_environment(&[("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")]).expect("two");
    assert_eq!(settings.trusted_proxies.len(), 2);
}

#[test]
fn scopes_keep_the_order_of_the_file_and_need_words() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "[scopes]\nzeta = { en = \"last letter\", de = \"letzter Buchstabe\" }\nalpha = { en = \"first\" }\n",
    );
    let run = place.runs(&["settings", "--json"]).succeeds();
    assert!(
        run.out.contains(r#""scopes":{"value":{"zeta":{"#),
        "{}",
        run.out
    );
    for (scopes, mend) in [
        ("[scopes]\n", "at least one scope"),
        (
            "[scopes]\n\"a b\" = { en = \"x\" }\n",
            "cannot be asked for",
        ),
        ("[scopes]\na = \"x\"\n", "a = { en = "),
        ("[scopes]\na = { de = \"x\" }\n", "a = { en = "),
        ("[scopes]\na = { en = \" \" }\n", "a = { en = "),
    ] {
        place.writes("vestibule.toml", scopes);
        place.runs(&["settings"]).is_refused(&["scopes", mend]);
    }
    let one = from_environment(&[("VESTIBULE_SCOPES", "{ only = { en = \"one thing\" } }")]);
    assert_eq!(one.expect("inline").scopes.len(), 1);
}

#[test]
fn secrets_are_masked_wherever_they_stand() {
    let place = Place::new()
        .with("VESTIBULE_SECRET_KEY", KEY)
        .with("VESTIBULE_SECRET_KEY_PREVIOUS", KEY);
    for (url, shown) in [
        (
            "postgres://vest:hush@db.example/vest",
            "postgres://vest:********@db.example/vest",
        ),
        (
            "postgres://db.example:5433/vest?password=hush",
            "postgres://db.example:5433/vest?********",
        ),
        ("postgres://vest:a/hush@db.example/vest", "********"),
        ("sqlite:here.db", "sqlite:here.db"),
    ] {
        for arguments in [vec!["settings"], vec!["settings", "--json"]] {
            let run = place
                .runs(&[arguments, vec!["--database-url", url]].concat())
                .succeeds();
            assert!(run.out.contains(shown), "{shown:?} is not in {}", run.out);
            assert!(
                !run.out.contains(KEY) && !run.out.contains("hush"),
                "{}",
                run.out
            );
        }
    }
}

#[test]
fn a_file_can_be_checked_by_itself() {
    // What stands in the environment does not count: the file goes to another machine.
    let place = Place::new().with("VESTIBULE_NO_SUCH_THING", "x");
    place.writes("good.toml", "public_url = \"https://id.example.org\"\n");
    place.writes("bad.toml", "public_url = \"https://id.example.org/\"\n");
    place.runs(&["settings", "--check", "good.toml"]).succeeds();
    place
        .runs(&["settings", "--check", "bad.toml"])
        .is_refused(&["file bad.toml", "write \"https://id.example.org\""]);
    place
        .runs(&["settings", "--check", "gone.toml"])
        .is_refused(&["gone.toml"]);
}

#[test]
fn the_printed_defaults_are_a_file_that_changes_nothing_and_so_is_what_they_comment_out() {
    let place = Place::new();
    let text = place.runs(&["settings", "--defaults"]).succeeds().out;
    let awake: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(code) if !code.starts_with(' ') => format!("{code}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let default = place.json(&["settings", "--json"]);
    for (name, file) in [("asleep.toml", text), ("awake.toml", awake)] {
        place.writes(name, &file);
        let seen = place.json(&["settings", "--json", "--config", name]);
        for field in field::ALL {
            assert_eq!(
                seen[field.key]["value"], default[field.key]["value"],
                "{}",
                field.key
            );
            let is_written = name == "awake.toml" && matches!(field.default, Default::Value(_));
            assert_eq!(
                seen[field.key]["source"] != "default",
                is_written,
                "{}",
                field.key
            );
        }
    }
}

#[test]
fn the_reference_is_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/settings.md");
    let written = format!("{DOCS_HEAD}\n{}", reference());
    if std::env::var_os("VESTIBULE_TEST_BLESS").is_some() {
        fs::write(&path, &written).expect("the reference is written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept, written,
        "run this test once with VESTIBULE_TEST_BLESS=1"
    );
    assert!(
        field::ALL
            .iter()
            .all(|field| commented_defaults().contains(field.about.split(' ').next().unwrap()))
    );
}

const DOCS_HEAD: &str = "# Settings

Every setting can stand in `vestibule.toml` in the working directory (or in the file named with `--config`), in a
variable, and for a few in a flag: `--listen`, `--public-url`, `--database-url`, `--data-dir`. A variable overrides
the file, a flag overrides both. An unknown key or variable refuses to start.

A dot stands for a table: `brake.window_s` is `window_s` under `[brake]`. In a variable, a list is separated by
commas, and `VESTIBULE_SCOPES` holds an inline table.

- `vestibule settings` prints what is in force and where each value came from; secrets are masked.
- `vestibule settings --defaults` prints a file to begin with.
- `vestibule settings --check FILE` checks a file by itself.

This table is written by the program; a test keeps it so.
";

#[cfg(unix)]
mod key_file {
    use super::{KEY, Place};
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;
    use vestibule::domain::server_key::ServerKey;
    use vestibule::settings::{Inputs, Settings, server_key::load_or_make};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn settings(place: &Place) -> Settings {
        let data_dir = place.data().display().to_string();
        let inputs = Inputs {
            environment: vec![("VESTIBULE_DATA_DIR".to_owned(), Some(data_dir))],
            ..Inputs::default()
        };
        Settings::load(&inputs).expect("settings")
    }

    fn fingerprint(place: &Place) -> Result<String, String> {
        load_or_make(&settings(place), &mut rand::rng())
            .map(|key| key.fingerprint())
            .map_err(|refused| refused.to_string())
    }

    #[test]
    fn is_made_once_for_its_owner_alone() {
        let place = Place::new();
        let first = fingerprint(&place).expect("made");
        assert_eq!(mode(&place.data()), 0o700);
        assert_eq!(mode(&place.data().join("secret.key")), 0o600);
        assert_eq!(fingerprint(&place).expect("loaded"), first);
        let files = fs::read_dir(place.data()).unwrap().count();
        assert_eq!(files, 1, "no draft is left");
    }

    #[test]
    fn that_others_can_read_is_refused() {
        let place = Place::new();
        fingerprint(&place).expect("made");
        let path = place.data().join("secret.key");
        for open in [0o640, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            let text = fingerprint(&place).expect_err("others can read it");
            assert!(text.contains("chmod 600"), "{text}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        fingerprint(&place).expect("read-only is good");
    }

    #[test]
    fn that_holds_no_key_is_refused_and_kept() {
        let place = Place::new();
        fs::create_dir(place.data()).unwrap();
        let path = place.data().join("secret.key");
        for text in ["", "not a key", &KEY[1..], &format!("{KEY}{KEY}")] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let refusal = fingerprint(&place).expect_err("no key");
            assert!(refusal.contains("backup"), "{refusal}");
            assert_eq!(
                fs::read_to_string(&path).unwrap(),
                text,
                "nothing is overwritten"
            );
        }
        fs::write(&path, format!("{KEY}\n")).unwrap();
        assert_eq!(
            fingerprint(&place).unwrap(),
            ServerKey::parse(KEY).unwrap().fingerprint()
        );
    }

    #[test]
    fn is_one_even_when_many_make_it_at_once() {
        let place = Place::new();
        let made: Vec<String> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| fingerprint(&place)))
                .collect();
            runs.into_iter()
                .map(|run| run.join().unwrap().expect("a key"))
                .collect()
        });
        assert!(made.windows(2).all(|pair| pair[0] == pair[1]), "{made:?}");
    }

    #[test]
    fn is_not_made_where_a_key_is_set() {
        let place = Place::new().with("VESTIBULE_SECRET_KEY", KEY);
        place.runs(&["settings"]).succeeds();
        assert!(!place.data().exists());
    }
}
