//! What a connection asks for: a flow decides, this waits for it and says what came out.

use super::connection::{After, Connection, stage};
use super::delays::Judging;
use super::reply::Reply;
use crate::domain::answer::LogDecision;
use crate::domain::gateway::Identified;
use crate::domain::gateway::answer::{self, Fault, Responses, refused, texts};
use crate::domain::gateway::identify::{TokenPlace, claim};
use crate::domain::gateway::sent::Sent;
use crate::domain::tally::Identifying;
use crate::flow::gateway::PlannedAnswer;
use crate::flow::gateway::identify::IssuedAuthToken;
use crate::flow::gateway::request::{Accepted, Call};
use crate::flow::gateway::{connections, handshake, identify, request};
use crate::flow::{Failure, Planned, Platform};
use crate::work::{Fate, LONGEST_WAIT, carried_out, commit, reading};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

impl Connection {
    pub async fn identify(&mut self, payload: Value, reply: Reply) -> After {
        let name = Sent(&payload).text("client").unwrap_or_default().to_owned();
        let outcome = match self.may_claim(&payload).await {
            Err(fault) => Err(fault),
            // Only what is judged has to wait for that.
            Ok(()) => {
                let now = self.gateway.platform.clock.now();
                let Some(judging) = self.gateway.delays.turn(self.network, &name, now) else {
                    let wait = self.gateway.delays.longest();
                    self.count(Identifying::Failed);
                    return self.answer_later(Fault::Unavailable, wait, reply);
                };
                self.wait_and_try(judging, payload).await
            }
        };
        self.count(match &outcome {
            Ok(_) => Identifying::Right,
            Err(Fault::Unavailable) => Identifying::Failed,
            Err(_) => Identifying::Refused,
        });
        match outcome {
            Ok(issued) => {
                self.begins_to_be(issued, &name, reply);
                After::GoesOn
            }
            Err(Fault::WrongSecret) => {
                let now = self.gateway.platform.clock.now();
                let wait = self.gateway.delays.count(self.network, &name, now);
                self.answer_later(Fault::WrongSecret, wait, reply)
            }
            Err(fault) => {
                self.refuse("identify", &[fault], reply);
                After::GoesOn
            }
        }
    }

    fn count(&self, outcome: Identifying) {
        let metrics = &self.gateway.platform.metrics.gateway;
        metrics.identifies.one(outcome);
    }

    /// Whether there is something to judge, and it is this connection's time for that.
    async fn may_claim(&mut self, payload: &Value) -> Result<(), Fault> {
        if self.who.is_some() {
            let looked = self.decide(Value::Null, |_, _, _| Ok(()));
            looked.await.map_err(unavailable)?;
        }
        claim(stage(self.who.as_ref()), Sent(payload)).map(drop)
    }

    async fn wait_and_try(
        &mut self,
        judging: Judging,
        payload: Value,
    ) -> Result<IssuedAuthToken, Fault> {
        let Judging { wait, fee } = judging;
        let payload = if wait.is_zero() {
            payload
        } else {
            let judged = what_is_judged(&payload);
            drop(payload);
            tokio::time::sleep(wait).await;
            judged
        };
        let outcome = self.try_to_identify(payload).await;
        if !matches!(outcome, Err(Fault::WrongSecret)) {
            self.gateway.delays.give_back(fee);
        }
        outcome
    }

    fn begins_to_be(&mut self, issued: IssuedAuthToken, name: &str, reply: Reply) {
        let now = self.gateway.platform.clock.now();
        self.gateway.delays.was_right(self.network, name, now);
        self.signals.identified(&issued.who);
        self.gains_trust();
        let said = answer::identified(issued.plain.reveal(), &self.ident);
        self.who = Some(issued.who);
        self.tell_of("identify", LogDecision::Identified, None);
        reply.say(&said);
    }

    async fn try_to_identify(&mut self, payload: Value) -> Result<IssuedAuthToken, Fault> {
        let ident = self.ident.clone();
        let (node_key, ttl) = (self.gateway.node_key, self.gateway.policy.token_ttl);
        let decided = self.decide(payload, move |platform, who, sent| {
            let place = TokenPlace {
                ident: &ident,
                node_key,
                ttl,
            };
            identify::identify(platform, stage(who), sent, &place)
        });
        let mut issued = decided.await.map_err(unavailable)??;
        let change = std::mem::take(&mut issued.change);
        match commit(&self.gateway.platform, LONGEST_WAIT, change).await {
            Ok(Fate::Durable) => Ok(issued),
            // The client was removed meanwhile.
            Ok(Fate::Conflict | Fate::Lost) => Err(Fault::WrongSecret),
            Err(failure) => Err(unavailable(failure)),
        }
    }

