//! Refresh tokens: what presenting one leads to, in every state that it can be in.

use super::code::{ENDS, grant};
use super::sample::{APP, NOW, key};
use crate::kit::samples;
use std::time::Duration;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::refresh::{
    RefreshLifetimes, RefreshStanding, RefreshToken, RefreshUse, Rotation, SAME_ANSWER_FOR,
};
use vestibule::domain::secret::TokenHash;
use vestibule::domain::time::{Timestamp, days};

const MOMENT: Duration = Duration::from_millis(1);

fn hash(of: &str) -> TokenHash {
    TokenHash::of("refresh", of.as_bytes())
}

fn unused() -> RefreshStanding {
    RefreshStanding {
        token: RefreshToken {
            secret_hash: hash("good"),
            expires_at: NOW.plus(days(90)),
            created_at: NOW,
            ..samples::refresh_token(6)
        },
        grant: grant(),
        successor_is_used: false,
    }
}

fn used(at: Timestamp, sealed: Option<&[u8]>) -> RefreshStanding {
    let mut standing = unused();
    standing.token.rotated = Some(Rotation {
        at,
        successor: key(7),
        answer_sealed: sealed.map(<[u8]>::to_vec),
    });
    standing
}

fn judged(standing: &RefreshStanding, now: Timestamp) -> RefreshUse<'_> {
    standing.judge(&hash("good"), APP, now)
}

#[test]
fn an_unused_one_rotates_until_its_end() {
    let standing = unused();
    assert_eq!(judged(&standing, NOW), RefreshUse::Rotate);
    let end = NOW.plus(days(90));
    assert_eq!(judged(&standing, end.minus(MOMENT)), RefreshUse::Rotate);
    assert_eq!(judged(&standing, end), RefreshUse::Invalid);
}

#[test]
fn r107_a_used_one_is_repeated_for_ten_seconds_and_is_a_replay_from_then_on() {
    let standing = used(NOW, Some(b"sealed"));
    let end = NOW.plus(Duration::from_secs(10));
    assert_eq!(end, NOW.plus(SAME_ANSWER_FOR));
    for now in [NOW, end.minus(MOMENT)] {
        assert_eq!(judged(&standing, now), RefreshUse::Repeat(b"sealed"));
    }
    for now in [end, NOW.plus(days(1)), NOW.plus(days(1000))] {
        assert_eq!(judged(&standing, now), RefreshUse::Replay);
    }
}

#[test]
fn r107_once_the_successor_was_used_it_is_a_replay_at_once() {
    for sealed in [Some(&b"sealed"[..]), None] {
        let mut standing = used(NOW, sealed);
        standing.successor_is_used = true;
        assert_eq!(judged(&standing, NOW), RefreshUse::Replay);
    }
}

#[test]
fn an_answer_that_was_cleared_away_early_is_not_given_and_ends_nothing_yet() {
    let standing = used(NOW, None);
    let end = NOW.plus(SAME_ANSWER_FOR);
    assert_eq!(judged(&standing, end.minus(MOMENT)), RefreshUse::Invalid);
    assert_eq!(judged(&standing, end), RefreshUse::Replay);
}

#[test]
fn whoever_has_the_wrong_secret_or_is_another_app_learns_and_ends_nothing() {
    for standing in [unused(), used(NOW, Some(b"sealed")), used(NOW, None)] {
        let guess = standing.judge(&hash("guess"), APP, NOW);
        assert_eq!(guess, RefreshUse::Invalid);
        let other = standing.judge(&hash("good"), AppId(8), NOW);
        assert_eq!(other, RefreshUse::Invalid);
    }
}

#[test]
fn r108_whatever_it_hangs_on_takes_it_along_also_the_repeat() {
    for end in ENDS {
        for mut standing in [unused(), used(NOW, Some(b"sealed"))] {
            end(&mut standing.grant);
            assert_eq!(judged(&standing, NOW), RefreshUse::Invalid);
        }
    }
}

#[test]
fn a_family_ends_by_idleness_or_by_age_whichever_comes_first() {
    let lifetimes = RefreshLifetimes {
        idle: days(90),
        absolute: days(365),
    };
    let end = |after| lifetimes.end(NOW, NOW.plus(after));
    assert_eq!(end(Duration::ZERO), NOW.plus(days(90)));
    assert_eq!(end(days(275)), NOW.plus(days(365)));
    assert_eq!(end(days(276)), NOW.plus(days(365)));
}

#[test]
fn a_grants_end_is_moved_on_only_when_something_would_outlive_it() {
    let grant = grant().grant;
    assert_eq!(grant.moved_on(grant.expires_at), None);
    let later = grant.expires_at.plus(MOMENT);
    assert_eq!(grant.moved_on(later), Some(later.plus(days(1))));
}
