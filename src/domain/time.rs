//! Points in time, as arguments: nothing below `flow` reads a clock.

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;
use std::time::Duration;

/// How far the clocks of two servers may differ. What lies further ahead was written by a clock that was put right
/// since.
pub const CLOCKS_DIFFER: Duration = Duration::from_secs(10);

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The beginning of time: what a moment holds that never was.
    pub const NEVER: Self = Self(0);

    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, as OAuth and JSON answers count.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// RFC 3339, in UTC, to the second.
    pub fn rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.seconds())
            .ok()
            .and_then(|time| time.format(&Rfc3339).ok())
            .unwrap_or_default()
    }

    /// The same to the millisecond, always with three digits.
    pub fn rfc3339_millis(self) -> String {
        let text = self.rfc3339();
        let seconds = text.strip_suffix('Z').unwrap_or(&text);
        format!("{seconds}.{:03}Z", self.0.rem_euclid(1000))
    }

    /// RFC 3339, with any offset; nothing for any other text.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let read = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let millis = read.unix_timestamp_nanos() / 1_000_000;
        i64::try_from(millis).ok().map(Self)
    }

    /// Later by `span`; saturates at the end of time.
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(span)))
    }

    /// Earlier by `span`; saturates at the beginning of time.
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(span)))
    }

    /// How long ago `earlier` was; zero when it lies ahead (clocks of two servers differ a little).
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// How far from `other`, either way: what lies far ahead was written by a clock that was wrong, and is no
    /// more to be believed than what is old.
    pub const fn apart(self, other: Self) -> Duration {
        Duration::from_millis(self.0.abs_diff(other.0))
    }
}

fn whole_millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Days as a length of time.
pub const fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}
