//! A length of time as people write it: 90s, 30m, 12h, 7d.

use crate::domain::time::days;
use std::time::Duration;

const DAY: u64 = 86_400;

/// Up to 90 days.
pub fn span(text: &str) -> Result<Duration, String> {
    span_within(text, 90)
        .ok_or_else(|| "give a time from 1s to 90d, as in 90s, 30m, 12h or 7d".to_owned())
}

/// Up to so many days.
pub fn span_within(text: &str, most_days: u64) -> Option<Duration> {
    read(text).filter(|span| !span.is_zero() && *span <= days(most_days))
}

fn read(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => DAY,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    number.checked_mul(seconds).map(Duration::from_secs)
}
