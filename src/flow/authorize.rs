//! GET of the authorization endpoint: the sign-in page, the consent page, or at once the result of a
//! remembered consent.

use super::judge::{Judged, judge, redirected};
use super::{Failure, Planned, Platform, Visitor, consent, reply, sign_in};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::{Answer, Reply, Story};
use crate::domain::change::{Change, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use crate::domain::oauth::authorize::{Asked, Decision, Visit, decide};
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::implicit::ResultLocation;
use crate::domain::oauth::params::Params;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::{Timestamp, days};
use crate::store::{Loaded, Reader};
use std::time::Duration;

/// One visit to the endpoint.
pub struct Opened {
    /// As received, still percent-encoded.
    pub query: String,
    pub visitor: Visitor,
    pub manner: Manner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Open,
    /// HEAD, or a browser that fetches ahead: nothing is ever issued.
    Peek,
}

/// What is known about the person at this visit.
struct Present {
    session: Session,
    user: User,
    consent: Option<Consent>,
}

impl Present {
    fn question(self, asked: Asked, request: &str, now: Timestamp) -> consent::Question<'_> {
        consent::Question {
            asked,
            session: self.session,
            user: self.user,
            consent: self.consent,
            request,
            now,
        }
    }
}

pub fn open(platform: &Platform, opened: &Opened) -> Result<Planned, Failure> {
    let now = platform.clock.now();
    let params = Params::parse(&opened.query);
    let loaded = platform
        .store
        .read(|reader| load(platform, reader, &params, &opened.visitor, now))?;
    let (asked, story, present) = match loaded {
        Found::Faulty(reply) => return Ok(Planned::Ready(reply)),
        Found::Asked(asked, story, present) => (asked, story, present),
    };
    let visit = match opened.manner {
        Manner::Open => Visit::Open(now),
        Manner::Peek => Visit::Peek(now),
    };
    let session = present.as_ref().map(|present| &present.session);
    let consent = present
        .as_ref()
        .and_then(|present| present.consent.as_ref());
    match (decide(&asked, session, consent, visit), present) {
        (Err(error), _) => Ok(Planned::Ready(redirected(error, story))),
        (Ok(Decision::Grant), Some(present)) => grant(platform, &asked, *present, story, now),
        (Ok(Decision::AskConsent), Some(present)) => {
            let question = present.question(*asked, &opened.query, now);
            Ok(Planned::Ready(question.ask(platform, story)))
        }
        (Ok(_), present) => {
            let session = present.map(|present| present.session);
            Ok(Planned::Ready(
                sign_in::Visit {
                    opened,
                    asked: &asked,
                    session,
                    now,
                }
                .ask(platform, story),
            ))
        }
    }
}

enum Found {
    Faulty(Reply),
    Asked(Box<Asked>, Story, Option<Box<Present>>),
}

fn load(
    platform: &Platform,
    reader: &mut Reader,
    params: &Params,
    visitor: &Visitor,
    now: Timestamp,
) -> Loaded<Found> {
    let (asked, mut story) = match judge(platform, reader, params)? {
        Judged::Faulty(reply) => return Ok(Found::Faulty(reply)),
        Judged::Asked(asked, story) => (asked, story),
    };
    let Some((session, user)) = visitor.signed_in(platform, reader, now)? else {
        return Ok(Found::Asked(asked, story, None));
    };
    story.user = Some(user.public_id.clone());
    let consent = reader.consent(user.key, asked.app.id)?;
    let present = Present {
        session,
        user,
        consent,
    };
    Ok(Found::Asked(asked, story, Some(Box::new(present))))
}

/// The result of a consent given before: a token, and coarsely the day of its use.
fn grant(
    platform: &Platform,
    asked: &Asked,
    present: Present,
    story: Story,
    now: Timestamp,
) -> Result<Planned, Failure> {
    let consent = present
        .consent
        .ok_or_else(|| Failure::Bug("granted without a consent".to_owned()))?;
    let (write, location) = issue(platform, asked, &present.user, consent.key, now);
    let mut writes = vec![write];
    if now.since(consent.last_used_at) >= days(1) {
        writes.push(Write::TouchConsent {
            key: consent.key,
            last_used_at: now,
        });
    }
    let story = Story {
        decision: "allowed before",
        ..story
    };
    let reply = reply(Answer::Result(location), story);
    Ok(Planned::Commit(Change::writes(writes), reply))
}

/// A fresh access token: what to keep of it, and the address that carries it.
pub(super) fn issue(
    platform: &Platform,
    asked: &Asked,
    user: &User,
    consent_key: RowKey,
    now: Timestamp,
) -> (Write, ResultLocation) {
    let lifetime: Duration = asked.app.token_ttl.unwrap_or(platform.policy.token_ttl);
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let kept = AccessToken {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Access),
        app_id: asked.app.id,
        issued_for: IssuedFor::Person(Permission {
            user_key: user.key,
            consent_key,
            grant_key: None,
        }),
        scopes: asked.scopes.clone(),
        expires_at: now.plus(lifetime),
        revoked_at: None,
        created_at: now,
    };
    let in_order = asked.scopes.in_order(&platform.policy.scopes).join(" ");
    let changed = asked.scopes_changed.then_some(in_order.as_str());
    let location = asked.reply_to.granted(&token, lifetime, changed);
    (Write::InsertAccessToken(kept), location)
}
