//! The password, first of the line of [`super::steps`]: the page that asks for it and its form (RFC 6749 §10.10).

mod begin;
mod browser;
mod errand;
mod holder;
mod passkey;
mod tried;

pub(super) use begin::{Beginning, Pressed, press_in_turn, press_once, raise, signed_in};
pub(super) use browser::know_browser;
pub use errand::Entrance;
pub(super) use errand::{Errand, ErrandCheck};
pub(super) use holder::{binding, prove};
pub use tried::SignIn;

use super::credentials::{self, Charged, Credentials, Rightful, Verdict};
use super::press::{self, Brought, Press};
use super::second_step::{self, Opening};
use super::{Failure, Platform, Visitor, page, passkeys, reply, steps};
use crate::domain::account::authentication::Methods;
use crate::domain::account::brake::Braked;
use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::second_step::Lack;
use crate::domain::account::session::{Keep, Session};
use crate::domain::account::ticket::Begins;
use crate::domain::answer::{
    Answer, Complaint, Content, CookieChange, LogDecision, Page, Reply, SignInPage, Story,
};
use crate::domain::change::Change;
use crate::domain::oauth::form::{FormFault, Untaken};
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::tally::{SignInWay, StepWay, Tally, Tried};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Loaded, Reader};
use holder::holder_of;
use passkey::{ByPasskey, by_passkey};
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
        let binding = binding(self.errand.entrance().purpose(), &self.holder);
        let form = platform.issue_form(&binding, self.request, self.now);
        let content = SignInPage {
            onward: self.errand.onward(),
            passkey: passkeys::for_sign_in(platform, (&self.holder, &form)),
            form,
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

pub fn sign_in(platform: &Platform, mut tried: SignIn) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| load(platform, reader, &tried, now))?;
    let (at, nonce) = match found {
        Found::Answered(reply) => return Ok(*reply),
        Found::Stale(at) => return Ok(anew(platform, &tried, *at, Complaint::TooOld)),
        Found::Tried(at, nonce) => (*at, nonce),
    };
    if let Some(answer) = &tried.passkey {
        return Ok(match by_passkey(platform, &tried, (&at, &nonce), answer)? {
            ByPasskey::Done(reply) => *reply,
            ByPasskey::Braked(limit) => braked(&tried, at, limit),
            ByPasskey::Refused(refused) => {
                let story = refused.told(at.story);
                anew(platform, &tried, Try { story, ..at }, Complaint::Passkey)
            }
        });
    }
    let given = Credentials {
        name: &tried.name,
        password: tried.password.take(),
        browsers: &tried.visitor.browsers,
        charged: Charged::Address(tried.address),
        presence: &tried.presence,
        now,
    };
    match credentials::check(platform, given)? {
        Verdict::Right(rightful) => go_on(platform, &tried, (at, nonce), *rightful),
        Verdict::Wrong => Ok(anew(platform, &tried, at, Complaint::WrongCredentials)),
        Verdict::Braked(limit) => Ok(braked(&tried, at, limit)),
    }
}

/// The second step where one is needed, else a session.
fn go_on(
    platform: &Platform,
    tried: &SignIn,
    (at, nonce): (Try, PlainToken),
    rightful: Rightful,
) -> Result<Reply, Failure> {
    let known = (rightful.browser.as_ref(), at.now);
    let wanted = at.errand.wanted();
    let (lack, stands_in) = platform
        .store
        .read(|reader| steps::at_sign_in(platform, reader, &rightful.user, wanted, known))?;
    if lack == Lack::Nothing {
        return begin_session(platform, tried, (at, nonce), (rightful, stands_in));
    }
    platform.store.note(Change::writes(rightful.along));
    let opening = Opening {
        errand: &at.errand,
        holder: &at.holder,
        request: &tried.form.request,
        user: &rightful.user,
        methods: Methods::PASSWORD,
        begins: Begins::Session {
            keep: tried.keep,
            born_for_app: at.errand.born_for_app(),
        },
        sign_out: None,
        now: at.now,
    };
    second_step::ask(platform, opening, at.story)
}

/// A new session; the browser is known from now on.
fn begin_session(
    platform: &Platform,
    tried: &SignIn,
    (at, nonce): (Try, PlainToken),
    (rightful, stands_in): (Rightful, bool),
) -> Result<Reply, Failure> {
    let Rightful {
        user,
        browser,
        along: mut writes,
    } = rightful;
    let beginning = Beginning {
        user: &user,
        methods: Methods::PASSWORD,
        keep: tried.keep,
        born_for_app: at.errand.born_for_app(),
        device_label: tried.device_label.clone(),
        replaced: at.replaced.as_ref(),
        stands_in,
    };
    let (begun, brought) = beginning.plan(platform, browser, at.now)?;
    writes.extend(begun);
    let press = Press {
        form: &tried.form,
        holder: &at.holder,
        typed: &[
            user.public_id.as_bytes(),
            &[u8::from(tried.keep == Keep::SignedIn)],
        ],
    };
    let text = brought.to_text();
    let pressed = press_once(platform, (&press, &nonce), writes, text.as_bytes(), at.now)?;
    let request = &tried.form.request;
    Ok(match pressed {
        Pressed::Done => {
            let story = counted(at.story, stands_in);
            signed_in((tried.entrance, request), story, &user, brought)
        }
        Pressed::Same(text) => {
            let brought = Brought::from_text(&text);
            signed_in((tried.entrance, request), at.story, &user, brought)
        }
        Pressed::Answered => tried.entrance.refused(request, Untaken::Done),
        Pressed::Conflict => return Err(CommitError::Conflict.into()),
    })
}

/// A session that began by a password, with or without a browser that stood in for more.
fn counted(story: Story, stands_in: bool) -> Story {
    let story = story.counting(Tally::SignIn(SignInWay::Password, Tried::Right));
    if stands_in {
        story.counting(Tally::SecondStep(StepWay::Browser, Tried::Right))
    } else {
        story
    }
}

enum Found {
    Answered(Box<Reply>),
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
    let sent = (&tried.visitor, &tried.form);
    let proof = prove(platform, sent, session.as_ref(), (entrance.purpose(), now));
    if let Some((_, Err(FormFault::Forged))) = &proof
        && session.is_some()
    {
        // Signed in meanwhile, by this form or in another tab: on to what was asked for.
        let answered = press::was_answered(reader, &tried.form)?;
        return Ok(Found::Answered(Box::new(further(tried, answered))));
    }
    let Some((holder, Ok(_) | Err(FormFault::Stale))) = &proof else {
        let why = press::why(reader, &tried.visitor, &tried.form, Untaken::Outdated)?;
        return Ok(Found::Answered(Box::new(entrance.refused(request, why))));
    };
    let (errand, story) = match entrance.errand(platform, reader, request)? {
        ErrandCheck::Faulty(reply) => return Ok(Found::Answered(Box::new(reply))),
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
    let way = match tried.passkey {
        Some(_) => SignInWay::Passkey,
        None => SignInWay::Password,
    };
    let story = credentials::story_of(limit, at.story).counting(Tally::SignIn(way, Tried::Limited));
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
        Complaint::Passkey => LogDecision::PasskeyRefused,
    };
    let refused = match complaint {
        Complaint::WrongCredentials => Some(SignInWay::Password),
        Complaint::Passkey => Some(SignInWay::Passkey),
        Complaint::TooOld => None,
    };
    let story = at.story.decided(decision);
    let story = match refused {
        Some(way) => story.counting(Tally::SignIn(way, Tried::Refused)),
        None => story,
    };
    page(content, story)
}
