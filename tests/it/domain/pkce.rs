//! Challenges and the verifiers that meet them (RFC 7636).

use crate::kit::issued::{CHALLENGE, VERIFIER};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use vestibule::domain::oauth::pkce::Challenge;

fn challenge_of(verifier: &str) -> Challenge {
    let text = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    Challenge::parse(&text).expect("a hash is a challenge")
}

#[test]
fn the_example_of_rfc_7636_appendix_b_holds() {
    let challenge = Challenge::parse(CHALLENGE).expect("43 characters of base64url");
    assert_eq!(challenge.as_str(), CHALLENGE);
    assert!(challenge.is_met_by(VERIFIER));
}

#[test]
fn another_verifier_does_not_meet_it() {
    let challenge = Challenge::parse(CHALLENGE).expect("43 characters of base64url");
    let last_changed = VERIFIER.replace("jXk", "jXl");
    let other_case = VERIFIER.to_ascii_lowercase();
    for wrong in [&last_changed, &other_case, CHALLENGE, ""] {
        assert!(!challenge.is_met_by(wrong), "{wrong:?}");
    }
}

#[test]
fn a_challenge_is_exactly_43_characters_of_base64url() {
    assert!(Challenge::parse(&"-".repeat(43)).is_some());
    assert!(Challenge::parse(&"_".repeat(43)).is_some());
    let short = &CHALLENGE[1..];
    let long = format!("{CHALLENGE}A");
    let padded = format!("{short}=");
    let standard = format!("{short}+");
    let slash = format!("{short}/");
    let wide = format!("{}é", &CHALLENGE[2..]);
    assert_eq!(wide.len(), 43, "43 bytes, not 43 characters of base64url");
    for wrong in ["", short, &long, &padded, &standard, &slash, &wide] {
        assert_eq!(Challenge::parse(wrong), None, "{wrong:?}");
    }
}

/// Refusal 105: 42 and 129 characters, each under a challenge that their hash does meet.
#[test]
fn a_verifier_has_43_to_128_characters() {
    for (length, good) in [(42, false), (43, true), (128, true), (129, false)] {
        let verifier = "a".repeat(length);
        assert_eq!(
            challenge_of(&verifier).is_met_by(&verifier),
            good,
            "{length}"
        );
    }
}

#[test]
fn a_verifier_holds_unreserved_characters_only() {
    let unreserved = "AZaz09-._~".repeat(5);
    assert!(challenge_of(&unreserved).is_met_by(&unreserved));
    for other in ["+", "/", "=", " ", "%", "\0", "é", "\n"] {
        let verifier = format!("{}{other}", "a".repeat(43));
        assert!(!challenge_of(&verifier).is_met_by(&verifier), "{other:?}");
    }
}
