//! A session: a signed-in browser. Its cookie holds a token of kind session; here is its life.

use super::authentication::{Authentication, Methods};
use super::user::User;
use crate::domain::account::sid::SidSeed;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use std::time::Duration;

/// How coarse `last_seen_at` is: a request within this time of the last writes nothing.
const SEEN_STEP: Duration = Duration::from_secs(300);

/// How long it counts that somebody proved who they are, where that is asked for once more.
const CONFIRMED_FOR: Duration = Duration::from_secs(600);

/// Of a session in which nothing was proved that would confirm it.
pub const NEVER_CONFIRMED: Timestamp = Timestamp::from_millis(0);

/// Live sessions of one person: when one more begins, the oldest ends.
pub const MOST_SESSIONS: u32 = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub user_key: RowKey,
    /// The user's when they signed in. What is bound to the session, as forms are, is bound to it too.
    pub epoch: Epoch,
    /// The app whose request the sign-in was for: true in a program's own cookie jar, false in
    /// somebody's everyday browser (RFC 8252 §8.6).
    pub born_for_app: Option<AppId>,
    /// Browser and system in a few words, as far as they were told.
    pub device_label: Option<String>,
    pub authenticated_at: Timestamp,
    /// All that was proved in it.
    pub methods: Methods,
    /// When something was proved in it last.
    pub confirmed_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub idle_until: Timestamp,
    pub ends_at: Timestamp,
    pub keep: Keep,
    pub ended_at: Option<Timestamp>,
    /// What apps know it by is made of this.
    pub sid_seed: SidSeed,
    pub created_at: Timestamp,
}

/// Whether the person asked to stay signed in on this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    BrowserSession,
    SignedIn,
}
words!(Keep { BrowserSession = "browser_session", SignedIn = "signed_in" });

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Without *keep me signed in*: from sign-in to the end, however busy.
    pub browser: Duration,
    /// With it: since last seen.
    pub keep_idle: Duration,
    /// With it: from sign-in to the end, however busy.
    pub keep_absolute: Duration,
}

/// What makes a session: everything but its times.
pub struct NewSession {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub user_key: RowKey,
    pub epoch: Epoch,
    pub born_for_app: Option<AppId>,
    pub device_label: Option<String>,
    pub keep: Keep,
    pub methods: Methods,
    pub sid_seed: SidSeed,
}

impl Session {
    pub fn begin(new: NewSession, lifetimes: &SessionLifetimes, now: Timestamp) -> Self {
        let (idle, absolute) = match new.keep {
            Keep::BrowserSession => (lifetimes.browser, lifetimes.browser),
            Keep::SignedIn => (lifetimes.keep_idle, lifetimes.keep_absolute),
        };
        Self {
            key: new.key,
            secret_hash: new.secret_hash,
            user_key: new.user_key,
            epoch: new.epoch,
            born_for_app: new.born_for_app,
            device_label: new.device_label,
            authenticated_at: now,
            methods: new.methods,
            confirmed_at: now,
            last_seen_at: now,
            idle_until: now.plus(idle),
            ends_at: now.plus(absolute),
            keep: new.keep,
            ended_at: None,
            sid_seed: new.sid_seed,
            created_at: now,
        }
    }

    pub const fn authentication(&self) -> Authentication {
        Authentication {
            at: self.authenticated_at,
            methods: self.methods,
        }
    }

    /// Whether something was proved in it lately.
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.is_confirmed_within(CONFIRMED_FOR, now)
    }

    /// The same for what lets it count for longer.
    pub fn is_confirmed_within(&self, span: Duration, now: Timestamp) -> bool {
        now.apart(self.confirmed_at) < span
    }

    pub fn is_live(&self, user: &User, now: Timestamp) -> bool {
        user.is_active() && user.key == self.user_key && self.goes_on(user.epoch, now)
    }

    fn goes_on(&self, epoch: Epoch, now: Timestamp) -> bool {
        let life = SessionLife {
            epoch: self.epoch,
            idle_until: self.idle_until,
            ends_at: self.ends_at,
        };
        self.ended_at.is_none() && life.goes_on(epoch, now)
    }

    /// When the session was last written down so long ago that it is worth a write: until when it
    /// may now be idle.
    pub fn slide(&self, lifetimes: &SessionLifetimes, now: Timestamp) -> Option<Timestamp> {
        if now.apart(self.last_seen_at) < SEEN_STEP {
            return None;
        }
        Some(match self.keep {
            Keep::BrowserSession => self.idle_until,
            Keep::SignedIn => now.plus(lifetimes.keep_idle).min(self.ends_at),
        })
    }
}

/// What decides of a session that was not ended whether it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    pub epoch: Epoch,
    pub idle_until: Timestamp,
    pub ends_at: Timestamp,
}

impl SessionLife {
    /// Where its user is known to be active and has this epoch.
    pub fn goes_on(&self, epoch: Epoch, now: Timestamp) -> bool {
        now < self.idle_until && now < self.ends_at && self.epoch == epoch
    }
}

/// A browser that somebody signed in from before: its cookie keeps it out of other people's brake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBrowser {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub user_key: RowKey,
    /// The user's when it became known.
    pub epoch: Epoch,
    pub last_used_at: Timestamp,
    /// Until when a password alone is enough there.
    pub trusted_until: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// How long an unused browser stays known.
pub const BROWSER_KNOWN_FOR: Duration = crate::domain::time::days(180);

/// How many a person has at most: each has a count of wrong passwords of its own.
pub const MOST_KNOWN_BROWSERS: i64 = 10;
