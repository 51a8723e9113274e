//! A length of time as people write it: 90s, 30m, 12h, 7d.

use std::time::Duration;

/// The longest that a command takes: 90 days.
const LONGEST: Duration = Duration::from_secs(90 * DAY);
const DAY: u64 = 86_400;

pub fn span(text: &str) -> Result<Duration, String> {
    read(text)
        .filter(|span| !span.is_zero() && *span <= LONGEST)
        .ok_or_else(|| "give a time from 1s to 90d, as in 90s, 30m, 12h or 7d".to_owned())
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
