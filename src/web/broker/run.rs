//! One call, from its beginning to its answer.

use super::call::{Call, CallRequest, CallStory};
use crate::domain::answer::{LogDecision, Story};
use crate::flow::broker::{Answered, Declined};
use crate::flow::{Failure, Platform};
use crate::web::Edge;
use crate::web::acting::acting;
use crate::work::{reading, waiting};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

pub fn success() -> Value {
    json!({"message": "Success"})
}

/// A flow that only reads.
pub async fn reading_call<T: Send + 'static>(
    edge: &Edge,
    flow: impl FnOnce(&Platform) -> Answered<T> + Send + 'static,
) -> Answered<T> {
    reading(&edge.platform, move |platform| sorted(flow(platform))).await?
}

/// A flow that waits for the store or hashes a password.
pub async fn waiting_call<T: Send + 'static>(
    call: &Call,
    flow: impl FnOnce(&Platform) -> Answered<T> + Send + 'static,
) -> Answered<T> {
    waiting(&acting(&call.request, &call.edge), move |platform| {
        sorted(flow(platform))
    })
    .await?
}

/// Failures apart from refusals.
fn sorted<T>(answered: Answered<T>) -> Result<Answered<T>, Failure> {
    match answered {
        Err(Declined::Failed(failure)) => Err(failure),
        other => Ok(other),
    }
}

/// Begins the call, does the work off the async worker, and answers.
pub async fn run(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
    decision: LogDecision,
    work: impl FnOnce(&Platform, &CallRequest) -> Answered<Value> + Send + 'static,
) -> HttpResponse {
    work_on(Call::begin(request, edge, payload).await, decision, work).await
}

pub async fn work_on(
    begun: Result<Call, HttpResponse>,
    decision: LogDecision,
    work: impl FnOnce(&Platform, &CallRequest) -> Answered<Value> + Send + 'static,
) -> HttpResponse {
    let call = match begun {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let asked = call.asked();
    match waiting_call(&call, move |platform| work(platform, &asked)).await {
        Ok(body) => call.tell(CallStory::of(decision, None), &body),
        Err(declined) => call.decline(declined),
    }
}

impl CallStory {
    pub fn of(decision: LogDecision, client_id: Option<String>) -> Self {
        Self(Story {
            client_id,
            ..Story::of(decision)
        })
    }
}
