//! Days and times as people read them. Nobody's clock is known here, so the hour is UTC and says so.

use super::frame::Frame;
use crate::domain::time::Timestamp;
use time::OffsetDateTime;

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

impl Frame<'_> {
    /// As in *15 January 2027*.
    pub(super) fn day(&self, at: Timestamp) -> String {
        let at = calendar(at);
        let month = usize::from(u8::from(at.month())).saturating_sub(1);
        let month = MONTHS.get(month).map(|id| self.say(id));
        let (day, year) = (at.day().to_string(), at.year().to_string());
        let parts = [
            ("day", day.as_str()),
            ("month", month.as_deref().unwrap_or_default()),
            ("year", year.as_str()),
        ];
        self.words.say("day", &parts)
    }

    /// The same with the time of day.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        let clock = calendar(at);
        self.at_time(at, &format!("{:02}:{:02}", clock.hour(), clock.minute()))
    }

    /// To the second.
    pub(super) fn instant(&self, at: Timestamp) -> String {
        let clock = calendar(at);
        let (hour, minute, second) = clock.time().as_hms();
        self.at_time(at, &format!("{hour:02}:{minute:02}:{second:02}"))
    }

    fn at_time(&self, at: Timestamp, time: &str) -> String {
        let parts = [("day", self.day(at)), ("time", time.to_owned())];
        let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
        self.words.say("moment", &parts)
    }
}

/// What no calendar holds is the beginning of time.
fn calendar(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
