//! Sends the mails that wait in the outbox: at most a few at the same time, each within a minute.

use super::error::StartError;
use super::sending::{self, Sending, Tries};
use super::site::site;
use crate::domain::delivery::new_jti;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::mail::queued::MailFault;
use crate::domain::mail::server::MailServer;
use crate::flow::mail::send::{self, Mail};
use crate::flow::{Clock, Failure};
use crate::mail::{Letter, Postman};
use crate::settings::Settings;
use crate::web::Edge;
use crate::web::pages::mail::{MailFacts, render_mail};
use crate::web::pages::{Mode, Site};
use actix_web::web::Data;
use std::sync::Arc;
use tokio::task::JoinSet;
use url::Url;

/// Mails that are sent at the same time.
const AT_ONCE: usize = 4;

/// Starts sending, where the settings name a server.
pub fn start(edge: &Data<Edge>) -> Result<Option<Sending>, StartError> {
    let Some(server) = edge.platform.policy.mail.clone() else {
        return Ok(None);
    };
    let edge = edge.clone().into_inner();
    let sending = Sending::start("mails", move || UnderWay::new(edge, server));
    sending.map(Some).map_err(StartError::Mails)
}

/// Makes all tries that are due and that no other server makes; how many they were.
///
/// # Errors
/// When the store does not say what is due.
pub async fn round(edge: &Data<Edge>, server: MailServer) -> Result<usize, Failure> {
    sending::round(UnderWay::new(edge.clone().into_inner(), server)).await
}

/// Sends a mail that says it is a test, at once; what the server answered.
pub async fn send_test(
    settings: &Settings,
    server: MailServer,
    to: &str,
) -> Result<String, MailFault> {
    let payload = Payload {
        to: to.to_owned(),
        ..Payload::default()
    };
    let now = Clock::System.now();
    let facts = MailFacts {
        kind: MailKind::Test,
        payload: &payload,
        at: now,
        until: now,
        public_url: &settings.public_url,
    };
    let site = site(settings, Mode::Lasting);
    let id = new_jti(&mut rand::rng());
    write_and_send(&Postman::new(server), &site, &facts, &id).await
}

type Ended = (Mail, Result<(), MailFault>);

struct UnderWay {
    edge: Arc<Edge>,
    postman: Arc<Postman>,
    tries: JoinSet<Ended>,
}

impl UnderWay {
    fn new(edge: Arc<Edge>, server: MailServer) -> Self {
        Self {
            edge,
            postman: Arc::new(Postman::new(server)),
            tries: JoinSet::new(),
        }
    }
}

impl Tries for UnderWay {
    const UNREAD: &'static str = "mail that waits could not be read; it is tried again";

    fn begin(&mut self) -> Result<usize, Failure> {
        let free = AT_ONCE.saturating_sub(self.tries.len());
        let due = send::claim_due(&self.edge.platform, free)?;
        let begun = due.len();
        for mail in due {
            let (edge, postman) = (Arc::clone(&self.edge), Arc::clone(&self.postman));
            self.tries.spawn(async move {
                let outcome = deliver(&edge, &postman, &mail).await;
                (mail, outcome)
            });
        }
        Ok(begun)
    }

    fn is_empty(&self) -> bool {
        self.tries.is_empty()
    }

    async fn settle_next(&mut self) {
        let Some(Ok((mail, outcome))) = self.tries.join_next().await else {
            return;
        };
        if let Err(failure) = send::settle(&self.edge.platform, &mail, outcome) {
            tracing::warn!(reason = %failure, "what became of a mail was not written down");
        }
    }
}

async fn deliver(edge: &Edge, postman: &Postman, mail: &Mail) -> Result<(), MailFault> {
    let queued = &mail.queued;
    let facts = MailFacts {
        kind: queued.kind,
        payload: &mail.payload,
        at: queued.created_at,
        until: queued.give_up_at.unwrap_or(queued.created_at),
        public_url: &edge.platform.policy.public_url,
    };
    let answer = write_and_send(postman, &edge.site, &facts, &queued.jti).await?;
    let (mail, kind) = (queued.key.encode(), queued.kind.word());
    tracing::info!(mail, kind, answer, "the mail server took a mail");
    Ok(())
}

async fn write_and_send(
    postman: &Postman,
    site: &Site,
    facts: &MailFacts<'_>,
    id: &str,
) -> Result<String, MailFault> {
    let text = render_mail(site, facts);
    let letter = Letter {
        to: &facts.payload.to,
        subject: &text.subject,
        text: text.text,
        html: text.html,
        id,
        id_host: &host_of(facts.public_url),
        // The same in every try.
        date: facts.at,
    };
    postman.send(&letter).await
}

/// What the ids of mails end in.
fn host_of(public_url: &str) -> String {
    let url = Url::parse(public_url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.to_owned()
}
