//! Withdrawing an app for somebody, and telling the app's server: that is written down in the same change, and tried
//! until it has arrived (`deliver`).

use super::{Failure, Platform, settled};
use crate::domain::account::user::{User, UserState};
use crate::domain::audit::Event;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::delivery::Delivery;
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Lost};

/// Ends what the app was issued for this person, and what it may do. Nothing happens where it is withdrawn
/// already: the app is told once.
pub fn withdraw(
    platform: &Platform,
    user: &User,
    app: &App,
    consent: &Consent,
    event: impl Fn(&Happened, Timestamp) -> Event,
) -> Result<(), Failure> {
    settled(|| {
        let at = platform.clock.now();
        let key = consent.key;
        let event = event(&Happened::ConsentWithdrawn, at).at_app(app.id);
        let mut writes = vec![Write::WithdrawConsent { key, at }, event.into()];
        if is_told(user, app.deauthorize_url.as_deref()) {
            writes.push(queue(platform, app.id, &user.public_id, at));
        }
        writes.extend(platform.spends());
        let unmoved = Guard::ConsentEpoch {
            key,
            epoch: consent.epoch,
        };
        let committed = platform.store.commit(Change::guarded(unmoved, writes));
        Ok(match committed {
            Err(CommitError::Lost(Lost::ConsentMoved)) => (Ok(()), ()),
            committed => (committed, ()),
        })
    })
}

/// What tells every app that somebody allowed and that wants to know.
pub(super) fn queue_all(
    platform: &Platform,
    user: &User,
    now: Timestamp,
) -> Result<Vec<Write>, Failure> {
    let allowed = platform
        .store
        .read(|reader| reader.allowed_apps(user.key))?;
    let told = allowed
        .iter()
        .filter(|app| is_told(user, app.deauthorize_url.as_deref()));
    Ok(told
        .map(|app| queue(platform, app.consent.app_id, &user.public_id, now))
        .collect())
}

/// Whether an app is to be told about this person. Those of a disabled one were told when that was done.
fn is_told(user: &User, deauthorize_url: Option<&str>) -> bool {
    deauthorize_url.is_some() && user.state != UserState::Disabled
}

fn queue(platform: &Platform, app: AppId, public_id: &str, now: Timestamp) -> Write {
    let key = platform.store.next_key(now);
    let queued = Delivery::withdrawal(key, app, public_id, now, &mut rand::rng());
    Write::QueueDelivery(queued)
}
