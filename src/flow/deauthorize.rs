//! Withdrawing an app for somebody, and telling the app's server: first written down in the same change, then
//! tried until it has arrived. Who sends is not known here; of several servers one makes each try.

use super::{Failure, Platform, settled};
use crate::domain::account::user::{User, UserState};
use crate::domain::callback::sign;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::deauthorization::{Deauthorization, DeliveryOutcome};
use crate::domain::key::AppId;
use crate::domain::oauth::client::{App, ClientName};
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
) -> Result<(), Failure> {
    settled(|| {
        let at = platform.clock.now();
        let key = consent.key;
        let mut writes = vec![Write::WithdrawConsent { key, at }];
        if is_told(user, app.deauthorize_url.as_deref()) {
            writes.push(queue(platform, app.id, &user.public_id, at));
        }
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
    let queued = Deauthorization::queue(key, app, public_id, now, &mut rand::rng());
    Write::QueueDeauthorization(queued)
}

/// A try that this server makes.
pub struct Call {
    queued: Deauthorization,
    pub client_id: String,
    pub url: String,
    pub signed_request: String,
}

impl Call {
    pub const fn app(&self) -> AppId {
        self.queued.app_id
    }
}

/// Takes on callbacks whose time has come, but for those of some apps: at most so many, and no app has more of them
/// than `room` says.
pub fn claim_due(
    platform: &Platform,
    busy: &[AppId],
    most: usize,
    room: impl Fn(AppId) -> usize,
) -> Result<Vec<Call>, Failure> {
    let now = platform.clock.now();
    let mut full = busy.to_vec();
    let mut calls: Vec<Call> = Vec::new();
    while calls.len() < most {
        let limit = i64::try_from(most - calls.len()).unwrap_or(i64::MAX);
        let due = platform
            .store
            .read(|reader| reader.due_deauthorizations(now, &full, limit))?;
        if due.is_empty() {
            break;
        }
        for queued in due {
            let app = queued.app_id;
            let taken = calls.iter().filter(|call| call.app() == app).count();
            if taken >= room(app) {
                // The next look passes this app over, and finds others behind it.
                full.push(app);
                continue;
            }
            match claim(platform, queued, now) {
                Ok(call) => calls.extend(call),
                // What was taken on is sent; the rest is still due.
                Err(_) if !calls.is_empty() => return Ok(calls),
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(calls)
}

fn claim(
    platform: &Platform,
    queued: Deauthorization,
    now: Timestamp,
) -> Result<Option<Call>, Failure> {
    let Some(next_at) = queued.after_this_try(now) else {
        let why = "the server stopped while it made the last try";
        let why = queued.last_error.clone().unwrap_or_else(|| why.to_owned());
        settle(platform, &queued, DeliveryOutcome::Dead(now, why))?;
        return Ok(None);
    };
    let guard = Guard::DeauthorizationDue {
        key: queued.key,
        tries: queued.tries,
        next_at,
    };
    match platform.store.commit(Change::guarded(guard, Vec::new())) {
        Ok(()) => {}
        Err(CommitError::Lost(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let name = ClientName::Number(queued.app_id);
    let Some(app) = platform.store.read(|reader| reader.app(&name))? else {
        return Ok(None);
    };
    let Some(url) = app.deauthorize_url else {
        let why = "the app has no deauthorization URL any more".to_owned();
        settle(platform, &queued, DeliveryOutcome::Dead(now, why))?;
        return Ok(None);
    };
    let key = platform
        .key
        .callback_key(&app.uuid, app.callback_key_generation);
    Ok(Some(Call {
        signed_request: sign(&key, &queued.notice(&app.client_id)),
        client_id: app.client_id,
        queued,
        url,
    }))
}

/// Writes down what became of a try; the error is for the operator.
pub fn settle_call(
    platform: &Platform,
    call: &Call,
    outcome: Result<(), &str>,
) -> Result<(), Failure> {
    let now = platform.clock.now();
    let settled = match outcome {
        Ok(()) => DeliveryOutcome::Done(now),
        Err(why) => call.queued.failed(why, now),
    };
    settle(platform, &call.queued, settled)
}

fn settle(
    platform: &Platform,
    queued: &Deauthorization,
    settled: DeliveryOutcome,
) -> Result<(), Failure> {
    let write = Write::SettleDeauthorization {
        key: queued.key,
        jti: queued.jti.clone(),
        settled,
    };
    Ok(platform.store.commit(Change::writes(vec![write]))?)
}
