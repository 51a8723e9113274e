//! The sign-in page and its form: name or e-mail and password, once for a session (RFC 6749 §10.10).

mod errand;

pub use errand::Entrance;
pub(super) use errand::Errand;

use super::credentials::{self, Charged, Credentials, Rightful, Verdict};
use super::{Failure, Platform, Presence, Visitor, page, reply};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::session::{Keep, KnownBrowser, NewSession, Session};
use crate::domain::account::user::User;
use crate::domain::answer::{
    Answer, Complaint, Content, CookieChange, Form, Page, Reply, SignInPage, Story,
};
use crate::domain::change::{Change, EndReason, Write};
use crate::domain::oauth::form::{self, Binding, FormFault};
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};
use errand::Judged;
use std::net::IpAddr;
use std::time::Duration;

/// Somebody opened a page for which they have to sign in.
pub(super) struct Visit<'a> {
    pub errand: Errand,
    pub visitor: &'a Visitor,
    /// What the form carries.
    pub request: &'a str,
    /// A live one, which `prompt=login` passes over.
    pub session: Option<Session>,
    pub now: Timestamp,
}

impl Visit<'_> {
    pub fn ask(self, platform: &Platform, story: Story) -> Reply {
        let (holder, fresh) = self.holder();
        let blank = Blank {
            errand: &self.errand,
            holder,
            request: self.request,
            now: self.now,
        };
        let content = blank.page(platform, String::new(), Keep::BrowserSession, None);
        let story = Story {
            decision: "asks to sign in",
            ..story
        };
        let reply = page(content, story);
        match fresh {
            Some(fresh) => reply.with_cookie(CookieChange::PreLogin(fresh)),
            None => reply,
        }
    }

    /// What the form is bound to; a pre-login cookie is made when neither it nor a session is there, and
    /// kept when it is (two tabs).
    fn holder(&self) -> (TokenHash, Option<PreLogin>) {
        let there = self.visitor.pre_logins.first();
        if let Some(holder) = holder_of(self.session.as_ref(), there) {
            return (holder, None);
        }
        let fresh = PreLogin::make(&mut rand::rng());
        (fresh.hash(), Some(fresh))
    }
}

fn holder_of(session: Option<&Session>, pre_login: Option<&PreLogin>) -> Option<TokenHash> {
    match session {
        Some(session) => Some(session.secret_hash.clone()),
        None => pre_login.map(PreLogin::hash),
    }
}

/// A sign-in page to be filled.
struct Blank<'a> {
    errand: &'a Errand,
    holder: TokenHash,
    request: &'a str,
    now: Timestamp,
}

impl Blank<'_> {
    fn page(
        &self,
        platform: &Platform,
        typed_name: String,
        keep: Keep,
        complaint: Option<Complaint>,
    ) -> Page {
        let now = self.now;
        let nonce = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
        let binding = binding(self.errand.entrance(), &self.holder);
        let content = SignInPage {
            onward: self.errand.onward(),
            form: form::issue(&platform.key, &binding, self.request, &nonce, now),
            typed_name,
            keep,
            complaint,
        };
        Page {
            layout: self.errand.layout(),
            content: Content::SignIn(content),
        }
    }
}

fn binding(entrance: Entrance, holder: &TokenHash) -> Binding<'_> {
    Binding {
        purpose: entrance.purpose(),
        holder,
        user: None,
        scopes: None,
    }
}

/// A sign-in form that came back.
pub struct SignIn {
    /// Where it came in.
    pub entrance: Entrance,
    pub form: Form,
    pub visitor: Visitor,
    pub name: String,
    /// `None`: it cannot be anybody's password.
    pub password: Option<TypedPassword>,
    pub keep: Keep,
    /// What the browser is called in the list of sessions.
    pub device_label: Option<String>,
    /// Where the try comes from.
    pub address: IpAddr,
    pub presence: Presence,
}

pub fn sign_in(platform: &Platform, mut tried: SignIn) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| load(platform, reader, &tried, now))?;
    let at = match found {
        Found::Answered(reply) => return Ok(reply),
        Found::Tried(at) => *at,
    };
    let given = Credentials {
        name: &tried.name,
        password: tried.password.take(),
        browsers: &tried.visitor.browsers,
        charged: Charged::Address(tried.address),
        presence: &tried.presence,
        now,
    };
    match credentials::check(platform, given)? {
        Verdict::Right(rightful) => begin_session(platform, &tried, at, *rightful),
        Verdict::Wrong => Ok(wrong(platform, &tried, at)),
        Verdict::Braked(wait) => Ok(braked(&tried, at, wait)),
    }
}

/// What stands behind a try with a good form.
struct Try {
    errand: Errand,
    now: Timestamp,
    holder: TokenHash,
    /// A live session that `prompt=login` passes over; ends when the new one begins.
    replaced: Option<Session>,
    story: Story,
}

