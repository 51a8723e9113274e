//! How often somebody may do something.

use std::time::Duration;
use vestibule::domain::bucket::Buckets;

const SECOND: Duration = Duration::from_secs(1);

fn granted(buckets: &Buckets<u8>, subject: u8, seconds: f64) -> usize {
    let now = Duration::from_secs_f64(seconds);
    let taken = (0..100).filter(|_| buckets.take(subject, now).is_ok());
    taken.count()
}

#[test]
fn twenty_at_once_and_ten_a_second_from_then_on() {
    let buckets = Buckets::new(10, SECOND, 20).expect("a limit");
    assert_eq!(granted(&buckets, 0, 1000.0), 20);
    assert_eq!(granted(&buckets, 0, 1000.05), 0);
    assert_eq!(granted(&buckets, 0, 1001.0), 10);
    assert_eq!(granted(&buckets, 0, 1060.0), 20);
    assert!(Buckets::<u8>::new(0, SECOND, 20).is_none());
}

#[test]
fn who_waits_as_long_as_told_is_let_in() {
    let buckets = Buckets::new(60, 60 * SECOND, 60).expect("a limit");
    let now = Duration::from_secs(1000);
    assert_eq!(granted(&buckets, 0, 1000.0), 60);
    let wait = buckets.take(0, now).expect_err("too many");
    assert!(wait <= SECOND, "{wait:?}");
    assert!(buckets.take(0, now + wait).is_ok());
}

#[test]
fn a_clock_that_is_put_back_holds_nobody_up() {
    let buckets = Buckets::new(10, SECOND, 20).expect("a limit");
    assert_eq!(granted(&buckets, 0, 900_000.0), 20);
    assert_eq!(granted(&buckets, 0, 1000.0), 0);
    assert_eq!(granted(&buckets, 0, 1001.0), 10);
}
