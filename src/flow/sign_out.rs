//! Signing out: a page that asks, a form that does it; and "Not you?", which does it and keeps the request.

use super::{Failure, Platform, Visitor, form_untaken, page, reply};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::{
    Answer, Content, CookieChange, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::change::{Change, EndReason, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{self, Binding, Form, Purpose, Untaken};
use crate::domain::secret::PlainToken;
use crate::domain::time::Timestamp;

/// The fields of a form that ends this session and then opens `request`, if there is one.
pub(super) fn form(
    platform: &Platform,
    session: &Session,
    user: &User,
    request: &str,
    now: Timestamp,
) -> Form {
    let nonce = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    form::issue(&platform.key, &binding(session, user), request, &nonce, now)
}

fn binding<'a>(session: &'a Session, user: &User) -> Binding<'a> {
    Binding {
        purpose: Purpose::SignOut,
        holder: &session.secret_hash,
        user: Some(user.key),
        scopes: None,
        epochs: None,
    }
}

/// Asks before signing out; a plain link never does it.
pub fn ask(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let present = platform
        .store
        .read(|reader| visitor.signed_in(platform, reader, now))?;
    let (content, decision) = match present {
        Some((session, user)) => {
            let content = Content::ConfirmSignOut {
                form: form(platform, &session, &user, "", now),
                account: user.shown_name().to_owned(),
            };
            (content, LogDecision::AsksToSignOut)
        }
        None => (Content::SignedOut, LogDecision::NobodyIsSignedIn),
    };
    let layout = Layout::Web;
    Ok(page(Page { layout, content }, Story::of(decision)))
}

/// What a browser sees that has signed out, and whoever else opens that address.
pub fn done() -> Reply {
    let content = Content::SignedOut;
    let layout = Layout::Web;
    page(Page { layout, content }, Story::default())
}

/// The form that came back.
pub fn sign_out(platform: &Platform, form: &Form, visitor: &Visitor) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let present = platform
        .store
        .read(|reader| visitor.signed_in(platform, reader, now))?;
    let Some((session, user)) = present else {
        // Pressed twice, or ended meanwhile: what was wanted is so already.
        return Ok(onward(form, Story::default()));
    };
    if let Err(fault) = form::check(&platform.key, &binding(&session, &user), form, now) {
        return Ok(form_untaken(&form.request, Untaken::from(fault)));
    }
    platform
        .store
        .commit(Change::writes(vec![Write::EndSession {
            key: session.key,
            at: now,
            why: EndReason::SignedOut,
        }]))?;
    let story = Story {
        user: Some(user.public_id),
        ..Story::of(LogDecision::SignedOut)
    };
    Ok(onward(form, story).with_cookie(CookieChange::EndSession))
}

fn onward(form: &Form, story: Story) -> Reply {
    let next = if form.request.is_empty() {
        OwnPath::signed_out()
    } else {
        OwnPath::authorize(&form.request)
    };
    reply(Answer::SeeOther(next), story)
}
