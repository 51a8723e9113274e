//! The second step, behind a right password or in a session that has proved no more: the page that asks for a code, and
//! its form. Nothing is stored before a code is right: what was proved before comes back in the form, as a ticket.

mod load;
mod sent;

pub use sent::SecondStep;

use super::factors::{self, Tried, Verdict};
use super::press::{Before, Brought};
use super::sign_in::{Entrance, Errand, Pressed, binding, press_once, signed_in};
use super::{Failure, Platform, credentials, page, sign_out};
use crate::domain::account::authentication::Methods;
use crate::domain::account::brake::Braked;
use crate::domain::account::session::Session;
use crate::domain::account::ticket::{Begins, Ticket};
use crate::domain::account::user::User;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::second_step::{CodeComplaint, Remember};
use crate::domain::answer::{Content, LogDecision, NotYou, Page, Reply, SecondStepPage, Story};
use crate::domain::change::Write;
use crate::domain::factor::{Factors, Way};
use crate::domain::oauth::form::Form;
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::time::Timestamp;
use load::{Found, Step, load};
use sent::{bound_to, press_of, see, told};

/// Somebody has to take the second step.
pub(super) struct Opening<'a> {
    pub errand: &'a Errand,
    /// The cookie that the form is bound to.
    pub holder: &'a TokenHash,
    /// What the form carries.
    pub request: &'a str,
    pub user: &'a User,
    /// Proved so far.
    pub methods: Methods,
    pub begins: Begins,
    /// Where a session is there: ends it, and opens the request again.
    pub sign_out: Option<Form>,
    pub now: Timestamp,
}

impl<'a> Opening<'a> {
    /// Of a session that is there.
    pub fn of_session(
        platform: &Platform,
        errand: &'a Errand,
        (session, user): (&'a Session, &'a User),
        request: &'a str,
        now: Timestamp,
    ) -> Self {
        let sign_out = match errand {
            Errand::App(_) => sign_out::form(platform, session, user, request, now),
            Errand::Account => {
                let place = AccountPlace::parse(request).unwrap_or(AccountPlace::Home);
                sign_out::form_to(platform, session, user, &place, now)
            }
        };
        Self {
            errand,
            holder: &session.secret_hash,
            request,
            user,
            methods: session.methods,
            begins: Begins::Raised(session.key),
            sign_out: Some(sign_out),
            now,
        }
    }
}

/// The page.
pub(super) fn ask(platform: &Platform, opening: Opening, story: Story) -> Result<Reply, Failure> {
    let (password, factors) = platform.store.read(|reader| {
        let password = reader.password_of(opening.user.key)?;
        Ok((password, factors::of(reader, opening.user.key)?))
    })?;
    let ticket = Ticket {
        user_key: opening.user.key,
        epoch: opening.user.epoch,
        password_set_at: password.map(|password| password.set_at),
        made_at: opening.now,
        methods: opening.methods,
        begins: opening.begins,
    };
    let purpose = opening.errand.entrance().second_step();
    let bound = binding(purpose, opening.holder);
    let form = platform.issue_form(&bound, opening.request, opening.now);
    let sealed = ticket.seal(
        &platform.key,
        bound_to(opening.holder, &form),
        &mut rand::rng(),
    );
    let story = told(story, opening.user).decided(LogDecision::AsksForSecondStep);
    let ways = ways(&factors);
    let content = SecondStepPage {
        onward: opening.errand.onward(),
        ticket: sealed,
        account: opening.user.shown_name().to_owned(),
        way: ways.first().copied().unwrap_or(Way::Code),
        ways,
        complaint: None,
        remember: remember(platform, opening.user, false),
        not_you: not_you(opening.errand.entrance(), opening.request, opening.sign_out),
        form,
    };
    Ok(shown(opening.errand, content, story))
}

fn not_you(entrance: Entrance, request: &str, sign_out: Option<Form>) -> NotYou {
    sign_out.map_or_else(|| NotYou::Again(entrance.again(request)), NotYou::SignsOut)
}

/// In the order in which they are offered.
fn ways(factors: &Factors) -> Vec<Way> {
    let recovery = (factors.recovery_codes_left() > 0).then_some(Way::RecoveryCode);
    [Way::Code].into_iter().chain(recovery).collect()
}

/// Where the policy lets this user have a browser remembered.
fn remember(platform: &Platform, user: &User, is_ticked: bool) -> Option<Remember> {
    let policy = platform.policy.second_step;
    let may_be = policy.remember_days > 0 && !user.is_admin;
    may_be.then_some(Remember {
        days: policy.remember_days,
        is_ticked,
    })
}

fn shown(errand: &Errand, content: SecondStepPage, story: Story) -> Reply {
    let layout = errand.layout();
    let content = Content::SecondStep(content);
    page(Page { layout, content }, story)
}

