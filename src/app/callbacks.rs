//! Calls the apps that are to hear of something. No app waits for another one's server.

use super::sending::{self, Sending, Tries};
use crate::callback::{Answer, Caller};
use crate::domain::key::AppId;
use crate::flow::deliver::{self, Call, Subject};
use crate::flow::{Failure, Platform};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::task::{Id, JoinSet};

/// Tries made at the same time.
const AT_ONCE: usize = 64;
/// Of them, those of one app.
const OF_AN_APP: usize = 4;
/// The same, where its server did not take the last one: so many apps can be silent before anybody else waits.
const OF_A_SILENT_APP: usize = 1;

/// Starts sending.
///
/// # Errors
/// When the system gives no thread.
pub fn start(platform: Arc<Platform>, caller: Caller) -> std::io::Result<Sending> {
    Sending::start("callbacks", move || UnderWay::new(platform, caller))
}

/// Makes all tries that are due and that no other server makes; how many they were.
///
/// # Errors
/// When the store does not say what is due.
pub async fn round(platform: &Arc<Platform>, caller: &Caller) -> Result<usize, Failure> {
    sending::round(UnderWay::new(Arc::clone(platform), caller.clone())).await
}

/// A try, and why it came to nothing.
type Ended = (Call, Result<(), String>);

/// The tries that this server makes just now.
struct UnderWay {
    platform: Arc<Platform>,
    caller: Caller,
    tries: JoinSet<Ended>,
    apps: HashMap<Id, AppId>,
    /// Apps whose last try came to nothing.
    silent: HashSet<AppId>,
}

impl UnderWay {
    fn new(platform: Arc<Platform>, caller: Caller) -> Self {
        Self {
            platform,
            caller,
            tries: JoinSet::new(),
            apps: HashMap::new(),
            silent: HashSet::new(),
        }
    }

    /// How many more of this app may begin.
    fn room(&self, app: AppId) -> usize {
        let most = if self.silent.contains(&app) {
            OF_A_SILENT_APP
        } else {
            OF_AN_APP
        };
        let theirs = self.apps.values().filter(|other| **other == app);
        most.saturating_sub(theirs.count())
    }
}

impl Tries for UnderWay {
    const UNREAD: &'static str = "the outbox could not be read; it is tried again";

    fn begin(&mut self) -> Result<usize, Failure> {
        let free = AT_ONCE.saturating_sub(self.tries.len());
        let apps = self.apps.values().copied();
        let busy: Vec<AppId> = apps.filter(|app| self.room(*app) == 0).collect();
        let calls = deliver::claim_due(&self.platform, &busy, free, |app| self.room(app))?;
        let begun = calls.len();
        for call in calls {
            let app = call.app();
            let caller = self.caller.clone();
            let begun = self.tries.spawn(async move {
                let (field, value) = &call.signed;
                let answered = caller.post_signed(&call.url, (field, value)).await;
                let outcome = match Answer::status_of(answered) {
                    Ok(status) if call.is_taken_by(status) => Ok(()),
                    Ok(status) => Err(format!("it answered {status}")),
                    Err(fault) => Err(fault.to_string()),
                };
                (call, outcome)
            });
            self.apps.insert(begun.id(), app);
        }
        Ok(begun)
    }

    fn is_empty(&self) -> bool {
        self.tries.is_empty()
    }

    async fn settle_next(&mut self) {
        match self.tries.join_next_with_id().await {
            Some(Ok((id, (call, outcome)))) => {
                self.apps.remove(&id);
                if outcome.is_ok() {
                    self.silent.remove(&call.app());
                } else {
                    self.silent.insert(call.app());
                }
                write_down(
                    &self.platform,
                    &call,
                    outcome.as_ref().copied().map_err(String::as_str),
                );
            }
            Some(Err(broken)) => {
                self.apps.remove(&broken.id());
            }
            None => {}
        }
    }
}

fn write_down(platform: &Platform, call: &Call, outcome: Result<(), &str>) {
    let client_id = &call.client_id;
    let about = match call.subject {
        Subject::Withdrawal => "its access was removed",
        Subject::SessionEnd => "a session ended",
    };
    match outcome {
        Ok(()) => tracing::info!(client_id, "an app was notified that {about}"),
        Err(reason) => tracing::warn!(
            client_id,
            reason,
            "an app could not be notified that {about}"
        ),
    }
    if let Err(failure) = deliver::settle_call(platform, call, outcome) {
        tracing::warn!(reason = %failure, "what became of a callback was not written down");
    }
}
