//! What a server sees of its own health.

use super::desk::Desk;
use crate::domain::answer::admin::health::{HealthPage, WebhookHealth};
use crate::domain::gateway::token::{GatewayNode, LEASE};
use crate::domain::tally::OutboxKind;
use crate::domain::time::Timestamp;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;
use std::time::Duration;

/// What waits longer in the outbox is worth a look: by then some tries came to nothing.
const LONG: Duration = Duration::from_secs(15 * 60);

#[derive(Template)]
#[template(path = "admin/health.html")]
struct Health<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a HealthPage,
}

impl Health<'_> {
    fn is_late(&self, since: &Timestamp) -> bool {
        self.page.now.since(*since) > LONG
    }

    fn is_live(&self, node: &GatewayNode) -> bool {
        self.page.now.apart(node.renewed_at) < LEASE
    }

    const fn kind(kind: &OutboxKind) -> &'static str {
        match kind {
            OutboxKind::Mail => "health-mails",
            OutboxKind::Deauthorize => "health-withdrawals",
            OutboxKind::Logout => "health-session-ends",
            OutboxKind::Audit => "health-events",
        }
    }
}

pub fn health<'a>(at: Desk<'a>, page: &'a HealthPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Health { frame, at, page }))
}
