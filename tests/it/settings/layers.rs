//! File, environment, flags; unknown keys; wrong shapes.

use super::{from_environment, refused};
use crate::cli::place::Place;
use crate::kit::told::{holds, words};
use serde_json::{Value, json};
use vestibule::settings::field;

#[test]
fn file_then_environment_then_flag() {
    let plain = Place::new();
    plain.writes(
        "vestibule.toml",
        "token_ttl = 1\nlisten = \"127.0.0.1:1\"\n[sign_in_limit]\nper_account = 3\n",
    );
    let seen = plain.json(&["settings", "--json"]);
    let wanted = json!({
        "token_ttl": entry(1, "file vestibule.toml"),
        "sign_in_limit.per_account": entry(3, "file vestibule.toml"),
        "code_ttl": entry(600, "default"),
    });
    holds(&seen, &wanted);

    let place = Place::new()
        .with("VESTIBULE_TOKEN_TTL", "2")
        .with("VESTIBULE_LISTEN", "127.0.0.1:2")
        .with("VESTIBULE_SIGN_IN_LIMIT_PER_ACCOUNT", "4");
    place.writes("other.toml", "token_ttl = 1\nlisten = \"127.0.0.1:1\"\n");
    let command = "settings --json --config other.toml --listen 127.0.0.1:3";
    let seen = place.json(&words(command));
    let limit = "environment VESTIBULE_SIGN_IN_LIMIT_PER_ACCOUNT";
    let wanted = json!({
        "token_ttl": entry(2, "environment VESTIBULE_TOKEN_TTL"),
        "sign_in_limit.per_account": entry(4, limit),
        "listen": entry("127.0.0.1:3", "flag --listen"),
        "public_url": entry("http://127.0.0.1:3", "default"),
    });
    holds(&seen, &wanted);
}

fn entry(value: impl Into<Value>, source: &str) -> Value {
    json!({"value": value.into(), "source": source})
}

#[test]
fn the_file_named_must_be_there_and_the_usual_one_need_not() {
    let place = Place::new();
    place.runs(&["settings"]).succeeds();
    place.refuses(
        "--config gone.toml settings",
        &["gone.toml", "leave out --config"],
    );
    place.refuses("user list --config gone.toml", &["gone.toml"]);
}

#[test]
fn unknown_keys_refuse_with_key_file_and_the_nearest_known() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "publik_url = \"x\"\n[sign_in_limit]\nper_acount = 3\n[sign_in_limits]\nper_account = 1\n",
    );
    place.refuses("settings", &[
        "\"publik_url\" in vestibule.toml: did you mean public_url?",
        "\"sign_in_limit.per_acount\" in vestibule.toml: did you mean sign_in_limit.per_account?",
        "\"sign_in_limits.per_account\" in vestibule.toml: did you mean sign_in_limit.per_account?",
    ]);
    // Whoever takes the # from a setting easily forgets the line in brackets above it.
    place.writes("vestibule.toml", "per_account = 3\n");
    place.refuses(
        "settings",
        &["\"per_account\"", "below a line [sign_in_limit]"],
    );
    place.writes("vestibule.toml", "sign_in_limit = 3\n");
    place.refuses("settings", &["is a table", "[sign_in_limit]"]);
}

#[test]
fn old_names_of_settings_refuse_with_the_new_ones() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "[brake]\nper_account = 3\nper_nmae = 3\n[gateway.brake]\nfirst_ms = 5\n",
    );
    place.refuses("settings", &[
        "brake.per_account in vestibule.toml is now called sign_in_limit.per_account: rename it.",
        "\"brake.per_nmae\" in vestibule.toml",
        "gateway.brake.first_ms in vestibule.toml is now called gateway.identify_limit.first_ms: rename it.",
    ]);
    for empty in ["[brake]\n", "brake = 3\n"] {
        place.writes("vestibule.toml", empty);
        let now = "brake in vestibule.toml is now called sign_in_limit: rename it.";
        place.runs(&["settings"]).refuses(&[now]);
    }
    for (old, now) in [
        ("BRAKE_WINDOW_S", "SIGN_IN_LIMIT_WINDOW_S"),
        ("GATEWAY_BRAKE_FIRST_MS", "GATEWAY_IDENTIFY_LIMIT_FIRST_MS"),
    ] {
        let said = format!("Variable VESTIBULE_{old} is now called VESTIBULE_{now}: rename it.");
        refused(&[(&format!("VESTIBULE_{old}"), "5")], &[&said]);
    }
    refused(&[("VESTIBULE_BRAKE_PER_NMAE", "5")], &["Unknown variable"]);
}

#[test]
fn unknown_variables_refuse_but_for_those_of_tests() {
    let told = ["VESTIBULE_PUBLIC_ULR", "did you mean VESTIBULE_PUBLIC_URL?"];
    refused(&[("VESTIBULE_PUBLIC_ULR", "x")], &told);
    assert!(from_environment(&[("VESTIBULE_TEST_ANYTHING", "x")]).is_ok());
}

#[test]
fn a_broken_file_is_told_by_its_line_and_shows_no_secret() {
    let place = Place::new();
    place.writes(
        "vestibule.toml",
        "token_ttl = 5\nsecret_key = \"hush\" \"hush\"\n",
    );
    let run = place.refuses("settings", &["vestibule.toml, line 2"]);
    assert!(!run.err.contains("hush"), "{}", run.err);
}

#[test]
fn every_setting_has_a_variable_and_a_wrong_shape_says_what_mends_it() {
    for field in field::ALL {
        if matches!(field.shape, field::Shape::Text | field::Shape::List) {
            continue;
        }
        let variable = field.variable();
        refused(&[(&variable, "not this")], &[field.key, &variable, "give"]);
    }
    for span in [
        "TOKEN_TTL",
        "SESSION_TTL_KEEP_IDLE",
        "SIGN_IN_LIMIT_WINDOW_S",
    ] {
        for none in ["0", "-1"] {
            let variable = format!("VESTIBULE_{span}");
            refused(&[(&variable, none)], &["whole number of seconds, from 1"]);
        }
    }
    let free = from_environment(&[("VESTIBULE_RATE_LIMIT_API", "0")]).expect("0 = off");
    assert_eq!(free.rate_limit_api, 0);
}
