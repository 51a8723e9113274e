//! Credentials for a TURN server. The passwords were computed apart from this code, with another HMAC.

use std::time::Duration;
use vestibule::domain::broker::turn::{TurnCredentials, TurnPolicy, TurnUser, UsernameFormat};
use vestibule::domain::time::Timestamp;

/// A day before the expiry in the source document's example.
const NOW: Timestamp = Timestamp::from_millis(1_395_255_647_000);
const DAY: Duration = Duration::from_secs(86_400);
const URI: &str = "turn:turn.example:3478?transport=udp";

fn policy(secret: &str, format: UsernameFormat) -> TurnPolicy {
    TurnPolicy {
        secret: secret.to_owned().into(),
        uris: vec![URI.to_owned()],
        ttl: DAY,
        format,
    }
}

fn user(endpoint_id: &str) -> TurnUser<'_> {
    TurnUser {
        app_uuid: "3B35E769-A0E8-4B63-9881-35544EE0A158",
        session_uuid: "DC2654BD-170A-4D42-93A2-4E0EB4C560EB",
        endpoint_id,
        ends_at: None,
    }
}

#[test]
fn the_example_of_the_source_document_comes_out_but_for_its_unknown_secret() {
    let policy = policy("north", UsernameFormat::Respoke);
    let expected = TurnCredentials {
        username:
            "3B35E769-A0E8-4B63-9881-35544EE0A158DC2654BD-170A-4D42-93A2-4E0EB4C560EB.1395342047"
                .to_owned(),
        password: "qxcujrVDqiuj+cNEPQvH3rDMhXw=".to_owned(),
        ttl: DAY,
        uris: vec![URI.to_owned()],
    };
    assert_eq!(policy.issue(&user("bobsmith"), NOW), expected);
}

#[test]
fn the_draft_form_puts_the_expiry_before_the_endpoint() {
    let long = "s".repeat(100);
    for (secret, endpoint_id, password) in [
        (
            "north",
            "spock@enterprise.com",
            "F4lSLwm8CM5Wnp5yxMF8gP84XRo=",
        ),
        ("north", "Zoë:1", "6CfpjW/kfOa8VyQ3t+YQqmZ9/x0="),
        // Longer than the block of the hash: the key is hashed first (RFC 2104, section 2).
        (&long, "bobsmith", "pCHiOc7EAIlcv419NIowDsa4zWg="),
    ] {
        let policy = policy(secret, UsernameFormat::Draft);
        let issued = policy.issue(&user(endpoint_id), NOW);
        assert_eq!(issued.username, format!("1395342047:{endpoint_id}"));
        assert_eq!(issued.password, password);
    }
}

#[test]
fn o15_an_endpoint_that_coturn_would_refuse_is_named_by_its_hash() {
    let policy = policy("north", UsernameFormat::Draft);
    let name = |endpoint_id: &str| policy.issue(&user(endpoint_id), NOW).username;
    assert_eq!(
        name("o'hara"),
        "1395342047:0c57eb3f12d589f269c996320d3f6f03b5d76213a1c0cf6af0059523041b8c05"
    );
    let fits = "s".repeat(508 - "1395342047:".len());
    assert_eq!(name(&fits), format!("1395342047:{fits}"));
    for refused in [
        format!("{fits}s"),
        "\"".to_owned(),
        "\\".to_owned(),
        "unionselect".to_owned(),
        "SELECT.Union".to_owned(),
    ] {
        let name = name(&refused);
        let hash = name.strip_prefix("1395342047:").expect("the expiry");
        assert!(
            hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()),
            "{name}"
        );
    }
    assert_eq!(name("reunion"), "1395342047:reunion");
    assert_ne!(name("o'hara"), name("o\"hara"));
}

#[test]
fn credentials_end_with_the_session_that_they_are_for() {
    let policy = policy("north", UsernameFormat::Draft);
    let ends_at = Some(NOW.plus(Duration::from_millis(90_999)));
    let issued = policy.issue(
        &TurnUser {
            ends_at,
            ..user("b")
        },
        NOW,
    );
    assert_eq!(issued.ttl, Duration::from_secs(90));
    assert_eq!(issued.username, "1395255737:b");
    let ends_at = Some(NOW.plus(2 * DAY));
    let issued = policy.issue(
        &TurnUser {
            ends_at,
            ..user("b")
        },
        NOW,
    );
    assert_eq!(
        (issued.ttl, issued.username.as_str()),
        (DAY, "1395342047:b")
    );
}

#[test]
fn other_users_and_secrets_have_other_passwords() {
    let [north, south] = ["north", "south"].map(|secret| policy(secret, UsernameFormat::Respoke));
    let issued = north.issue(&user("b"), NOW);
    assert_ne!(south.issue(&user("b"), NOW).password, issued.password);
    let session_uuid = "DC2654BD-170A-4D42-93A2-4E0EB4C560EC";
    let other = north.issue(
        &TurnUser {
            session_uuid,
            ..user("b")
        },
        NOW,
    );
    assert_ne!(other.username, issued.username);
    assert_ne!(other.password, issued.password);
}