/// One try; or the page in another shape.
pub fn second_step(platform: &Platform, sent: &SecondStep) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| load(platform, reader, sent, now))?;
    let step = match found {
        Found::Answered(reply) => return Ok(reply),
        Found::Sound(step) => *step,
    };
    let typed = sent.pressed();
    match press_of(sent, &step.holder, &typed).before(platform)? {
        Before::Nothing => {}
        Before::Same(answer) => return Ok(done(sent, &step, Brought::from_text(&answer))),
        Before::Answered => return Ok(see(sent.entrance.onward(&sent.form.request), step.story)),
    }
    if !step.is_good() {
        let story = step.story.decided(LogDecision::TicketOver);
        return Ok(see(sent.entrance.again(&sent.form.request), story));
    }
    if let Some(way) = sent.other_way {
        let story = step.story.clone().decided(LogDecision::AsksForSecondStep);
        return Ok(once_more(platform, sent, step, (way, None), story));
    }
    let tried = Tried {
        user: &step.user,
        typed: &sent.typed,
        way: sent.way,
        address: sent.address,
        now,
    };
    Ok(match factors::check(platform, &tried)? {
        Verdict::Right(along) => return begin(platform, sent, step, along),
        Verdict::Wrong => complain(platform, sent, step, CodeComplaint::Wrong),
        Verdict::Used => complain(platform, sent, step, CodeComplaint::Used),
        Verdict::Closed => complain(platform, sent, step, CodeComplaint::Closed),
        Verdict::Braked(limit) => braked(sent, &step, limit),
    })
}

/// With both proofs: a session, or the one that is there under a new name.
fn begin(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    along: Vec<Write>,
) -> Result<Reply, Failure> {
    let now = step.now;
    let methods = step.ticket.methods.and(Methods::CODE);
    let Some((begun, brought)) = step.begun(platform, methods, sent.device_label.clone()) else {
        let again = sent.entrance.again(&sent.form.request);
        return Ok(see(again, step.story));
    };
    let mut writes = along;
    writes.extend(begun);
    let known = step.browser.as_ref().map(|browser| browser.key);
    let browser = known.or_else(|| brought.browser.as_ref().map(PlainToken::key));
    let trusts = browser.zip(trusted_until(platform, sent, &step));
    writes.extend(trusts.map(|(key, until)| Write::TrustBrowser { key, until }));
    let (typed, text) = (sent.pressed(), brought.to_text());
    let press = press_of(sent, &step.holder, &typed);
    let pressed = press_once(
        platform,
        (&press, &step.nonce),
        writes,
        text.as_bytes(),
        now,
    )?;
    Ok(match pressed {
        Pressed::Done => done(sent, &step, brought),
        Pressed::Same(text) => done(sent, &step, Brought::from_text(&text)),
        Pressed::Answered => see(sent.entrance.onward(&sent.form.request), step.story),
        Pressed::Conflict => complain(platform, sent, step, CodeComplaint::Used),
    })
}

/// Where that is wished and may be. Whoever needs a recovery code lost something: no browser is trusted then.
fn trusted_until(platform: &Platform, sent: &SecondStep, step: &Step) -> Option<Timestamp> {
    let is_wished = sent.remember && sent.way == Way::Code;
    let policy = platform.policy.second_step;
    policy.remembers(&step.user, step.now).filter(|_| is_wished)
}

fn done(sent: &SecondStep, step: &Step, brought: Brought) -> Reply {
    let at = (sent.entrance, sent.form.request.as_str());
    let mut reply = signed_in(at, step.story.clone(), &step.user, brought);
    if matches!(step.ticket.begins, Begins::Raised(_)) {
        reply.story.decision = Some(LogDecision::Raised);
    }
    reply
}

fn complain(platform: &Platform, sent: &SecondStep, step: Step, complaint: CodeComplaint) -> Reply {
    let story = Story {
        reason: Some(complaint.word().to_owned()),
        ..step.story.clone().decided(LogDecision::WrongCode)
    };
    once_more(platform, sent, step, (sent.way, Some(complaint)), story)
}

/// The same form and the same ticket: it is good for one session however often it comes back.
fn once_more(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    (way, complaint): (Way, Option<CodeComplaint>),
    story: Story,
) -> Reply {
    let request = &sent.form.request;
    let live = step.session.as_ref();
    let raised = live.filter(|_| matches!(step.ticket.begins, Begins::Raised(_)));
    let sign_out = raised.map(|session| {
        let opening = Opening::of_session(
            platform,
            &step.errand,
            (session, &step.user),
            request,
            step.now,
        );
        opening.sign_out
    });
    let content = SecondStepPage {
        onward: step.errand.onward(),
        form: sent.form.clone(),
        ticket: sent.ticket.clone(),
        account: step.user.shown_name().to_owned(),
        way,
        ways: ways(&step.factors),
        complaint,
        remember: remember(platform, &step.user, sent.remember),
        not_you: not_you(sent.entrance, request, sign_out.flatten()),
    };
    shown(&step.errand, content, story)
}

fn braked(sent: &SecondStep, step: &Step, limit: Braked) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(sent.entrance.again(&sent.form.request)),
    };
    let story = credentials::story_of(limit, step.story.clone());
    let layout = step.errand.layout();
    page(Page { layout, content }, story)
}
