//! The sign-in page and its form: name or e-mail and password, once for a session (RFC 6749 §10.10).

mod begin;
mod browser;
mod errand;
mod tried;

pub(super) use browser::know_browser;
pub use errand::Entrance;
pub(super) use errand::Errand;
pub use tried::SignIn;

use super::credentials::{self, Charged, Credentials, Verdict};
use super::press;
use super::{Failure, Platform, Visitor, page, reply};
use crate::domain::account::brake::Braked;
use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::session::{Keep, Session};
use crate::domain::answer::{
    Answer, Complaint, Content, CookieChange, LogDecision, Page, Reply, SignInPage, Story,
};
use crate::domain::oauth::form::{self, Binding, FormFault, Proven, Untaken};
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};
use begin::begin_session;
use errand::ErrandCheck;
use tried::Try;

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
        let content = blank.page(
            platform,
            self.errand.login_hint(),
            Keep::BrowserSession,
            None,
        );
        let story = story.decided(LogDecision::AsksToSignIn);
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
        let binding = binding(self.errand.entrance(), &self.holder);
        let content = SignInPage {
            onward: self.errand.onward(),
            form: platform.issue_form(&binding, self.request, self.now),
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
        epochs: None,
    }
}

pub fn sign_in(platform: &Platform, mut tried: SignIn) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| load(platform, reader, &tried, now))?;
    let (at, nonce) = match found {
        Found::Answered(reply) => return Ok(reply),
        Found::Stale(at) => return Ok(anew(platform, &tried, *at, Complaint::TooOld)),
        Found::Tried(at, nonce) => (*at, nonce),
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
        Verdict::Right(rightful) => begin_session(platform, &tried, (at, nonce), *rightful),
        Verdict::Wrong => Ok(anew(platform, &tried, at, Complaint::WrongCredentials)),
        Verdict::Braked(limit) => Ok(braked(&tried, at, limit)),
    }
}

enum Found {
    Answered(Reply),
    /// With a form of ours that is too old.
    Stale(Box<Try>),
    /// With the nonce of its form.
    Tried(Box<Try>, PlainToken),
}

fn load(platform: &Platform, reader: &mut Reader, tried: &SignIn, now: Timestamp) -> Loaded<Found> {
    let (entrance, request) = (tried.entrance, &tried.form.request);
    let session = tried
        .visitor
        .signed_in(platform, reader, now)?
        .map(|(session, _)| session);
    let proof = prove(platform, tried, session.as_ref(), now);
    if let Some((_, Err(FormFault::Forged))) = &proof
        && session.is_some()
    {
        // Signed in meanwhile, by this form or in another tab: on to what was asked for.
        let answered = press::was_answered(reader, &tried.form)?;
        return Ok(Found::Answered(further(tried, answered)));
    }
    let Some((holder, Ok(_) | Err(FormFault::Stale))) = &proof else {
        let why = press::why(reader, &tried.visitor, &tried.form, Untaken::Outdated)?;
        return Ok(Found::Answered(entrance.refused(request, why)));
    };
    let (errand, story) = match entrance.errand(platform, reader, request)? {
        ErrandCheck::Faulty(reply) => return Ok(Found::Answered(reply)),
        ErrandCheck::Sound(errand, story) => (errand, story),
    };
    let at = Box::new(Try {
        errand,
        now,
        holder: holder.clone(),
        replaced: session,
        story,
    });
    Ok(match proof {
        Some((_, Ok(proven))) => Found::Tried(at, proven.nonce),
        _ => Found::Stale(at),
    })
}

/// What the form proves to which of the browser's cookies; nothing where there is none.
///
/// A session that has ended still tells whose form it was: pressed twice, the first press ended it.
fn prove(
    platform: &Platform,
    tried: &SignIn,
    session: Option<&Session>,
    now: Timestamp,
) -> Option<(TokenHash, Result<Proven, FormFault>)> {
    let visitor = &tried.visitor;
    let cookies = visitor.sessions.iter();
    let cookies = cookies.map(|token| token.hash(TokenKind::Session));
    let pre_logins = visitor.pre_logins.iter().filter(|_| session.is_none());
    let mut last = None;
    for holder in cookies.chain(pre_logins.map(PreLogin::hash)) {
        let bound = binding(tried.entrance, &holder);
        let checked = form::check(&platform.key, &bound, &tried.form, now);
        let is_ours = !matches!(checked, Err(FormFault::Forged));
        last = Some((holder, checked));
        if is_ours {
            break;
        }
    }
    last
}

fn further(tried: &SignIn, answered: bool) -> Reply {
    let story = Story::of(LogDecision::OpensRequestAgain);
    let request = &tried.form.request;
    let path = if answered {
        tried.entrance.onward(request)
    } else {
        tried.entrance.again(request)
    };
    reply(Answer::SeeOther(path), story)
}

fn braked(tried: &SignIn, at: Try, limit: Braked) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(tried.entrance.again(&tried.form.request)),
    };
    let story = credentials::story_of(limit, at.story);
    let layout = at.errand.layout();
    page(Page { layout, content }, story)
}

/// The page once more, with what was typed but for the password.
fn anew(platform: &Platform, tried: &SignIn, at: Try, complaint: Complaint) -> Reply {
    let blank = Blank {
        errand: &at.errand,
        holder: at.holder,
        request: &tried.form.request,
        now: at.now,
    };
    let content = blank.page(platform, tried.name.clone(), tried.keep, Some(complaint));
    let decision = match complaint {
        Complaint::WrongCredentials => LogDecision::WrongCredentials,
        Complaint::TooOld => LogDecision::AsksToSignInAgain,
    };
    page(content, at.story.decided(decision))
}
