//! Sending what waits: which mails are due, and what became of a try. Who sends is not known here; of several servers
//! one makes each try.

use super::queue::over;
use super::{verify, wish};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::delivery::DeliveryOutcome;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::mail::queued::{Failed, HELD_FOR, MailFault, QueuedMail};
use crate::domain::tally::{OutboxKind, Sent};
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform};
use crate::store::CommitError;

/// A try that this server makes.
pub struct Mail {
    pub queued: QueuedMail,
    pub payload: Payload,
}

/// Takes on mails whose time has come, so many at most.
pub fn claim_due(platform: &Platform, most: usize) -> Result<Vec<Mail>, Failure> {
    let mut taken = Vec::new();
    while taken.len() < most {
        let now = platform.clock.now();
        let limit = i64::try_from(most - taken.len()).unwrap_or(i64::MAX);
        let due = platform.store.read(|reader| reader.due_mails(now, limit))?;
        if due.is_empty() {
            break;
        }
        for queued in due {
            match claim(platform, queued, now) {
                Ok(mail) => taken.extend(mail),
                // What was taken on is sent; the rest is still due.
                Err(_) if !taken.is_empty() => return Ok(taken),
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(taken)
}

/// None where it is over, another server makes the try, or nothing is to be sent for it.
fn claim(platform: &Platform, queued: QueuedMail, now: Timestamp) -> Result<Option<Mail>, Failure> {
    let guard = Guard::DeliveryDue {
        key: queued.key,
        tries: queued.tries,
        next_at: now.plus(HELD_FOR),
    };
    if !queued.may_be_tried(now) {
        let last = queued.last_error.as_deref();
        let why = last.unwrap_or("it was not sent in time").to_owned();
        give_up(platform, (&queued, Some(guard)), now, why)?;
        return Ok(None);
    }
    match platform.store.commit(Change::guarded(guard, Vec::new())) {
        Ok(()) => {}
        Err(CommitError::Lost(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let sealed = queued.payload_sealed.as_deref().unwrap_or_default();
    let Some(payload) = Payload::open(&platform.key, &queued.jti, sealed) else {
        let why = "it was encrypted with a server key that is accepted no more";
        give_up(platform, (&queued, None), now, why.to_owned())?;
        return Ok(None);
    };
    let is_done = match queued.kind {
        MailKind::Forgot => wish::grant(platform, &queued, &payload).map(|()| true)?,
        MailKind::Verify => verify::is_in_vain(platform, &queued, &payload)?,
        _ => false,
    };
    Ok((!is_done).then_some(Mail { queued, payload }))
}

/// Writes down what became of a try.
pub fn settle(
    platform: &Platform,
    mail: &Mail,
    outcome: Result<(), MailFault>,
) -> Result<(), Failure> {
    let now = platform.clock.now();
    let queued = &mail.queued;
    let (kind, user) = (queued.kind.word(), queued.public_id.as_str());
    let sent = outcome.as_ref().map_or(Sent::Failed, |()| Sent::Taken);
    let write = match outcome {
        Ok(()) => {
            tracing::info!(mail = queued.key.encode(), kind, user, "a mail was sent");
            over(queued, DeliveryOutcome::Done(now))
        }
        Err(fault) => match queued.failed(&fault, now) {
            Failed::Over(DeliveryOutcome::Dead(at, why)) => {
                return give_up(platform, (queued, None), at, why);
            }
            Failed::Over(outcome) => over(queued, outcome),
            Failed::Again(next_at, reason) => {
                let mail = queued.key.encode();
                tracing::warn!(
                    mail,
                    kind,
                    user,
                    reason,
                    "a mail was not sent; it is tried again"
                );
                Write::PutOffMail {
                    key: queued.key,
                    tries: queued.tries + 1,
                    next_at,
                    why: Some(reason),
                }
            }
        },
    };
    platform.store.commit(Change::writes(vec![write]))?;
    platform.metrics.outbox.tries.one((OutboxKind::Mail, sent));
    Ok(())
}

/// The guard where nobody made this try theirs before.
fn give_up(
    platform: &Platform,
    (queued, only_if): (&QueuedMail, Option<Guard>),
    at: Timestamp,
    reason: String,
) -> Result<(), Failure> {
    let write = over(queued, DeliveryOutcome::Dead(at, reason.clone()));
    let event = platform.event(&Happened::MailFailed(queued.kind), at);
    let user = platform
        .store
        .read(|reader| reader.user_by_public_id(&queued.public_id))?;
    let event = match &user {
        Some(user) => event.about(user),
        None => event,
    };
    let change = Change {
        only_if,
        then: vec![write, event.into()],
    };
    match platform.store.commit(change) {
        Ok(()) => {}
        // Another server has given it up.
        Err(CommitError::Lost(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let counted = (OutboxKind::Mail, Sent::GivenUp);
    platform.metrics.outbox.tries.one(counted);
    tracing::warn!(
        audit = "mail_failed",
        mail = queued.key.encode(),
        kind = queued.kind.word(),
        user = queued.public_id,
        reason,
        "a mail was given up"
    );
    Ok(())
}
