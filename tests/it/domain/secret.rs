//! Tokens, keys and what is kept of them.

use super::sample::{NOW, key};
use std::collections::HashSet;
use std::time::Duration;
use vestibule::domain::key::RowKey;
use vestibule::domain::secret::{PlainToken, TokenKind, random_alphanumerics};
use vestibule::domain::server_key::{Label, ServerKey};

#[test]
fn a_token_is_forty_alphanumerics_that_name_their_row() {
    let row = RowKey::compose(NOW, 5, 9);
    let token = PlainToken::make(row, &mut rand::rng());
    assert_eq!(token.reveal().len(), 40);
    assert!(
        token
            .reveal()
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric())
    );
    let read = PlainToken::parse(token.reveal()).expect("our own token");
    assert_eq!(read.key(), row);
    assert!(
        read.hash(TokenKind::Access)
            .matches(&token.hash(TokenKind::Access))
    );
}

#[test]
fn one_kind_of_token_never_passes_for_another() {
    let token = PlainToken::make(key(1), &mut rand::rng());
    let access = token.hash(TokenKind::Access);
    for other in [TokenKind::Session, TokenKind::Browser, TokenKind::Form] {
        assert!(!access.matches(&token.hash(other)));
    }
}

#[test]
fn r96_what_cannot_be_a_token_is_not_even_looked_up() {
    let good = PlainToken::make(key(1), &mut rand::rng());
    let (row, secret) = good.reveal().split_at(11);
    let over = format!("zzzzzzzzzzz{secret}");
    let jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.xxxx";
    let wide = format!("{row}\u{e4}{}", &secret[2..]);
    for bad in [
        &over,
        jwt,
        &wide,
        &good.reveal()[1..],
        &format!("{}a", good.reveal()),
        "",
    ] {
        assert!(PlainToken::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn keys_are_ordered_by_time_and_survive_their_text() {
    let early = RowKey::compose(NOW, RowKey::NODES - 1, RowKey::PER_MILLI - 1);
    let late = RowKey::first_at(NOW.plus(Duration::from_millis(1)));
    assert!(early < late && early.encode() < late.encode());
    for number in [0, 1, 61, 62, i64::MAX] {
        let key = key(number);
        assert_eq!(RowKey::decode(&key.encode()), Some(key));
    }
    assert_eq!(RowKey::decode("AzL8n0Y58m8"), None, "one over 63 bits");
    assert_eq!(RowKey::decode("AzL8n0Y58m7"), RowKey::from_number(i64::MAX));
}

#[test]
fn every_character_comes_up_about_as_often() {
    let text = random_alphanumerics(62_000, &mut rand::rng());
    assert_eq!(text.chars().collect::<HashSet<_>>().len(), 62);
    for c in text.chars().collect::<HashSet<_>>() {
        let count = text.chars().filter(|&other| other == c).count();
        assert!(
            (750..1250).contains(&count),
            "{c} came up {count} times in 62,000"
        );
    }
}

#[test]
fn a_sealed_answer_opens_only_for_its_holder_and_context() {
    let server = ServerKey::make(&mut rand::rng());
    let dice = &mut rand::rng();
    let sealed = server.seal(b"nonce", b"allow", b"https://app.example/#x", dice);
    let open = |holder: &[u8], context: &[u8]| server.open(holder, context, &sealed);
    assert_eq!(
        open(b"nonce", b"allow").as_deref(),
        Some(&b"https://app.example/#x"[..])
    );
    assert_eq!(open(b"nonce", b"deny"), None);
    assert_eq!(open(b"other", b"allow"), None);
    let other = ServerKey::make(&mut rand::rng());
    assert_eq!(other.open(b"nonce", b"allow", &sealed), None);
    assert_eq!(server.open(b"nonce", b"allow", b"short"), None);
}

#[test]
fn two_answers_sealed_for_one_form_do_not_tell_each_other() {
    let server = ServerKey::make(&mut rand::rng());
    let seal = |context: &[u8]| server.seal(b"nonce", context, b"same", &mut rand::rng());
    let (one, other) = (seal(b"allow"), seal(b"allow"));
    assert_ne!(one.get(..12), other.get(..12), "the nonces");
    assert_ne!(one.get(12..16), other.get(12..16), "the texts under them");
}

#[test]
fn no_two_lists_of_parts_give_one_mac() {
    let server = ServerKey::make(&mut rand::rng());
    let mac = |parts: &[&[u8]]| server.mac(Label::FormProof, parts);
    assert_ne!(mac(&[b"ab", b"c"]), mac(&[b"a", b"bc"]));
    assert_ne!(mac(&[b"abc"]), mac(&[b"abc", b""]));
    assert!(server.verifies(Label::FormProof, &[b"a"], &mac(&[b"a"])));
    assert!(!server.verifies(Label::BrakeSubject, &[b"a"], &mac(&[b"a"])));
}

#[test]
fn what_an_accepted_key_signed_and_sealed_counts_but_nothing_new_is_made_with_it() {
    let old = ServerKey::make(&mut rand::rng());
    let new = ServerKey::make(&mut rand::rng());
    let other = ServerKey::make(&mut rand::rng());
    let both = new.clone().accepting([old.clone()]);
    let parts: &[&[u8]] = &[b"a"];
    let mac = |key: &ServerKey| key.mac(Label::FormProof, parts);
    let seal = |key: &ServerKey| key.seal(b"nonce", b"allow", b"text", &mut rand::rng());
    for (signer, counts) in [(&old, true), (&new, true), (&both, true), (&other, false)] {
        assert_eq!(both.verifies(Label::FormProof, parts, &mac(signer)), counts);
        let opened = both.open(b"nonce", b"allow", &seal(signer));
        assert_eq!(opened.is_some(), counts);
    }
    assert_eq!(mac(&both), mac(&new));
    assert!(new.open(b"nonce", b"allow", &seal(&both)).is_some());
    assert!(old.open(b"nonce", b"allow", &seal(&both)).is_none());
    assert_eq!(both.fingerprint(), new.fingerprint());
    assert_eq!(both.accepted_fingerprints(), [old.fingerprint()]);
}

#[test]
fn a_callback_key_is_one_for_app_generation_and_server_key() {
    let server = ServerKey::make(&mut rand::rng());
    let other = ServerKey::make(&mut rand::rng()).accepting([server.clone()]);
    let uuid = "7B1F2C3D-0000-4000-8000-000000000000";
    let key = server.callback_key(uuid, 1);
    assert_eq!(server.callback_key(uuid, 1), key);
    let elsewhere = "7B1F2C3D-0000-4000-8000-000000000001";
    for different in [
        server.callback_key(uuid, 2),
        server.callback_key(elsewhere, 1),
        other.callback_key(uuid, 1),
    ] {
        assert_ne!(different, key);
    }
}

#[test]
fn a_server_key_reads_back_and_shows_only_its_fingerprint() {
    let server = ServerKey::make(&mut rand::rng());
    let read = ServerKey::parse(&server.reveal()).expect("its own text");
    assert_eq!(read.fingerprint(), server.fingerprint());
    assert!(!server.reveal().contains(&server.fingerprint()));
    assert!(ServerKey::parse("short").is_none());
}
