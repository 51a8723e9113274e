//! GET of the authorization endpoint: the sign-in page, the consent page, or at once the result of a
//! remembered consent.

use super::granted::Granted;
use super::issue::Allowed;
use super::judge::{AuthorizationCheck, asked_too_often, judge_for, nobody_named, redirected};
use super::sign_in::Errand;
use super::visitor::{EndpointVisit, Manner, note_seen};
use super::{
    AuthorizePlan, Failure, Platform, Visitor, consent, maker, page, raising, sign_in, steps,
};
use crate::domain::account::second_step::Lack;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::{Content, LogDecision, OpenWindowPage, OwnPath, Page, Reply, Story};
use crate::domain::change::Write;
use crate::domain::oauth::authorize::{
    AuthorizationRequest, Decision, Layout, Redirected, Visit, decide, name_client,
};
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::error::{AuthorizeError, Check};
use crate::domain::oauth::params::{Params, with_display_web};
use crate::domain::time::{Timestamp, days};
use crate::store::Loaded;
use std::time::Duration;

/// What is known about the person at this visit.
struct Present {
    session: Session,
    user: User,
    consent: Option<Consent>,
    /// Who made the app, where nobody checked it.
    maker: Option<String>,
}

impl Present {
    fn question(
        self,
        asked: AuthorizationRequest,
        request: &str,
        now: Timestamp,
    ) -> consent::Question<'_> {
        consent::Question {
            asked,
            session: self.session,
            user: self.user,
            consent: self.consent,
            maker: self.maker,
            request,
            now,
        }
    }
}

pub async fn open(platform: &Platform, opened: &EndpointVisit) -> Result<Opened, Failure> {
    let now = platform.clock.now();
    let params = Params::parse(&opened.query);
    let loaded = load(platform, &params, &opened.visitor, now).await?;
    let (asked, story, present) = match loaded {
        Found::Faulty(reply) => return Ok(ready(reply)),
        Found::Asked(asked, story, present) => (asked, story, present),
    };
    if let Some(framed_by) = &asked.framed_by {
        let reply = open_window(&asked, framed_by, &opened.query, story);
        return Ok(ready(reply));
    }
    let visit = match opened.manner {
        Manner::Open => Visit::Open(now),
        Manner::Peek => Visit::Peek(now),
    };
    let visited = Visited {
        asked,
        story,
        present,
        visit,
        now,
    };
    if visited.may_lack(platform) {
        return Ok(Opened::Unsure(Box::new(visited)));
    }
    visited
        .carry_out(platform, opened, Lack::Nothing)
        .map(Opened::Planned)
}

fn ready(reply: Reply) -> Opened {
    Opened::Planned(reply.into())
}

/// What a visit came to.
pub enum Opened {
    Planned(AuthorizePlan),
    /// Whether the session is enough takes a look at what its user has, or the page at who made the app:
    /// [`Visited::look_on`].
    Unsure(Box<Visited>),
}

/// A request without fault, and who is there.
pub struct Visited {
    asked: Box<AuthorizationRequest>,
    story: Story,
    present: Option<Box<Present>>,
    visit: Visit,
    now: Timestamp,
}

impl Visited {
    fn may_lack(&self, platform: &Platform) -> bool {
        let present = self.present.as_ref();
        present.is_some_and(|it| {
            self.asked.app.ownership.is_unchecked()
                || steps::may_lack(platform, (&it.session, &it.user), self.asked.wanted())
        })
    }

    /// On a thread that may wait.
    pub fn look_on(
        mut self,
        platform: &Platform,
        opened: &EndpointVisit,
    ) -> Result<AuthorizePlan, Failure> {
        let lack = match &mut self.present {
            None => Lack::Nothing,
            Some(present) => platform.store.read(|reader| {
                present.maker = maker::of_unchecked(reader, &self.asked.app)?;
                let whose = (&present.session, &present.user);
                let cookies = (opened.visitor.browsers.as_slice(), self.now);
                steps::in_session(platform, reader, whose, self.asked.wanted(), cookies)
            })?,
        };
        self.carry_out(platform, opened, lack)
    }

    fn carry_out(
        self,
        platform: &Platform,
        opened: &EndpointVisit,
        lack: Lack,
    ) -> Result<AuthorizePlan, Failure> {
        let present = self.present.as_deref();
        let consent = present.and_then(|present| present.consent.as_ref());
        let session = present.map(|present| (&present.session, lack));
        let decision = is_meant(&self.asked, present)
            .and_then(|()| decide(&self.asked, session, consent, self.visit));
        let decided = (decision, self.asked, self.present);
        carry_out(platform, opened, decided, self.story, self.now)
    }
}

/// Nobody but whom the app means is let in.
fn is_meant(asked: &AuthorizationRequest, present: Option<&Present>) -> Result<(), Redirected> {
    match (&asked.openid, present) {
        (Some(openid), Some(present)) if !openid.may_be(&present.user.public_id) => {
            Err(asked.failed(Check::SignIn, AuthorizeError::OtherLoginRequired))
        }
        _ => Ok(()),
    }
}

