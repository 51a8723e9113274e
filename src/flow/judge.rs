//! The first half of every visit to the authorization endpoint: which app, which address, which request.
//! The same for the page that is shown and for the form that comes back.

use super::{Platform, hint, page, reply};
use crate::domain::answer::{Answer, Content, LogDecision, OwnPath, Page, Reply, Story};
use crate::domain::key::RowKey;
use crate::domain::oauth::authorize::{
    self, AuthorizationRequest, Door, Layout, Redirected, display_of,
};
use crate::domain::oauth::client::App;
use crate::domain::oauth::error::{AuthorizeError, Check, Refusal};
use crate::domain::oauth::params::{Param, Params};
use crate::store::{Loaded, Reader};
use std::sync::Arc;
use std::time::Duration;

/// A request without fault, or the answer to a faulty one.
pub enum AuthorizationCheck {
    Asked(Box<AuthorizationRequest>, Story),
    Faulty(Reply),
}

/// Loads the app and runs the contract's checks 1 to 4, for who is signed in.
pub fn judge(
    platform: &Platform,
    reader: &mut Reader,
    params: &Params,
    present: Option<RowKey>,
) -> Loaded<AuthorizationCheck> {
    Ok(match authorize::name_client(params) {
        Ok(name) => {
            let app = reader.app(&name)?.map(Arc::new);
            judge_for(platform, params, app, present)
        }
        Err(refusal) => nobody_named(refusal),
    })
}

/// The answer to who names no app.
pub fn nobody_named(refusal: Refusal) -> AuthorizationCheck {
    AuthorizationCheck::Faulty(refused(refusal, Story::default()))
}

/// The checks, for an app that is loaded.
pub fn judge_for(
    platform: &Platform,
    params: &Params,
    app: Option<Arc<App>>,
    present: Option<RowKey>,
) -> AuthorizationCheck {
    let mut story = Story::default();
    if let Some(app) = &app {
        story.client_id = Some(app.client_id.clone());
        story.app_name = Some(app.name.clone());
    }
    let door = app.as_ref().map(|app| {
        let closed = authorize::not_open(app);
        (Door::of(app, present), closed)
    });
    let judged = behind(door, verdict(platform, params, app));
    if !matches!(judged, Err(Fault::Refused(_))) {
        story.display = Some(display_of(params).word());
    }
    match judged {
        Ok(asked) => AuthorizationCheck::Asked(asked, story),
        Err(Fault::Refused(refusal)) => AuthorizationCheck::Faulty(refused(refusal, story)),
        Err(Fault::Redirected(error)) => AuthorizationCheck::Faulty(redirected(*error, story)),
    }
}

/// Who does not get through is told so on a page of ours, whatever else is wrong with the request.
fn behind(
    door: Option<(Door, Refusal)>,
    judged: Result<Box<AuthorizationRequest>, Fault>,
) -> Result<Box<AuthorizationRequest>, Fault> {
    match (judged, door) {
        (Ok(asked), Some((door, closed))) if !door.lets_in(&asked) => Err(Fault::Refused(closed)),
        (Err(Fault::Redirected(_)), Some((door, closed))) if door != Door::Open => {
            Err(Fault::Refused(closed))
        }
        (judged, _) => judged,
    }
}

/// Why a request is not carried out.
pub enum Fault {
    /// On a page of our own.
    Refused(Refusal),
    /// At the proven address.
    Redirected(Box<Redirected>),
}

/// The checks alone, without an answer made of them.
pub fn verdict(
    platform: &Platform,
    params: &Params,
    app: Option<Arc<App>>,
) -> Result<Box<AuthorizationRequest>, Fault> {
    let bound = authorize::bind(params, app, &platform.policy.public_url);
    let bound = bound.map_err(Fault::Refused)?;
    let checked = bound.check(params, &platform.policy.only_by_name);
    let asked = checked.and_then(|asked| with_hint(platform, params, asked));
    let asked = asked.map_err(|failed| Fault::Redirected(Box::new(failed)))?;
    Ok(Box::new(asked))
}

/// Whom the app means, where it sent an ID token of its own along (OpenID Connect Core §3.1.2.1).
fn with_hint(
    platform: &Platform,
    params: &Params,
    mut asked: AuthorizationRequest,
) -> Result<AuthorizationRequest, Redirected> {
    let sent = params.get(Param::IdTokenHint).value();
    let (Some(openid), Some(text)) = (asked.openid.as_mut(), sent) else {
        return Ok(asked);
    };
    openid.hinted = hint::sub_for(platform, &asked.app, text);
    if openid.hinted.is_some() {
        return Ok(asked);
    }
    Err(asked.failed(Check::Hint, AuthorizeError::InvalidRequest(NO_HINT)))
}

const NO_HINT: &str = "id_token_hint is no ID token of this application";

/// An error page of our own, without a Location.
fn refused(refusal: Refusal, story: Story) -> Reply {
    let content = Page {
        layout: Layout::Web,
        content: Content::Refused(refusal.code),
    };
    let story = Story {
        decision: Some(LogDecision::Refused),
        reason: Some(format!("{}: {}", refusal.code.word(), refusal.reason)),
        ..story
    };
    page(content, story)
}

/// The error at the proven address.
pub fn redirected(redirected: Redirected, story: Story) -> Reply {
    let story = Story {
        decision: Some(LogDecision::ErrorRedirect),
        reason: Some(redirected.error.code().to_owned()),
        ..story
    };
    reply(Answer::Result(Box::new(redirected.result)), story)
}

/// The same for whoever pressed Allow, which programs do too.
pub(super) fn asked_too_often(layout: Layout, query: &str, wait: Duration, story: Story) -> Reply {
    let content = Content::TooOften {
        retry_after: wait,
        again: OwnPath::authorize(query),
    };
    let story = story.decided(LogDecision::AskedTooOften);
    page(Page { layout, content }, story)
}
