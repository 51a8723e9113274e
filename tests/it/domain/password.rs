//! Passwords: what is typed, what is kept, and whether the two fit.

use vestibule::domain::account::password::{HashingRoom, PasswordFault, TypedPassword, dummy_phc};

fn typed(text: &str) -> TypedPassword {
    TypedPassword::parse(text).expect("a usable password")
}

#[test]
fn a_password_opens_its_own_hash_and_no_other_and_the_room_can_be_used_again() {
    let mut room = HashingRoom::default();
    let phc = typed("otter-lamp-river-42").hash(&mut rand::rng());
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
    for _ in 0..2 {
        assert!(typed("otter-lamp-river-42").opens(&phc, &mut room));
        assert!(!typed("otter-lamp-river-43").opens(&phc, &mut room));
    }
    let other = typed("otter-lamp-river-42").hash(&mut rand::rng());
    assert_ne!(phc, other, "each hash has a salt of its own");
    assert!(!typed("").opens(&dummy_phc(&mut rand::rng()), &mut room));
}

#[test]
fn a_hash_of_other_parameters_opens_in_the_same_room() {
    // The PHC string of the argon2 reference implementation's command line for "password", salt "somesalt".
    let small =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let mut room = HashingRoom::default();
    let phc = typed("password").hash(&mut rand::rng());
    assert!(typed("password").opens(&phc, &mut room));
    assert!(typed("password").opens(small, &mut room));
    assert!(!typed("passwort").opens(small, &mut room));
    assert!(typed("password").opens(&phc, &mut room));
}

#[test]
fn what_is_no_hash_opens_for_nobody() {
    let mut room = HashingRoom::default();
    for broken in [
        "",
        "$",
        "plain",
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ",
        "$2b$12$abc",
        "$argon2id$",
    ] {
        assert!(!typed("password").opens(broken, &mut room), "{broken}");
    }
}

#[test]
fn r83_what_cannot_be_a_password_is_not_even_hashed_and_four_byte_characters_can() {
    assert!(
        TypedPassword::parse(&"x".repeat(1024)).is_some(),
        "older ones may be long"
    );
    assert!(TypedPassword::parse(&"x".repeat(1025)).is_none());
    assert!(TypedPassword::parse("otter\0lamp").is_none());
    let mut room = HashingRoom::default();
    let phc = typed("\u{1F9A6}caf\u{e9}-river").hash(&mut rand::rng());
    assert!(typed("\u{1F9A6}cafe\u{301}-river").opens(&phc, &mut room));
}

#[test]
fn a_new_password_is_neither_short_nor_long_nor_the_name_nor_among_common_ones() {
    let fault =
        |text: &str| TypedPassword::choose(text, "Ada Lovelace", Some("ada@example.org")).err();
    assert_eq!(fault("otter-lamp"), None);
    assert_eq!(fault("otter42"), Some(PasswordFault::Short));
    assert_eq!(fault("ADA LOVELACE"), Some(PasswordFault::IsName));
    assert_eq!(fault("Ada@Example.ORG"), Some(PasswordFault::IsName));
    assert_eq!(fault(&"\u{1F9A6}".repeat(128)), None);
    assert_eq!(fault(&"x".repeat(129)), Some(PasswordFault::Long));
    for common in [
        "password",
        "Password1",
        "1Q2W3E4R5T",
        "\u{ff50}assword123",
        "qwertyuiop",
    ] {
        assert_eq!(fault(common), Some(PasswordFault::Common), "{common}");
    }
    assert_eq!(fault("otter\0lamp"), Some(PasswordFault::Unusable));
}
