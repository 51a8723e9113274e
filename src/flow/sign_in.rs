//! The sign-in page and its form: name or e-mail and password, once for a session (RFC 6749 §10.10).

use super::authorize::Opened;
use super::judge::{Judged, judge};
use super::{Failure, Platform, TRIES, Visitor, form_expired, page, reply};
use crate::domain::account::brake::{Charge, Limit, Subject};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::session::{Keep, KnownBrowser, NewSession, Session};
use crate::domain::account::user::{User, fold};
use crate::domain::answer::{
    Answer, Complaint, Content, CookieChange, Form, OwnPath, Page, Reply, SignInPage, Story,
};
use crate::domain::change::{Change, EndReason, Guard, Write};
use crate::domain::oauth::authorize::Asked;
use crate::domain::oauth::form::{self, Binding, FormFault, Purpose};
use crate::domain::oauth::params::{Params, without_prompt_login};
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Loaded, Lost, Reader};
use std::net::IpAddr;

/// Somebody opened the endpoint who has to sign in.
pub(super) struct Visit<'a> {
    pub opened: &'a Opened,
    pub asked: &'a Asked,
    /// A live one, which `prompt=login` passes over.
    pub session: Option<Session>,
    pub now: Timestamp,
}

impl Visit<'_> {
    pub fn ask(self, platform: &Platform, story: Story) -> Reply {
        let (holder, fresh) = self.holder();
        let blank = Blank {
            asked: self.asked,
            holder,
            request: &self.opened.query,
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
        let there = self.opened.visitor.pre_login.as_ref();
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
    asked: &'a Asked,
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
        let binding = binding(&self.holder);
        let content = SignInPage {
            app_name: self.asked.app.name.clone(),
            destination: self.asked.reply_to.destination(),
            form: form::issue(&platform.key, &binding, self.request, &nonce, now),
            typed_name,
            keep,
            complaint,
        };
        Page {
            layout: self.asked.display,
            content: Content::SignIn(content),
        }
    }
}

fn binding(holder: &TokenHash) -> Binding<'_> {
    Binding {
        purpose: Purpose::SignIn,
        holder,
        user: None,
        scopes: None,
    }
}

/// A sign-in form that came back.
pub struct SignIn {
    pub form: Form,
    pub visitor: Visitor,
    pub name: String,
    /// `None`: it cannot be anybody's password.
    pub password: Option<TypedPassword>,
    pub keep: Keep,
    /// Where the try comes from.
    pub address: IpAddr,
}

pub fn sign_in(platform: &Platform, tried: SignIn) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| load(platform, reader, &tried, now))?;
    let tried_at = match found {
        Found::Answered(reply) => return Ok(reply),
        Found::Tried(tried_at) => *tried_at,
    };
    if let Some(reply) = pay(platform, &tried, &tried_at)? {
        return Ok(reply);
    }
    match tried_at.rightful(platform, &tried) {
        Some(user) => begin_session(platform, &tried, &tried_at, user),
        None => Ok(wrong(platform, &tried, &tried_at)),
    }
}

/// What stands behind a try with a good form.
struct Try {
    asked: Asked,
    /// When the try began, before anything was loaded: a password changed meanwhile ends its session too.
    now: Timestamp,
    holder: TokenHash,
    /// A live session that `prompt=login` passes over; ends when the new one begins.
    replaced: Option<Session>,
    user: Option<User>,
    phc: Option<String>,
    /// This browser, if that user signed in from it before.
    browser: Option<KnownBrowser>,
    charges: Vec<Charge>,
    story: Story,
}

enum Found {
    Answered(Reply),
    Tried(Box<Try>),
}

fn load(platform: &Platform, reader: &mut Reader, tried: &SignIn, now: Timestamp) -> Loaded<Found> {
    let request = &tried.form.request;
    let session = tried
        .visitor
        .signed_in(platform, reader, now)?
        .map(|(session, _)| session);
    let Some(holder) = holder_of(session.as_ref(), tried.visitor.pre_login.as_ref()) else {
        return Ok(Found::Answered(form_expired(
            request,
            "no pre-login cookie",
        )));
    };
    match form::check(&platform.key, &binding(&holder), &tried.form, now) {
        Ok(_) => {}
        // Signed in meanwhile, in another tab: on to what was asked for.
        Err(_) if session.is_some() => return Ok(Found::Answered(again(request))),
        Err(FormFault::Stale) => return Ok(Found::Answered(again(request))),
        Err(FormFault::Forged) => {
            let reply = form_expired(request, "no good proof for this browser");
            return Ok(Found::Answered(reply));
        }
    }
    let (asked, story) = match judge(platform, reader, &Params::parse(request))? {
        Judged::Faulty(reply) => return Ok(Found::Answered(reply)),
        Judged::Asked(asked, story) => (asked, story),
    };
    let mut found = Try {
        asked: *asked,
        now,
        holder,
        replaced: session,
        user: reader.user_by_login(&fold(&tried.name))?,
        phc: None,
        browser: None,
        charges: Vec::new(),
        story,
    };
    found.load_user(platform, reader, tried)?;
    Ok(Found::Tried(Box::new(found)))
}

fn again(request: &str) -> Reply {
    let story = Story {
        decision: "opens the request again",
        ..Story::default()
    };
    reply(Answer::SeeOther(OwnPath::authorize(request)), story)
}