/// A decision, and upon what it was made.
type Decided = (
    Result<Decision, Redirected>,
    Box<AuthorizationRequest>,
    Option<Box<Present>>,
);

fn carry_out(
    platform: &Platform,
    opened: &EndpointVisit,
    (decision, asked, present): Decided,
    story: Story,
    now: Timestamp,
) -> Result<AuthorizePlan, Failure> {
    let reply = match (decision, present) {
        (Err(error), _) => redirected(error, story),
        (Ok(Decision::Grant), Some(present)) => {
            let limits = &platform.limits;
            match limits.grant(present.session.key, asked.app.id, now) {
                Ok(()) => return grant(platform, *asked, *present, story, now),
                Err(wait) => too_often(&asked, &opened.query, wait, story),
            }
        }
        (Ok(Decision::AskConsent), Some(present)) => {
            let question = present.question(*asked, &opened.query, now);
            question.ask(platform, story)
        }
        (Ok(Decision::AskSecondStep), Some(present)) => {
            let visit = visit(opened, asked, Some(present.session), now);
            raising::ask(platform, visit, &present.user, story)?
        }
        (Ok(_), present) => {
            let session = present.map(|present| present.session);
            visit(opened, asked, session, now).ask(platform, story)
        }
    };
    Ok(reply.into())
}

const fn visit(
    opened: &EndpointVisit,
    asked: Box<AuthorizationRequest>,
    session: Option<Session>,
    now: Timestamp,
) -> sign_in::Visit<'_> {
    sign_in::Visit {
        errand: Errand::App(asked),
        visitor: &opened.visitor,
        request: opened.query.as_str(),
        session,
        now,
    }
}

/// Told to the app where it asked for no page, else to the person.
fn too_often(asked: &AuthorizationRequest, query: &str, wait: Duration, story: Story) -> Reply {
    if asked.prompt.none {
        let failed = asked.failed(Check::Consent, AuthorizeError::TemporarilyUnavailable);
        return redirected(failed, story);
    }
    asked_too_often(asked.display, query, wait, story)
}

/// Sign-in and consent are never framed: whoever frames them could make people press what they do not see.
fn open_window(asked: &AuthorizationRequest, framed_by: &str, query: &str, story: Story) -> Reply {
    let content = Content::OpenWindow(OpenWindowPage {
        app_name: asked.app.name.clone(),
        framed_by: framed_by.to_owned(),
        window: OwnPath::authorize(&with_display_web(query)),
    });
    let story = story.decided(LogDecision::AsksForWindow);
    let layout = Layout::Popup;
    page(Page { layout, content }, story)
}

enum Found {
    Faulty(Reply),
    Asked(Box<AuthorizationRequest>, Story, Option<Box<Present>>),
}

/// The app, the person and what they allowed it, in one question.
async fn load(
    platform: &Platform,
    params: &Params,
    visitor: &Visitor,
    now: Timestamp,
) -> Loaded<Found> {
    let (judged, visit) = match name_client(params) {
        Err(refusal) => (nobody_named(refusal), None),
        Ok(name) => {
            let visit = visitor.visits(platform, &name, now).await?;
            let app = visit.as_ref().map(|visit| visit.app.app.clone());
            let present = visit.as_ref().and_then(|visit| visit.present.as_ref().ok());
            let present = present.and_then(Option::as_ref).map(|(_, user)| user.key);
            (judge_for(platform, params, app, present), visit)
        }
    };
    let (asked, mut story) = match judged {
        AuthorizationCheck::Faulty(reply) => return Ok(Found::Faulty(reply)),
        AuthorizationCheck::Asked(asked, story) => (asked, story),
    };
    let present = visit.map(|visit| Ok((visit.present?, visit.consent)));
    let (Some((session, user)), consent) = present.transpose()?.unwrap_or((None, Ok(None))) else {
        return Ok(Found::Asked(asked, story, None));
    };
    note_seen(platform, &session, now);
    story.user = Some(user.public_id.clone());
    let present = Present {
        session,
        user,
        consent: consent?,
        maker: None,
    };
    Ok(Found::Asked(asked, story, Some(Box::new(present))))
}

/// The result of a consent given before, and coarsely the day of its use.
fn grant(
    platform: &Platform,
    asked: AuthorizationRequest,
    present: Present,
    story: Story,
    now: Timestamp,
) -> Result<AuthorizePlan, Failure> {
    let consent = present
        .consent
        .ok_or_else(|| Failure::Bug("granted without a consent".to_owned()))?;
    let allowed = Allowed {
        asked: &asked,
        user: &present.user,
        session: &present.session,
        consent: &consent,
        now,
    };
    let (mut writes, carried) = allowed.issue(platform);
    if now.apart(consent.last_used_at) >= days(1) {
        writes.push(Write::TouchConsent {
            key: consent.key,
            last_used_at: now,
        });
    }
    let granted = Granted {
        reply_to: asked.reply_to,
        carried,
        writes,
        seal: None,
        story: story.decided(LogDecision::AllowedBefore),
    };
    Ok(AuthorizePlan::Granted(Box::new(granted)))
}