    /// The answer waits, this connection's other events do not: a right secret is not held up.
    fn answer_later(&mut self, fault: Fault, wait: Duration, reply: Reply) -> After {
        self.tell_of("identify", LogDecision::Refused, Some(fault.text()));
        let said = refused("identify", &self.ident, &[fault]);
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            reply.say(&said);
        });
        self.fails(wait)
    }

    pub async fn handshake(&mut self, payload: Value, reply: Reply) {
        let strictness = self.gateway.policy.strictness;
        let shaken = self.carry_out(payload, move |platform, who, sent| {
            handshake::handshake(platform, stage(who), sent, strictness)
        });
        match shaken.await {
            Ok(session) => {
                self.tell_of("handshake", LogDecision::Handshaked, None);
                let said = answer::handshaked(&session.session_id, &session.token, &self.ident);
                reply.say(&said);
            }
            Err(faults) => self.refuse("handshake", &faults, reply),
        }
    }

    pub async fn request(&mut self, payload: Value, reply: Reply) {
        let unknown = self.gateway.policy.unknown_session;
        let decided = self.carry_out(payload, move |platform, who, sent| {
            request::request(platform, stage(who), sent, unknown)
        });
        match decided.await {
            Err(faults) => self.refuse("request", &faults, reply),
            Ok(Accepted::Ping { session_id }) => {
                self.tell_of("request", LogDecision::Answered, None);
                let accepted = answer::accepted(&session_id, &self.ident);
                let mut responses = Responses::of(session_id, self.ident.clone());
                reply.emit(&responses.pong(self.gateway.platform.clock.now()));
                reply.say(&accepted);
            }
            Ok(Accepted::HandOn(call)) => self.hand_on(call, reply),
        }
    }

    /// The webhook may take its time: meanwhile other events are taken.
    fn hand_on(&self, call: Call, reply: Reply) {
        let Some(permit) = self.gateway.handlers.permit(call.client_key) else {
            return self.refuse("request", &[Fault::HandlerBusy], reply);
        };
        self.tell_of("request", LogDecision::HandedOn, None);
        let (gateway, ident) = (self.gateway.clone(), self.ident.clone());
        let mut responses = Responses::of(call.session_id, ident.clone());
        reply.emit(&responses.start(gateway.platform.clock.now()));
        tokio::spawn(async move {
            let answered = gateway
                .caller
                .post_signed(&call.url, ("signed_request", &call.signed_request))
                .await;
            drop(permit);
            let attachments = answered
                .map_err(|fault| fault.to_string())
                .and_then(|answer| attachments(answer.status, &answer.body));
            let now = gateway.platform.clock.now();
            let said = match attachments {
                Ok(attachments) => responses.message(attachments, now),
                Err(why) => {
                    tracing::warn!(ident, reason = why, "a webhook did not answer");
                    refused("request", &ident, &[Fault::HandlerFailed])
                }
            };
            reply.emit(&said);
            reply.emit(&responses.end(now));
            // Last: who waits for it has then heard all that comes of this request.
            reply.acknowledge(&said);
        });
    }

    fn refuse(&self, event: &str, faults: &[Fault], reply: Reply) {
        self.tell_of(event, LogDecision::Refused, Some(&texts(faults)));
        reply.say(&refused(event, &self.ident, faults));
    }

    /// Looks whether the token still lives, then runs a flow.
    async fn decide<T: Send + 'static>(
        &mut self,
        payload: Value,
        flow: impl FnOnce(&Platform, Option<&Identified>, Sent) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let payload = Arc::new(payload);
        let looked = looked(&self.gateway.platform, self.who.clone(), payload, flow);
        let (who, outcome) = looked.await?;
        self.who = who;
        Ok(outcome)
    }

    /// The same with a flow that plans: its answer is told once what goes with it is durable.
    async fn carry_out<T: Send + 'static>(
        &mut self,
        payload: Value,
        flow: impl Fn(&Platform, Option<&Identified>, Sent) -> PlannedAnswer<T>
        + Clone
        + Send
        + Sync
        + 'static,
    ) -> Result<T, Vec<Fault>> {
        let platform = &self.gateway.platform;
        let payload = Arc::new(payload);
        let plan = || async {
            let looked = looked(platform, self.who.clone(), payload.clone(), flow.clone());
            let (who, Planned { change, told }) = looked.await?;
            let told = (who, told);
            Ok(Planned { change, told })
        };
        match carried_out(platform, LONGEST_WAIT, plan).await {
            Ok((who, outcome)) => {
                self.who = who;
                outcome
            }
            Err(failure) => Err(vec![unavailable(failure)]),
        }
    }
}

async fn looked<T: Send + 'static>(
    platform: &Arc<Platform>,
    mut who: Option<Identified>,
    payload: Arc<Value>,
    flow: impl FnOnce(&Platform, Option<&Identified>, Sent) -> Result<T, Failure> + Send + 'static,
) -> Result<(Option<Identified>, T), Failure> {
    reading(platform, move |platform| {
        if let Some(who) = &mut who {
            connections::look_again(platform, who)?;
        }
        let outcome = flow(platform, who.as_ref(), Sent(&payload))?;
        Ok((who, outcome))
    })
    .await
}

/// What there is to judge of an `identify`, without the rest: it may have to wait.
fn what_is_judged(payload: &Value) -> Value {
    let member = |name: &str| Some((name.to_owned(), Sent(payload).any(name)?));
    let text = |value: &Value| value.as_str().map_or(Value::Null, Value::from);
    let members = ["client", "secret"].into_iter().filter_map(member);
    let texts = members.map(|(name, value)| (name, text(value)));
    Value::Object(texts.collect())
}

/// What a webhook's answer holds; nothing is an empty object.
fn attachments(status: u16, body: &[u8]) -> Result<Value, String> {
    if !(200..300).contains(&status) {
        return Err(format!("status {status}"));
    }
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body).map_err(|_| "the answer is no JSON".to_owned())
}

fn unavailable(failure: Failure) -> Fault {
    tracing::error!(reason = %failure, "the gateway cannot answer");
    Fault::Unavailable
}