impl Try {
    fn load_user(
        &mut self,
        platform: &Platform,
        reader: &mut Reader,
        tried: &SignIn,
    ) -> Loaded<()> {
        if let Some(user) = &self.user {
            self.phc = reader.password_of(user.key)?.map(|password| password.phc);
            self.browser = known_browser(reader, &tried.visitor, user)?;
        }
        self.charges = self.what_it_costs(platform, tried);
        Ok(())
    }

    /// A browser that this user signed in from before is counted by itself, so that nobody else's guesses
    /// lock them out of it (RFC 6819 §5.1.4.2.3); every other try counts by account and by address.
    fn what_it_costs(&self, platform: &Platform, tried: &SignIn) -> Vec<Charge> {
        let (policy, at) = (&platform.policy, self.now);
        let charge = |subject: Subject, limit: Limit| Charge { subject, limit, at };
        if let Some(browser) = &self.browser {
            let subject = Subject::browser(&platform.key, browser.key);
            return vec![charge(subject, policy.brake_account)];
        }
        let account = match &self.user {
            Some(user) => Subject::account(&platform.key, &user.public_id),
            None => Subject::unknown_name(&platform.key, &fold(&tried.name)),
        };
        let address = Subject::address(&platform.key, tried.address);
        vec![
            charge(account, policy.brake_account),
            charge(address, policy.brake_address),
        ]
    }

    /// The user, if the password is theirs. An unknown name costs the same work as a wrong password.
    fn rightful(&self, platform: &Platform, tried: &SignIn) -> Option<&User> {
        let password = tried.password.as_ref()?;
        let phc = self.phc.as_ref().unwrap_or(&platform.dummy_phc);
        let right = password.opens(phc) && self.phc.is_some();
        self.user.as_ref().filter(|user| right && user.is_active())
    }
}

fn known_browser(
    reader: &mut Reader,
    visitor: &Visitor,
    user: &User,
) -> Loaded<Option<KnownBrowser>> {
    let Some(token) = &visitor.browser else {
        return Ok(None);
    };
    let found = reader.known_browser(token.key())?;
    Ok(found.filter(|browser| {
        browser.user_key == user.key && browser.secret_hash.matches(&token.hash(TokenKind::Browser))
    }))
}

/// Every try is paid for before the password is looked at. `Some`: too many.
fn pay(platform: &Platform, tried: &SignIn, at: &Try) -> Result<Option<Reply>, Failure> {
    let guard = Guard::BrakeAllows(at.charges.clone());
    for _ in 0..TRIES {
        match platform
            .store
            .commit(Change::guarded(guard.clone(), Vec::new()))
        {
            Ok(()) => return Ok(None),
            Err(CommitError::Lost(Lost::Braked(wait))) => {
                let content = Content::Braked {
                    retry_after: wait,
                    again: Some(tried.form.request.clone()),
                };
                let layout = at.asked.display;
                let story = Story {
                    decision: "braked",
                    ..at.story.clone()
                };
                return Ok(Some(page(Page { layout, content }, story)));
            }
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Unavailable("the brake kept changing".to_owned()))
}

fn wrong(platform: &Platform, tried: &SignIn, at: &Try) -> Reply {
    let blank = Blank {
        asked: &at.asked,
        holder: at.holder.clone(),
        request: &tried.form.request,
        now: at.now,
    };
    let complaint = Some(Complaint::WrongCredentials);
    let content = blank.page(platform, tried.name.clone(), tried.keep, complaint);
    let story = Story {
        decision: "wrong name or password",
        ..at.story.clone()
    };
    page(content, story)
}

/// A new session, never one that was there before; the browser is known from now on.
fn begin_session(
    platform: &Platform,
    tried: &SignIn,
    at: &Try,
    user: &User,
) -> Result<Reply, Failure> {
    let now = at.now;
    let session = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let new = NewSession {
        key: session.key(),
        secret_hash: session.hash(TokenKind::Session),
        user_key: user.key,
        born_for_app: Some(at.asked.app.id),
        keep: tried.keep,
    };
    let mut writes = vec![Write::InsertSession(Session::begin(
        new,
        &platform.policy.sessions,
        now,
    ))];
    writes.extend(at.replaced.as_ref().map(|old| Write::EndSession {
        key: old.key,
        at: now,
        why: EndReason::Replaced,
    }));
    let refunds = at.charges.iter().map(|charge| charge.subject.clone());
    writes.extend(refunds.map(Write::RefundBrake));
    let browser = know_browser(platform, at, user, &mut writes);
    platform.store.commit(Change::writes(writes))?;

    let request = without_prompt_login(&tried.form.request);
    let story = Story {
        decision: "signed in",
        user: Some(user.public_id.clone()),
        ..at.story.clone()
    };
    let reply = reply(Answer::SeeOther(OwnPath::authorize(&request)), story)
        .with_cookie(CookieChange::Session(session, tried.keep));
    Ok(match browser {
        Some(browser) => reply.with_cookie(CookieChange::KnownBrowser(browser)),
        None => reply,
    })
}

/// Writes down that this user signed in from this browser; a cookie for it where there is none yet.
fn know_browser(
    platform: &Platform,
    at: &Try,
    user: &User,
    writes: &mut Vec<Write>,
) -> Option<PlainToken> {
    let now = at.now;
    if let Some(known) = &at.browser {
        writes.push(Write::TouchKnownBrowser {
            key: known.key,
            last_used_at: now,
        });
        return None;
    }
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    writes.push(Write::InsertKnownBrowser(KnownBrowser {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Browser),
        user_key: user.key,
        last_used_at: now,
        created_at: now,
    }));
    Some(token)
}
