//! Sets of scopes: reading, narrowing, order; and what a consent remembers of them.

use super::sample::{self, NOW, key, scopes};
use vestibule::domain::oauth::consent::{Consent, FreshConsent, Remember};
use vestibule::domain::oauth::scope::{Scopes, is_scope_token};
use vestibule::domain::time::{Timestamp, days};

#[test]
fn r61_commas_and_spaces_separate_and_spaces_answer() {
    assert_eq!(scopes("b,a  c, a").to_string(), "a b c");
    assert!(scopes(" , ").is_empty());
}

#[test]
fn r59_the_grammar_of_rfc_6749_3_3_is_kept() {
    for bad in ["a\"b", "a\\b", "\u{e4}", "a\tb", "a\u{0}"] {
        assert!(Scopes::parse(bad).is_err(), "{bad:?}");
    }
    assert!(is_scope_token("!#[]~"));
    assert!(!is_scope_token("") && !is_scope_token("a b"));
}

#[test]
fn narrowing_never_adds() {
    assert_eq!(scopes("a b").narrow(&scopes("b c")), scopes("b"));
    assert_eq!(scopes("a b").beyond(&scopes("b c")), scopes("a"));
}

#[test]
fn r60_what_is_granted_is_what_both_know_and_it_is_told_whether_that_is_what_was_named() {
    let registered = scopes("basic email");
    let chosen = |sent| {
        let chosen = registered.choose(sent, &["photos".to_owned()]);
        chosen.map(|(granted, changed)| (granted.to_string(), changed))
    };
    let granted = |names: &str, changed| Ok((names.to_owned(), changed));
    for all in [None, Some(""), Some(" , ")] {
        assert_eq!(chosen(all), granted("basic email", false), "{all:?}");
    }
    assert_eq!(chosen(Some("email")), granted("email", false));
    assert_eq!(
        chosen(Some("email,basic email")),
        granted("basic email", false)
    );
    assert_eq!(chosen(Some("email photos")), granted("email", true));
    for nothing in ["photos", "Email", "basic \"email\"", "\u{e4}"] {
        assert!(chosen(Some(nothing)).is_err(), "{nothing}");
    }
    let none = Scopes::default();
    assert_eq!(none.choose(None, &[]), Ok((Scopes::default(), false)));
    assert!(none.choose(Some("basic"), &[]).is_err());
    let named = ["basic", "photos"].map(str::to_owned);
    assert_eq!(
        registered.choose(None, &named),
        Ok((scopes("email"), false))
    );
    assert!(
        scopes("basic").choose(None, &named).is_err(),
        "nothing is left"
    );
    assert_eq!(
        scopes("basic").choose(Some("basic"), &named),
        Ok((scopes("basic"), false))
    );
}

#[test]
fn scopes_are_shown_in_the_order_of_the_settings() {
    let catalogue = ["z".to_owned(), "a".to_owned()];
    assert_eq!(scopes("a m z").in_order(&catalogue), ["z", "a", "m"]);
}

fn allow(before: Option<Consent>, asked: &str, now: Timestamp) -> Consent {
    let fresh = FreshConsent {
        key: key(9),
        user_key: key(1),
        app_id: sample::APP,
    };
    match Consent::allow(before, fresh, &scopes(asked), now) {
        Remember::New(consent) | Remember::Again(consent) => consent,
    }
}

#[test]
fn a_first_consent_holds_what_was_allowed_for_ninety_days() {
    let consent = allow(None, "basic", NOW);
    assert_eq!(consent.key, key(9));
    assert!(consent.covers(&scopes("basic"), NOW.plus(days(89))));
    assert!(!consent.covers(&scopes("basic"), NOW.plus(days(90))));
    assert!(!consent.covers(&scopes("basic email"), NOW));
}

#[test]
fn scopes_allowed_before_stay_but_not_longer_than_they_would_have() {
    let first = allow(None, "email", NOW);
    let grown = allow(Some(first), "basic", NOW.plus(days(80)));
    assert_eq!(grown.scopes, scopes("basic email"));
    assert!(!grown.covers(&scopes("email"), NOW.plus(days(90))));
    let anew = allow(Some(grown), "basic email", NOW.plus(days(80)));
    assert!(anew.covers(&scopes("email"), NOW.plus(days(169))));
}

#[test]
fn a_withdrawn_consent_brings_nothing_back() {
    let mut withdrawn = allow(None, "basic email", NOW);
    withdrawn.withdrawn_at = Some(NOW.plus(days(1)));
    withdrawn.epoch = withdrawn.epoch.next();
    let epoch = withdrawn.epoch;
    assert!(!withdrawn.covers(&scopes("basic"), NOW.plus(days(2))));
    let again = allow(Some(withdrawn), "basic", NOW.plus(days(2)));
    assert_eq!(again.scopes, scopes("basic"));
    assert_eq!(again.epoch, epoch);
    assert!(again.covers(&scopes("basic"), NOW.plus(days(2))));
}
