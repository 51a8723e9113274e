//! Making the calls that wait in the outbox: which are due, what is signed and sent, what became of it. Who sends is not
//! known here; of several servers one makes each try.

use super::{Failure, Platform, keys};
use crate::domain::account::sid::SidSeed;
use crate::domain::audit::Event;
use crate::domain::audit::happened::{Callback, Happened};
use crate::domain::callback::sign;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::delivery::{Delivery, DeliveryOutcome, new_jti};
use crate::domain::key::AppId;
use crate::domain::oauth::client::{App, ClientName, Switch};
use crate::domain::openid::jwt::Typ;
use crate::domain::openid::logout_token::LogoutToken;
use crate::domain::openid::statement::Statement;
use crate::domain::tally::{OutboxKind, Sent};
use crate::domain::time::Timestamp;
use crate::store::CommitError;

/// What an app is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Somebody withdrew it.
    Withdrawal,
    /// A session ended in which it was given an ID token.
    SessionEnd,
}

/// A try that this server makes.
pub struct Call {
    queued: Delivery,
    pub client_id: String,
    pub url: String,
    pub subject: Subject,
    /// The one field of the form, by name.
    pub signed: (&'static str, String),
}

impl Call {
    pub const fn app(&self) -> AppId {
        self.queued.app_id
    }

    /// Whether an answer of this status says that the app has it (Back-Channel Logout 1.0 §2.8).
    pub fn is_taken_by(&self, status: u16) -> bool {
        match self.subject {
            Subject::Withdrawal => (200..300).contains(&status),
            Subject::SessionEnd => matches!(status, 200 | 204),
        }
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
            .read(|reader| reader.due_deliveries(now, &full, limit))?;
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

fn claim(platform: &Platform, queued: Delivery, now: Timestamp) -> Result<Option<Call>, Failure> {
    let guard = |next_at| Guard::DeliveryDue {
        key: queued.key,
        tries: queued.tries,
        next_at,
    };
    let Some(next_at) = queued.after_this_try(now) else {
        let why = "the server stopped while it made the last try";
        let why = queued.last_error.clone().unwrap_or_else(|| why.to_owned());
        let dead = DeliveryOutcome::Dead(now, why);
        settle(platform, (&queued, Some(guard(now))), dead)?;
        return Ok(None);
    };
    match platform
        .store
        .commit(Change::guarded(guard(next_at), Vec::new()))
    {
        Ok(()) => {}
        Err(CommitError::Lost(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let name = ClientName::Number(queued.app_id);
    let Some(app) = platform.store.read(|reader| reader.app(&name))? else {
        return Ok(None);
    };
    let (subject, url, missing) = whereto(&app, &queued);
    let Some(url) = url.map(str::to_owned) else {
        let dead = DeliveryOutcome::Dead(now, missing.to_owned());
        settle(platform, (&queued, None), dead)?;
        return Ok(None);
    };
    Ok(Some(Call {
        signed: signed(platform, &app, &queued, now)?,
        client_id: app.client_id,
        queued,
        url,
        subject,
    }))
}

/// What the app is told, where, and what to say if that is nowhere any more.
fn whereto<'a>(app: &'a App, queued: &Delivery) -> (Subject, Option<&'a str>, &'static str) {
    match queued.sid_seed {
        None => (
            Subject::Withdrawal,
            app.deauthorize_url.as_deref(),
            "the app has no deauthorization URL any more",
        ),
        Some(_) => (
            Subject::SessionEnd,
            app.backchannel_logout_url.as_deref(),
            "the app has no back-channel logout URL any more",
        ),
    }
}

fn signed(
    platform: &Platform,
    app: &App,
    queued: &Delivery,
    now: Timestamp,
) -> Result<(&'static str, String), Failure> {
    Ok(match queued.sid_seed {
        None => ("signed_request", notice(platform, app, queued)),
        Some(session) => (
            "logout_token",
            logout_token(platform, app, (queued, session), now)?,
        ),
    })
}

fn notice(platform: &Platform, app: &App, queued: &Delivery) -> String {
    let key = platform
        .key
        .callback_key(&app.uuid, app.callback_key_generation);
    sign(&key, &queued.notice(&app.client_id))
}

/// Another one for each try.
fn logout_token(
    platform: &Platform,
    app: &App,
    (queued, session): (&Delivery, SidSeed),
    now: Timestamp,
) -> Result<String, Failure> {
    let claims = LogoutToken {
        issuer: &platform.policy.public_url,
        subject: &queued.public_id,
        audience: &app.client_id,
        issued_at: now,
        jti: &new_jti(&mut rand::rng()),
        sid: app
            .has(Switch::BackchannelSession)
            .then(|| session.sid(&app.uuid)),
    }
    .claims();
    let algorithm = platform.keys.policy.signs_by(app.id_token_alg);
    keys::sign(platform, &Statement { algorithm, claims }, Typ::LogoutToken)
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
    settle(platform, (&call.queued, None), settled)
}

/// The guard where nobody made this try theirs before.
fn settle(
    platform: &Platform,
    (queued, only_if): (&Delivery, Option<Guard>),
    settled: DeliveryOutcome,
) -> Result<(), Failure> {
    let (counted, mut then) = (sent(&settled), Vec::new());
    if let DeliveryOutcome::Dead(at, _) = &settled {
        then.push(given_up(platform, queued, *at)?.into());
    }
    then.push(Write::SettleDelivery {
        key: queued.key,
        jti: queued.jti.clone(),
        settled,
    });
    match platform.store.commit(Change { only_if, then }) {
        Ok(()) => {
            platform.metrics.outbox.tries.one((kind(queued), counted));
            Ok(())
        }
        // Another server has settled it.
        Err(CommitError::Lost(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn given_up(platform: &Platform, queued: &Delivery, at: Timestamp) -> Result<Event, Failure> {
    let happened = Happened::CallbackFailed(match queued.sid_seed {
        None => Callback::Withdrawal,
        Some(_) => Callback::SessionEnd,
    });
    let user = platform
        .store
        .read(|reader| reader.user_by_public_id(&queued.public_id))?;
    let event = platform.event(&happened, at).at_app(queued.app_id);
    Ok(match &user {
        Some(user) => event.about(user),
        None => event,
    })
}

const fn kind(queued: &Delivery) -> OutboxKind {
    match queued.sid_seed {
        None => OutboxKind::Deauthorize,
        Some(_) => OutboxKind::Logout,
    }
}

const fn sent(settled: &DeliveryOutcome) -> Sent {
    match settled {
        DeliveryOutcome::Done(_) => Sent::Taken,
        DeliveryOutcome::Failed(_) => Sent::Failed,
        DeliveryOutcome::Dead(..) => Sent::GivenUp,
    }
}
