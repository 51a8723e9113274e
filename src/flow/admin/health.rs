//! What a server can see of its own health, by the looks of `vestibule doctor` that take no more than a moment.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::health::{HealthPage, WebhookHealth};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::tally::OutboxKind;
use crate::flow::audit::webhook;
use crate::flow::{Failure, Platform, factors};
use crate::store::Store;

pub(super) fn show(platform: &Platform, admin: &Admin) -> Result<Reply, Failure> {
    let waiting = platform.store.outbox_waiting()?;
    let outbox = OutboxKind::ALL.iter().filter_map(|kind| {
        let of_kind = waiting.get(kind.word())?;
        Some((*kind, of_kind.number, of_kind.since))
    });
    let unopened = factors::unopened(platform)?;
    let nodes = match platform.policy.gateway {
        Some(_) => Some(platform.store.read(|reader| reader.gateway_nodes())?),
        None => None,
    };
    let page = HealthPage {
        now: admin.present.now,
        version: env!("CARGO_PKG_VERSION"),
        database: match platform.store.is_embedded() {
            true => "SQLite",
            false => "PostgreSQL",
        },
        schema: Store::schema().map_err(|error| Failure::Bug(error.to_string()))?,
        outbox: outbox.collect(),
        webhook: webhook_health(platform)?,
        under_others: unopened.under_others,
        lost: unopened.lost,
        nodes,
    };
    Ok(admin.view(&AdminPlace::Health, AdminPage::Health(page)))
}

fn webhook_health(platform: &Platform) -> Result<Option<WebhookHealth>, Failure> {
    if platform.policy.webhook.is_none() {
        return Ok(None);
    }
    Ok(Some(match webhook::position(platform)? {
        None => WebhookHealth::NotBegun,
        Some(position) => match position.last_error {
            None => WebhookHealth::Takes,
            Some(error) => WebhookHealth::Refuses {
                tries: position.tries,
                error,
            },
        },
    }))
}
