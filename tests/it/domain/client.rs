//! Secrets of an app, and when they end.

use super::sample::{APP, NOW, key};
use crate::kit::samples;
use std::time::Duration;
use vestibule::domain::oauth::client::{AppSecret, end_secrets};
use vestibule::domain::time::{Timestamp, days};

const MOMENT: Duration = Duration::from_millis(1);

fn secret(number: i64, expires_at: Option<Timestamp>) -> AppSecret {
    AppSecret {
        expires_at,
        created_at: NOW.minus(days(1)),
        ..samples::secret(number, APP.0)
    }
}

#[test]
fn a_secret_lives_until_the_first_of_its_ends() {
    let mut one = secret(1, None);
    assert!(one.is_live(NOW));
    for (expires_at, revoked_at, lives) in [
        (Some(NOW.plus(MOMENT)), None, true),
        (Some(NOW), None, false),
        // By a clock that was ahead: an end is an end.
        (None, Some(NOW.plus(MOMENT)), false),
        (None, Some(NOW), false),
        (Some(NOW.plus(days(1))), Some(NOW.minus(MOMENT)), false),
        (Some(NOW.minus(MOMENT)), Some(NOW.plus(days(1))), false),
    ] {
        one.expires_at = expires_at;
        one.revoked_at = revoked_at;
        assert_eq!(one.is_live(NOW), lives, "{expires_at:?} {revoked_at:?}");
    }
}

#[test]
fn only_the_newest_secret_works_beside_the_one_that_replaces_it() {
    let (week, hour) = (days(7), Duration::from_secs(3600));
    let ends = |live: &[AppSecret]| end_secrets(live, NOW, week);
    assert_eq!(ends(&[]), vec![]);
    assert_eq!(
        ends(&[secret(1, None)]),
        vec![(key(1), Some(NOW.plus(week)))]
    );
    let soon = Some(NOW.plus(hour));
    assert_eq!(
        ends(&[secret(1, soon), secret(2, None)]),
        vec![(key(1), None), (key(2), Some(NOW.plus(week)))]
    );
    // Nothing that was to end is given more time.
    assert_eq!(ends(&[secret(1, soon)]), vec![(key(1), soon)]);
}