enum Found {
    Answered(Reply),
    Tried(Box<Try>),
}

fn load(platform: &Platform, reader: &mut Reader, tried: &SignIn, now: Timestamp) -> Loaded<Found> {
    let (entrance, request) = (tried.entrance, &tried.form.request);
    let session = tried
        .visitor
        .signed_in(platform, reader, now)?
        .map(|(session, _)| session);
    let proof_for = |holder: &TokenHash| {
        let bound = binding(entrance, holder);
        form::check(&platform.key, &bound, &tried.form, now)
    };
    let pre_login = tried
        .visitor
        .pre_login(|holder| !matches!(proof_for(holder), Err(FormFault::Forged)));
    let Some(holder) = holder_of(session.as_ref(), pre_login) else {
        let reply = entrance.refused(request, "no pre-login cookie");
        return Ok(Found::Answered(reply));
    };
    match proof_for(&holder) {
        Ok(_) => {}
        // Signed in meanwhile, in another tab: on to what was asked for.
        Err(_) if session.is_some() => return Ok(Found::Answered(again(tried))),
        Err(FormFault::Stale) => return Ok(Found::Answered(again(tried))),
        Err(FormFault::Forged) => {
            let reply = entrance.refused(request, "no good proof for this browser");
            return Ok(Found::Answered(reply));
        }
    }
    let (errand, story) = match entrance.errand(platform, reader, request)? {
        Judged::Faulty(reply) => return Ok(Found::Answered(reply)),
        Judged::Sound(errand, story) => (errand, story),
    };
    Ok(Found::Tried(Box::new(Try {
        errand,
        now,
        holder,
        replaced: session,
        story,
    })))
}

fn again(tried: &SignIn) -> Reply {
    let story = Story {
        decision: "opens the request again",
        ..Story::default()
    };
    let path = tried.entrance.again(&tried.form.request);
    reply(Answer::SeeOther(path), story)
}

fn braked(tried: &SignIn, at: Try, wait: Duration) -> Reply {
    let content = Content::Braked {
        retry_after: wait,
        again: Some(tried.entrance.again(&tried.form.request)),
    };
    let story = Story {
        decision: "braked",
        ..at.story
    };
    let layout = at.errand.layout();
    page(Page { layout, content }, story)
}

fn wrong(platform: &Platform, tried: &SignIn, at: Try) -> Reply {
    let blank = Blank {
        errand: &at.errand,
        holder: at.holder,
        request: &tried.form.request,
        now: at.now,
    };
    let complaint = Some(Complaint::WrongCredentials);
    let content = blank.page(platform, tried.name.clone(), tried.keep, complaint);
    let story = Story {
        decision: "wrong name or password",
        ..at.story
    };
    page(content, story)
}

/// A new session, never one that was there before; the browser is known from now on.
fn begin_session(
    platform: &Platform,
    tried: &SignIn,
    at: Try,
    rightful: Rightful,
) -> Result<Reply, Failure> {
    let now = at.now;
    let Rightful {
        user,
        browser,
        along: mut writes,
    } = rightful;
    let session = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let new = NewSession {
        key: session.key(),
        secret_hash: session.hash(TokenKind::Session),
        user_key: user.key,
        epoch: user.epoch,
        born_for_app: at.errand.born_for_app(),
        device_label: tried.device_label.clone(),
        keep: tried.keep,
    };
    let begun = Session::begin(new, &platform.policy.sessions, now);
    writes.push(Write::InsertSession(begun));
    writes.extend(at.replaced.map(|old| Write::EndSession {
        key: old.key,
        at: now,
        why: EndReason::Replaced,
    }));
    let (known, fresh) = know_browser(platform, browser, &user, now);
    writes.push(known);
    platform.store.commit(Change::writes(writes))?;

    let next = at.errand.next(&tried.form.request);
    let story = Story {
        decision: "signed in",
        user: Some(user.public_id),
        user_name: Some(user.name),
        ..at.story
    };
    let mut reply = reply(Answer::SeeOther(next), story)
        .with_cookie(CookieChange::Session(session, tried.keep));
    reply.cookies.extend(fresh.map(CookieChange::KnownBrowser));
    Ok(reply)
}

/// Writes down that this user signed in from this browser; a cookie for it where there is none yet.
pub(super) fn know_browser(
    platform: &Platform,
    known: Option<KnownBrowser>,
    user: &User,
    now: Timestamp,
) -> (Write, Option<PlainToken>) {
    if let Some(known) = known {
        let touch = Write::TouchKnownBrowser {
            key: known.key,
            last_used_at: now,
        };
        return (touch, None);
    }
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let known = KnownBrowser {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Browser),
        user_key: user.key,
        epoch: user.epoch,
        last_used_at: now,
        created_at: now,
    };
    (Write::InsertKnownBrowser(known), Some(token))
}
