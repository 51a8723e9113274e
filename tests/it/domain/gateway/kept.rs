//! What is kept of clients, tokens and users; and how long wrong secrets wait.

use super::{Connection, NAME, SECRET, USER, client, server_key};
use crate::domain::sample::{NOW, key};
use std::time::Duration;
use vestibule::domain::gateway::brake::{Failures, SecretBrake};
use vestibule::domain::gateway::client::{
    SecretMac, SocketClient, is_good_name, is_good_secret, make_secret,
};
use vestibule::domain::gateway::identify::{self, TokenPlace, make_ident};
use vestibule::domain::gateway::session::{SocketSession, UserMac};
use vestibule::domain::gateway::token::LEASE;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::domain::time::days;

const MOMENT: Duration = Duration::from_millis(1);
const BRAKE: SecretBrake = SecretBrake {
    first: Duration::from_millis(100),
    longest: Duration::from_secs(2),
    failures: 10,
    window: Duration::from_secs(600),
};

#[test]
fn each_wrong_secret_waits_twice_as_long_as_the_one_before_until_the_longest_wait() {
    let mut failures = Failures::default();
    let mut waits = Vec::new();
    for _ in 0..40 {
        let (after, wait) = BRAKE.count(failures, NOW);
        failures = after;
        waits.push(wait.as_millis());
    }
    assert_eq!(waits[..6], [100, 200, 400, 800, 1600, 2000]);
    assert!(waits[6..].iter().all(|&wait| wait == 2000), "{waits:?}");
    let flat = SecretBrake {
        longest: BRAKE.first,
        ..BRAKE
    };
    assert_eq!(flat.count(failures, NOW).1, BRAKE.first);
}

#[test]
fn the_waiting_begins_anew_after_a_window_without_a_wrong_secret() {
    let first = BRAKE.count(Failures::default(), NOW).0;
    let second = BRAKE.count(first, NOW).0;
    let end = NOW.plus(BRAKE.window);
    assert!(BRAKE.has_forgotten(Failures::default(), NOW));
    for (at, forgotten, wait) in [
        (NOW, false, 400),
        (end.minus(MOMENT), false, 400),
        (end, true, 100),
        // A clock that was set back a little forgives nothing; one that was far ahead holds nobody.
        (NOW.minus(MOMENT), false, 400),
        (NOW.minus(days(1)), true, 100),
    ] {
        assert_eq!(BRAKE.has_forgotten(second, at), forgotten, "{at:?}");
        assert_eq!(BRAKE.count(second, at).1.as_millis(), wait, "{at:?}");
    }
    // The window runs from the last one, not from the first.
    let late = BRAKE.count(second, end.minus(MOMENT)).0;
    assert!(!BRAKE.has_forgotten(late, end));
}

#[test]
fn a_secret_is_good_for_its_own_name_under_each_accepted_key() {
    let (old, new, other) = (server_key(), server_key(), server_key());
    let mac = SecretMac::of(&old, NAME, SECRET);
    assert!(mac.is_of(&old, NAME, SECRET));
    assert!(mac.is_of(&new.clone().accepting([old.clone()]), NAME, SECRET));
    assert!(!mac.is_of(&new, NAME, SECRET) && !mac.is_of(&other, NAME, SECRET));
    for (name, secret) in [
        (NAME, "0123456789abcdeF"),
        ("facebook0", &SECRET[1..]),
        ("", ""),
    ] {
        assert!(!mac.is_of(&old, name, secret), "{name:?} {secret:?}");
    }
    assert!(!SecretMac::of_nobody().is_of(&old, NAME, SECRET));
    assert_eq!(SecretMac::from_bytes(mac.bytes()), Some(mac));
    assert_eq!(SecretMac::from_bytes(&[0; 31]), None);
}

#[test]
fn names_and_secrets_have_their_forms() {
    for name in ["a", "facebook", "My bot 2", "Zoë", &"x".repeat(80)] {
        assert!(is_good_name(name), "{name:?}");
    }
    for name in ["", " ", "a ", " a", "a\nb", "a\u{202e}b", &"x".repeat(81)] {
        assert!(!is_good_name(name), "{name:?}");
    }
    for (secret, good) in [
        (SECRET, true),
        ("ëëëëëëëëëëëëëëëë", true),
        (&SECRET[1..], false),
        ("0123456789\nabcdef", false),
        ("", false),
    ] {
        assert_eq!(is_good_secret(secret), good, "{secret:?}");
    }
    let made = make_secret(&mut rand::rng());
    assert!(made.len() == 40 && made.chars().all(|c| c.is_ascii_alphanumeric()));
    let ident = make_ident(&mut rand::rng());
    let is_good = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    assert!(ident.len() == 8 && ident.chars().all(is_good), "{ident}");
}

