//! How often something is issued: nobody presses Allow as often as a program can.

use crate::domain::bucket::Buckets;
use crate::domain::key::{AppId, RowKey};
use crate::domain::openid::device::DeviceCode;
use crate::domain::openid::polls::Polls;
use crate::domain::time::{Timestamp, days};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// A minute's worth at once, and as many in each minute; `None`: no limit.
pub struct Limits {
    /// By remembered consent: per session and app.
    grants: Option<Buckets<(RowKey, AppId)>>,
    /// Ten times as many by Allow: no person presses it so often, and a program that does writes as much.
    presses: Option<Buckets<(RowKey, AppId)>>,
    /// By a refresh token: per grant, whose tokens follow one another.
    refreshes: Option<Buckets<RowKey>>,
    /// Ten times as many for all grants that one person has with an app: grants add up.
    rotations: Option<Buckets<(RowKey, AppId)>>,
    /// For the app itself.
    app_tokens: Option<Buckets<AppId>>,
    /// By a client secret, and written down once a day.
    secrets: Option<Buckets<RowKey>>,
    /// By a device, while nobody has decided.
    polls: Polls,
}

impl Limits {
    /// Each a minute; 0 is no limit.
    pub fn new(grants: u32, app_tokens: u32) -> Self {
        let more = grants.saturating_mul(10);
        Self {
            grants: Buckets::new(grants, MINUTE, grants),
            presses: Buckets::new(more, MINUTE, more),
            refreshes: Buckets::new(grants, MINUTE, grants),
            rotations: Buckets::new(more, MINUTE, more),
            app_tokens: Buckets::new(app_tokens, MINUTE, app_tokens),
            secrets: Buckets::new(1, days(1), 1),
            polls: Polls::default(),
        }
    }

    /// Or how long until one more fits.
    pub(super) fn grant(
        &self,
        session: RowKey,
        app: AppId,
        now: Timestamp,
    ) -> Result<(), Duration> {
        take(self.grants.as_ref(), (session, app), now)
    }

    pub(super) fn press(
        &self,
        session: RowKey,
        app: AppId,
        now: Timestamp,
    ) -> Result<(), Duration> {
        take(self.presses.as_ref(), (session, app), now)
    }

    pub(super) fn refresh(
        &self,
        grant: RowKey,
        (user, app): (RowKey, AppId),
        now: Timestamp,
    ) -> Result<(), Duration> {
        take(self.refreshes.as_ref(), grant, now)?;
        take(self.rotations.as_ref(), (user, app), now)
    }

    pub(super) fn app_token(&self, app: AppId, now: Timestamp) -> Result<(), Duration> {
        take(self.app_tokens.as_ref(), app, now)
    }

    /// Whether a secret was not used before on this day, as far as this server knows.
    pub(super) fn first_use(&self, secret: RowKey, now: Timestamp) -> bool {
        take(self.secrets.as_ref(), secret, now).is_ok()
    }

    /// Whether a device asks no sooner than it was told to.
    pub(super) fn poll(&self, code: &DeviceCode, now: Timestamp) -> bool {
        self.polls.is_patient(code, now)
    }
}

fn take<K: Eq + std::hash::Hash>(
    buckets: Option<&Buckets<K>>,
    subject: K,
    now: Timestamp,
) -> Result<(), Duration> {
    let Some(buckets) = buckets else {
        return Ok(());
    };
    let since_1970 = Duration::from_millis(u64::try_from(now.millis()).unwrap_or(0));
    buckets.take(subject, since_1970).map(drop)
}
