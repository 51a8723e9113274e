//! The brake: so many tries, forgiven over a time, counted by what stays the same.

use super::sample::{NOW, key};
use std::time::Duration;
use vestibule::domain::account::brake::{Charge, Level, Limit, Subject, TRY, Typed};
use vestibule::domain::key::AppId;
use vestibule::domain::peer::Network;
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::tally::LimitSubject;
use vestibule::domain::text::fold;
use vestibule::domain::time::Timestamp;

const LIMIT: Limit = Limit {
    tries: 10,
    window: Duration::from_secs(600),
    setting: "sign_in_limit.per_account",
    whose: LimitSubject::Account,
};

fn pay(before: Option<Level>, at: Timestamp) -> Result<Level, Duration> {
    let subject = Subject([0; 32]);
    Charge {
        subject,
        limit: LIMIT,
        cost: TRY,
        at,
    }
    .pay(before)
    .map_err(|braked| braked.wait)
}

fn full() -> Level {
    (0..10)
        .fold(None, |level, _| {
            Some(pay(level, NOW).expect("within the limit"))
        })
        .expect("ten tries")
}

#[test]
fn the_eleventh_try_waits_until_one_is_forgiven() {
    let wait = pay(Some(full()), NOW).expect_err("over the limit");
    assert_eq!(wait.as_secs(), 60);
    let later = NOW.plus(wait);
    let again = pay(Some(full()), later).expect("one was forgiven");
    assert!(pay(Some(again), later).is_err());
    assert!(pay(Some(full()), NOW.plus(Duration::from_secs(59))).is_err());
}

#[test]
fn all_is_forgiven_after_the_window() {
    let mut level = Some(full());
    for _ in 0..10 {
        level = Some(pay(level, NOW.plus(LIMIT.window)).expect("all forgiven"));
    }
    assert!(pay(level, NOW.plus(LIMIT.window)).is_err());
}

#[test]
fn o04_what_a_clock_ahead_has_counted_holds_nobody_and_is_not_forgiven_either() {
    let back = NOW.minus(Duration::from_secs(3600));
    let first = pay(Some(full()), back).expect("one try is let through");
    assert_eq!((first.at, first.thousandths), (back, full().thousandths));
    let wait = pay(Some(first), back).expect_err("the next one waits");
    assert_eq!(wait.as_secs(), 60, "as long as it would by a right clock");
    // The clocks of two servers differ a little: that opens nothing.
    assert!(pay(Some(full()), NOW.minus(Duration::from_secs(10))).is_err());
    let few = pay(None, NOW).expect("within the limit");
    let next = pay(Some(few), back).expect("within the limit");
    assert_eq!((next.at, next.thousandths), (back, 2 * few.thousandths));
}

#[test]
fn r79_one_person_is_one_name_however_it_is_typed() {
    for typed in [
        "Ada",
        " ada ",
        "ADA",
        "\u{ff41}da",
        "\u{ff21}\u{ff24}\u{ff21}",
    ] {
        assert_eq!(fold(typed), "ada", "{typed}");
    }
    assert_eq!(fold("STRASSE"), fold("stra\u{df}e"));
    assert_eq!(fold("\u{e9}"), fold("e\u{301}"));
}

#[test]
fn an_ipv6_network_is_one_address_and_ipv4_is_itself() {
    let server = ServerKey::make(&mut rand::rng());
    let of = |text: &str| Subject::address(&server, Network::of(text.parse().expect("an address")));
    assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
    assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
}

#[test]
fn kinds_of_subjects_never_meet() {
    let server = ServerKey::make(&mut rand::rng());
    let (ada, bob) = (Typed::of(&server, "ada"), Typed::of(&server, "bob"));
    let place = Subject::app(&server, AppId(1));
    assert_ne!(place, Subject::work_for(&server, &place));
    assert_ne!(ada.everywhere(), bob.everywhere());
    assert_ne!(ada.at(&place), bob.at(&place));
    assert_ne!(ada.at(&place), ada.everywhere());
    let (lifted, others) = (ada.lifted(), bob.lifted());
    for counted in [ada.everywhere(), ada.at(&place)] {
        assert!(lifted.first <= counted && counted <= lifted.last);
        assert!(counted < others.first || others.last < counted);
    }
    assert_ne!(
        Subject::browser(&server, key(1)),
        Subject::browser(&server, key(2))
    );
}

#[test]
fn what_costs_more_fills_sooner_and_the_dearest_try_fits_once() {
    let dear = |cost| Charge {
        subject: Subject([0; 32]),
        limit: LIMIT,
        cost,
        at: NOW,
    };
    let once = dear(4 * TRY).pay(None).expect("fits");
    let twice = dear(4 * TRY).pay(Some(once)).expect("fits");
    let wait = dear(4 * TRY).pay(Some(twice)).expect_err("over");
    assert_eq!(
        (wait.wait.as_secs(), wait.by),
        (120, "sign_in_limit.per_account")
    );
    let all = dear(50 * TRY);
    assert_eq!(all.pay(None).expect("fits"), full());
    assert_eq!(all.refund().thousandths, full().thousandths);
}
