//! Sends events to the operator's webhook, one call after the other, so that they arrive in their order.

use super::error::StartError;
use super::sending::{self, Sending, Tries};
use crate::callback::{Answer, Caller};
use crate::domain::audit::webhook::Webhook;
use crate::flow::audit::webhook::{self, Call};
use crate::flow::{Failure, Platform};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Starts sending, where the settings name an address.
pub fn start(platform: &Arc<Platform>) -> Result<Option<Sending>, StartError> {
    let Some(to) = platform.policy.webhook.clone() else {
        return Ok(None);
    };
    let caller = Caller::new(platform.policy.private_callbacks);
    let platform = Arc::clone(platform);
    let sending = Sending::start("webhook", move || UnderWay::new(platform, caller, to));
    sending.map(Some).map_err(StartError::Webhook)
}

/// Makes all tries that are due and that no other server makes; how many they were.
///
/// # Errors
/// When the store does not say what is due.
pub async fn round(
    platform: &Arc<Platform>,
    caller: &Caller,
    to: &Webhook,
) -> Result<usize, Failure> {
    let (platform, caller) = (Arc::clone(platform), caller.clone());
    sending::round(UnderWay::new(platform, caller, to.clone())).await
}

struct UnderWay {
    platform: Arc<Platform>,
    caller: Caller,
    to: Arc<Webhook>,
    /// One at most.
    tries: JoinSet<(Call, Result<(), String>)>,
}

impl UnderWay {
    fn new(platform: Arc<Platform>, caller: Caller, to: Webhook) -> Self {
        Self {
            platform,
            caller,
            to: Arc::new(to),
            tries: JoinSet::new(),
        }
    }
}

impl Tries for UnderWay {
    const UNREAD: &'static str = "events could not be read for the webhook; it is tried again";

    fn begin(&mut self) -> Result<usize, Failure> {
        if !self.tries.is_empty() {
            return Ok(0);
        }
        let Some(call) = webhook::claim_due(&self.platform, &self.to)? else {
            return Ok(0);
        };
        let (caller, to) = (self.caller.clone(), Arc::clone(&self.to));
        self.tries.spawn(async move {
            let sent = (call.body.clone(), call.signature.as_str());
            let answered = caller.post_json(to.target.as_str(), sent).await;
            let outcome = match Answer::status_of(answered) {
                Ok(200..300) => Ok(()),
                Ok(status) => Err(format!("it answered {status}")),
                Err(fault) => Err(fault.to_string()),
            };
            (call, outcome)
        });
        Ok(1)
    }

    fn is_empty(&self) -> bool {
        self.tries.is_empty()
    }

    async fn settle_next(&mut self) {
        let Some(Ok((call, outcome))) = self.tries.join_next().await else {
            return;
        };
        if let Err(reason) = &outcome {
            tracing::warn!(
                reason,
                "the audit webhook took no events; they are sent again"
            );
        }
        let outcome = outcome.as_ref().copied().map_err(String::as_str);
        if let Err(failure) = webhook::settle(&self.platform, &call, outcome) {
            tracing::warn!(reason = %failure, "what became of a call to the audit webhook was not written down");
        }
    }
}
