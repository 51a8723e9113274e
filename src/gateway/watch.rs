//! What goes on beside the connections: the server says that it is there, and closes whom the white list no longer
//! holds, wherever that was decided.

use super::shared::Gateway;
use super::signals::Under;
use crate::flow::gateway::connections;
use crate::work::reading;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How long one look at the white list may take.
const LONGEST_LOOK: Duration = Duration::from_secs(5);

pub async fn renew_lease(gateway: Arc<Gateway>) {
    let mut ticks = interval(gateway.options.renew_every);
    loop {
        ticks.tick().await;
        connections::renew(&gateway.platform, gateway.node_key);
    }
}

pub async fn keep_to_the_list(gateway: Arc<Gateway>) {
    let mut ticks = interval(gateway.options.watch_every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last_said = None;
    loop {
        ticks.tick().await;
        if !gateway.has_connections() {
            continue;
        }
        let began = Instant::now();
        let look = reading(&gateway.platform, |platform| {
            Ok(connections::generations(platform)?)
        });
        match timeout(LONGEST_LOOK, look).await {
            Ok(Ok(list)) => {
                let list: HashMap<_, _> = list.into_iter().collect();
                // Who identified meanwhile may be newer than the list.
                gateway.evict_where(|under: Under| {
                    under.since < began && list.get(&under.client) != Some(&under.generation)
                });
            }
            // Said once a minute: connections go on while the database is away.
            _ if last_said.is_none_or(|at: Instant| at.elapsed() > Duration::from_secs(60)) => {
                last_said = Some(Instant::now());
                tracing::warn!("the white list cannot be read: removed clients stay connected");
            }
            _ => {}
        }
    }
}
