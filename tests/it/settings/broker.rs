//! The broker API and TURN: what may be set, and what holds together.

use super::{from_environment, refused};
use std::time::Duration;
use vestibule::domain::broker::turn::UsernameFormat;

const ON: (&str, &str) = ("VESTIBULE_BROKER_ENABLED", "true");
const SECRET: (&str, &str) = ("VESTIBULE_TURN_SECRET", "0123456789abcdef");
const URIS: (&str, &str) = (
    "VESTIBULE_TURN_URIS",
    "turn:t.example:3478?transport=udp, turns:t.example,stun:t.example",
);

#[test]
fn the_broker_api_is_off_until_it_is_turned_on() {
    let settings = from_environment(&[]).expect("defaults");
    assert!(settings.policy().broker.is_none());
    assert_eq!(settings.rate_limit_broker, 10);
    let on = from_environment(&[ON]).expect("a switch");
    let broker = on.policy().broker.expect("it is on");
    assert!(broker.activation_window.is_none() && broker.turn.is_none());
    let set = [
        ON,
        ("VESTIBULE_BROKER_ACTIVATION_WINDOW", "60"),
        ("VESTIBULE_RATE_LIMIT_BROKER", "0"),
    ];
    let set = from_environment(&set).expect("settings");
    assert_eq!(set.rate_limit_broker, 0);
    let window = set.policy().broker.expect("it is on").activation_window;
    assert_eq!(window, Some(Duration::from_secs(60)));
    refused(
        &[("VESTIBULE_BROKER_ACTIVATION_WINDOW", "0")],
        &["broker.activation_window", "whole number of seconds"],
    );
}

#[test]
fn development_mode_leaves_this_machine_only_by_its_own_switch() {
    let allow = ("VESTIBULE_BROKER_ALLOW_DEVELOPMENT_MODE", "true");
    let far = ("VESTIBULE_PUBLIC_URL", "https://id.example.org");
    let near = ("VESTIBULE_PUBLIC_URL", "http://[::1]:8080");
    for (set, served) in [
        ([ON, far].as_slice(), false),
        (&[ON, far, allow], true),
        (&[ON, near], true),
        (&[ON], true),
    ] {
        let policy = from_environment(set).expect("settings").policy();
        let broker = policy.broker.expect("it is on");
        assert_eq!(broker.allow_development_mode, served, "{set:?}");
    }
}

#[test]
fn turn_needs_both_its_secret_and_its_addresses() {
    let turn = |more: &[(&str, &str)]| {
        let all = [&[ON, SECRET, URIS], more].concat();
        let policy = from_environment(&all).expect("settings").policy();
        policy.broker.expect("it is on").turn.expect("TURN")
    };
    let usual = turn(&[]);
    assert_eq!(usual.secret.as_str(), "0123456789abcdef");
    assert_eq!(
        usual.uris,
        [
            "turn:t.example:3478?transport=udp",
            "turns:t.example",
            "stun:t.example"
        ]
    );
    assert_eq!(usual.ttl, Duration::from_secs(86_400));
    assert_eq!(usual.format, UsernameFormat::Respoke);
    let other = turn(&[
        ("VESTIBULE_TURN_TTL", "600"),
        ("VESTIBULE_TURN_USERNAME_FORMAT", "draft"),
    ]);
    assert_eq!(other.ttl, Duration::from_secs(600));
    assert_eq!(other.format, UsernameFormat::Draft);
    // Also while the broker API is off: a mistake is told when it is made.
    refused(
        &[SECRET],
        &["turn.secret (environment", "set turn.uris, as in"],
    );
    refused(&[URIS], &["turn.uris (environment", "set turn.secret"]);
}

#[test]
fn secrets_that_are_short_and_addresses_of_something_else_are_refused_and_the_secret_is_not_said() {
    for secret in [" ", "0123456789abcde", "0123456789 abcdef"] {
        refused(
            &[URIS, ("VESTIBULE_TURN_SECRET", secret)],
            &["turn.secret", "at least 16 characters", "openssl rand"],
        );
    }
    let bad = [URIS, ("VESTIBULE_TURN_SECRET", "tooshort")];
    let said = from_environment(&bad).err().expect("a refusal");
    assert!(!said.contains("tooshort"), "{said}");
    for uri in ["https://t.example", "t.example", "turn:", "TURN:t.example"] {
        refused(
            &[SECRET, ("VESTIBULE_TURN_URIS", uri)],
            &["turn.uris", &format!("{uri:?}"), "turn:, turns: or stun:"],
        );
    }
    refused(
        &[("VESTIBULE_TURN_USERNAME_FORMAT", "coturn")],
        &["turn.username_format", "respoke, draft"],
    );
}

#[test]
fn the_turn_secret_is_masked_where_settings_are_printed() {
    let settings = from_environment(&[SECRET, URIS]).expect("settings");
    let effective = settings.effective();
    let one = effective.iter().find(|one| one.key == "turn.secret");
    assert_eq!(one.expect("it is listed").text(), "********");
    let unset = from_environment(&[]).expect("defaults").effective();
    let one = unset.iter().find(|one| one.key == "turn.secret");
    assert_eq!(
        one.expect("it is listed").text(),
        "(none: no TURN credentials are issued)"
    );
}
