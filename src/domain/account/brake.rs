//! The rate limit on sign-in: leaky buckets kept in the store, so that parallel guesses and guesses at several
//! servers are counted together. Names are counted as they were typed, whether anybody has them or not: a shared
//! count would tell which name and which e-mail address belong together.
//!
//! Every try is paid for *before* the password is looked at; a right password gets its payment back.

use crate::domain::key::{AppId, RowKey};
use crate::domain::peer::Network;
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::tally::LimitSubject;
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use std::time::Duration;

/// What a try costs that takes the work of one hash; a level counts thousandths so that it can leak evenly.
pub const TRY: i64 = 1000;

/// Whose tries are counted together. Kept as a MAC: people type passwords into the name field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject(pub [u8; 32]);

/// A name or an e-mail address as somebody typed it, folded. Its subjects begin alike, so that all of them can
/// be found again, from wherever the tries came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(Half);

/// 128 bits of a MAC: nobody finds another name with the same.
type Half = [u8; 16];

/// How many tries may be owed, and in what time they are all forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub tries: u32,
    pub window: Duration,
    /// The setting that it comes from.
    pub setting: &'static str,
    /// Whose tries are counted by it.
    pub whose: LimitSubject,
}

/// One more try does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Braked {
    /// How long until it does.
    pub wait: Duration,
    /// What holds: for the log.
    pub by: &'static str,
    /// Whose tries were counted; nothing where it is no limit, but want of room.
    pub whose: Option<LimitSubject>,
}

/// One try to be paid for: refused when it would take the level over the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub subject: Subject,
    pub limit: Limit,
    /// In thousandths of a try.
    pub cost: i64,
    pub at: Timestamp,
}

/// A payment that is given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub subject: Subject,
    pub thousandths: i64,
}

/// Subjects whose counts are emptied, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    pub first: Subject,
    pub last: Subject,
}

/// What is kept per subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub thousandths: i64,
    pub at: Timestamp,
}

impl Charge {
    /// The level after paying, or how long to wait until one more try fits, and by which limit. A level of a clock that was ahead holds
    /// nobody: one try is let through, from which on what is owed leaks by the clock of today.
    pub fn pay(&self, before: Option<Level>) -> Result<Level, Braked> {
        let full = i64::from(self.limit.tries) * TRY;
        let left = before.map_or(0, |level| level.leaked(self.limit, self.at));
        let cost = self.payment();
        if before.is_some_and(|level| level.at > self.at.plus(CLOCKS_DIFFER)) {
            return Ok(Level {
                thousandths: (left + cost).min(full),
                at: self.at,
            });
        }
        if left + cost > full {
            return Err(Braked {
                wait: self.limit.time_to_leak(left + cost - full),
                by: self.limit.setting,
                whose: Some(self.limit.whose),
            });
        }
        Ok(Level {
            thousandths: left + cost,
            at: before.map_or(self.at, |level| level.at.max(self.at)),
        })
    }

    pub fn refund(&self) -> Refund {
        Refund {
            subject: self.subject.clone(),
            thousandths: self.payment(),
        }
    }

    /// However dear, a first try fits.
    fn payment(&self) -> i64 {
        self.cost.min(i64::from(self.limit.tries) * TRY)
    }
}

impl Level {
    /// What is left of the level at `now`.
    fn leaked(self, limit: Limit, now: Timestamp) -> i64 {
        let window = i64::try_from(limit.window.as_millis())
            .unwrap_or(i64::MAX)
            .max(1);
        let passed = i64::try_from(now.since(self.at).as_millis()).unwrap_or(i64::MAX);
        let forgiven = passed.saturating_mul(i64::from(limit.tries) * TRY) / window;
        (self.thousandths - forgiven).max(0)
    }
}

impl Limit {
    fn time_to_leak(self, thousandths: i64) -> Duration {
        let full = i64::from(self.tries.max(1)) * TRY;
        let window = i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX);
        let millis = thousandths.saturating_mul(window) / full;
        Duration::from_millis(u64::try_from(millis).unwrap_or(0) + 1)
    }
}

impl Subject {
    /// A browser that its user signed in from before.
    pub fn browser(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"browser", &row.number().to_be_bytes()],
        ))
    }

    /// Somebody who is signed in.
    pub fn user(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"user", &row.number().to_be_bytes()]))
    }

    /// Who has shown a right password, and tries codes.
    pub fn codes(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"codes", &row.number().to_be_bytes()],
        ))
    }

    /// The same with recovery codes.
    pub fn recovery_codes(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"recovery codes", &row.number().to_be_bytes()],
        ))
    }

    /// Whose authenticator cannot be decrypted: the log says so no more often than this allows.
    pub fn unreadable(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"unreadable", &row.number().to_be_bytes()],
        ))
    }

    /// Somebody who is sent links by mail.
    pub fn links_by_mail(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"links", &row.number().to_be_bytes()],
        ))
    }

    /// Somebody who has links sent to addresses that they wish for. Apart from those that others ask for in their name.
    pub fn links_to_wishes(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"wishes", &row.number().to_be_bytes()],
        ))
    }

    /// Somebody who registers apps.
    pub fn new_apps(key: &ServerKey, row: RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"new apps", &row.number().to_be_bytes()],
        ))
    }

    /// Where devices ask for codes: no try to sign in, so counted by itself.
    pub fn devices(key: &ServerKey, network: Network) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"devices", &network.bytes()]))
    }

    /// Where a try comes from.
    pub fn address(key: &ServerKey, network: Network) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"address", &network.bytes()]))
    }

    /// An app through whose server people sign in, where it does not name their addresses.
    pub fn app(key: &ServerKey, app: AppId) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"app", &app.0.to_be_bytes()]))
    }

    /// The work of checking hashes that came from elsewhere, for whoever has this subject.
    pub fn work_for(key: &ServerKey, place: &Self) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"work", &place.0]))
    }

    /// This one alone.
    pub fn lifted(self) -> Lifted {
        Lifted {
            first: self.clone(),
            last: self,
        }
    }
}

impl Typed {
    pub fn of(key: &ServerKey, folded: &str) -> Self {
        let mac = key.mac(Label::BrakeSubject, &[b"name", folded.as_bytes()]);
        Self(first_half(&Subject(mac)))
    }

    /// Tries from one address, or through one app.
    pub fn at(&self, place: &Subject) -> Subject {
        self.with(first_half(place))
    }

    /// Tries from everywhere.
    pub fn everywhere(&self) -> Subject {
        self.with([0; 16])
    }

    /// All of them.
    pub fn lifted(&self) -> Lifted {
        Lifted {
            first: self.everywhere(),
            last: self.with([u8::MAX; 16]),
        }
    }

    fn with(&self, second: Half) -> Subject {
        let mut whole = [0; 32];
        let bytes = self.0.iter().chain(&second);
        whole
            .iter_mut()
            .zip(bytes)
            .for_each(|(to, from)| *to = *from);
        Subject(whole)
    }
}

fn first_half(Subject(whole): &Subject) -> Half {
    whole.first_chunk().copied().unwrap_or_default()
}