#[test]
fn a_token_is_active_only_while_nothing_that_it_hangs_on_has_ended() {
    let connection = Connection::new();
    let own = PlainToken::parse(&connection.token).expect("a token");
    let own = own.hash(TokenKind::Socket);
    let foreign = PlainToken::make(key(9), &mut rand::rng()).hash(TokenKind::Socket);
    let ends = [(None, true), (Some(NOW), false)];
    let expiries = [
        (None, true),
        (Some(NOW.plus(MOMENT)), true),
        (Some(NOW), false),
        (Some(NOW.minus(MOMENT)), false),
    ];
    let leases = [
        (NOW, true),
        (NOW.minus(LEASE).plus(MOMENT), true),
        (NOW.minus(LEASE), false),
        // Another server's clock runs ahead.
        (NOW.plus(MOMENT), true),
        // By more than can be: it was put right, or that server is gone.
        (NOW.plus(LEASE), false),
    ];
    for (ended_at, is_open) in ends {
        for (expires_at, is_young) in expiries {
            for (generation, is_of_today) in [(3, true), (2, false), (4, false)] {
                for (renewed_at, is_held) in leases {
                    let mut standing = connection.who.token.clone();
                    standing.token.ended_at = ended_at;
                    standing.token.expires_at = expires_at;
                    standing.client_generation = generation;
                    standing.renewed_at = renewed_at;
                    let stands = is_open && is_young && is_of_today;
                    assert_eq!(standing.stands(NOW), stands, "{standing:?}");
                    assert_eq!(
                        standing.is_active(&own, NOW),
                        stands && is_held,
                        "{standing:?}"
                    );
                    assert!(!standing.is_active(&foreign, NOW));
                }
            }
        }
    }
}

#[test]
fn a_token_ends_when_the_policy_says_and_belongs_to_its_secret_and_connection() {
    let client = client(&server_key());
    for (ttl, expires_at) in [(None, None), (Some(days(1)), Some(NOW.plus(days(1))))] {
        let place = TokenPlace {
            ident: "AB12CD34",
            node_key: key(1),
            ttl,
        };
        let (plain, token) = identify::issue(&client, &place, key(9), NOW, &mut rand::rng());
        assert_eq!(token.expires_at, expires_at);
        assert_eq!((token.client_key, token.generation), (key(7), 3));
        assert_eq!((token.ident.as_str(), token.node_key), ("AB12CD34", key(1)));
        assert!(token.secret_hash.matches(&plain.hash(TokenKind::Socket)));
        assert_eq!((token.key, plain.key()), (key(9), key(9)));
        // An access token's hash differs, whatever its text.
        assert!(!token.secret_hash.matches(&plain.hash(TokenKind::Access)));
    }
}

#[test]
fn an_end_user_is_known_again_by_the_same_client_alone_and_after_the_key_was_rotated() {
    let (old, new) = (server_key(), server_key());
    let mac = UserMac::of(&old, key(7), USER);
    assert_eq!(mac, UserMac::of(&old, key(7), USER));
    for other in [
        UserMac::of(&old, key(8), USER),
        UserMac::of(&old, key(7), "ada@example.or"),
        UserMac::of(&new, key(7), USER),
    ] {
        assert_ne!(mac, other);
    }
    let both = new.accepting([old]);
    let older = UserMac::under_older_keys(&both, key(7), USER);
    assert_eq!(older, std::slice::from_ref(&mac));
    let SocketClient { key: client, .. } = client(&both);
    let session = SocketSession::make(key(3), client, mac, NOW, &mut rand::rng());
    let id = &session.session_id;
    assert!(
        id.len() == 16 && id.chars().all(|c| c.is_ascii_alphanumeric()),
        "{id}"
    );
    let own = || session.user_mac.clone();
    let tomorrow = NOW.plus(days(1));
    assert!(!session.is_due(&own(), tomorrow.minus(MOMENT)));
    assert!(session.is_due(&own(), tomorrow));
    let under_another_key = UserMac::of(&server_key(), client, USER);
    assert!(session.is_due(&under_another_key, NOW));
}
