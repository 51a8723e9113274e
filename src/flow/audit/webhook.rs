//! Sending events to the operator's webhook: which are next, and what became of a try. Who sends is not known here; of
//! several servers one makes each try. None is sent before all are there that come before it.

use crate::domain::audit::webhook::{AT_ONCE, Position, Webhook, all_there, body};
use crate::domain::callback::signature;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::RowKey;
use crate::domain::tally::{OutboxKind, Sent};
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform};
use crate::store::{After, CommitError};

/// A try that this server makes.
pub struct Call {
    claimed: Position,
    last: RowKey,
    pub body: String,
    pub signature: String,
}

/// What happens from now on is sent, unless that has begun before.
pub fn begin(platform: &Platform) -> Result<(), Failure> {
    if platform.policy.webhook.is_none() || position(platform)?.is_some() {
        return Ok(());
    }
    let begins = Write::BeginWebhook(Position::begin(platform.clock.now()));
    match platform.store.commit(Change::writes(vec![begins])) {
        // Another server began.
        Ok(()) | Err(CommitError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Takes on the next events; none where nothing is due, or another server makes the try.
pub fn claim_due(platform: &Platform, webhook: &Webhook) -> Result<Option<Call>, Failure> {
    let now = platform.clock.now();
    let Some(seen) = position(platform)?.filter(|seen| seen.is_due(now)) else {
        return Ok(None);
    };
    let over = seen.passes_over(now);
    let next = After {
        key: Some(over),
        most: AT_ONCE,
    };
    let events = platform
        .store
        .read(|reader| reader.events_between(next, all_there(now)))?;
    let Some(last) = events.last().map(|event| event.key) else {
        return Ok(None);
    };
    let skipped = match over > seen.through {
        true => platform
            .store
            .read(|reader| reader.count_events(seen.through, over))?,
        false => 0,
    };
    let claimed = seen.claimed((over, skipped), now);
    if !moved(platform, &seen, claimed.clone())? {
        return Ok(None);
    }
    if skipped > 0 {
        count(platform, Sent::GivenUp);
    }
    let body = body(&events, claimed.skipped);
    Ok(Some(Call {
        signature: signature(&webhook.secret, now, &body),
        body,
        claimed,
        last,
    }))
}

/// Writes down what became of a try; the error is for the operator.
pub fn settle(platform: &Platform, call: &Call, outcome: Result<(), &str>) -> Result<(), Failure> {
    let now = platform.clock.now();
    let (sent, after) = match outcome {
        Ok(()) => (Sent::Taken, call.claimed.sent(call.last, now)),
        Err(why) => (Sent::Failed, call.claimed.failed(why, now)),
    };
    if moved(platform, &call.claimed, after)? {
        count(platform, sent);
    }
    Ok(())
}

fn count(platform: &Platform, sent: Sent) {
    platform.metrics.outbox.tries.one((OutboxKind::Audit, sent));
}

/// How many events are not sent yet, up to `most`, and since when the oldest waits.
pub fn waiting(platform: &Platform, most: i64) -> Result<Option<(i64, Timestamp)>, Failure> {
    if platform.policy.webhook.is_none() {
        return Ok(None);
    }
    let Some(position) = position(platform)? else {
        return Ok(None);
    };
    let key = Some(position.through);
    let keys = platform
        .store
        .read(|reader| reader.event_keys(After { key, most }))?;
    let number = i64::try_from(keys.len()).unwrap_or(most);
    Ok(keys.first().map(|oldest| (number, oldest.made_at())))
}

/// Where it has got to.
pub fn position(platform: &Platform) -> Result<Option<Position>, Failure> {
    Ok(platform.store.read(|reader| reader.webhook_position())?)
}

/// Whether nobody else was faster.
fn moved(platform: &Platform, seen: &Position, after: Position) -> Result<bool, Failure> {
    let turn = seen.turn;
    let change = Change::guarded(Guard::WebhookTurn { turn, after }, Vec::new());
    match platform.store.commit(change) {
        Ok(()) => Ok(true),
        Err(CommitError::Lost(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
