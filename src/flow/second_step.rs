//! The second step, behind a right password or in a session that has proved no more: the page that asks for a code, and
//! its form. Nothing is stored before a code is right: what was proved before comes back in the form, as a ticket.

mod load;
mod opening;
mod sent;

pub(super) use opening::{Opening, ask};
pub use sent::{SecondStep, SetUpFields};

use super::factors::{self, SetupFault, Tried, Verdict};
use super::notices::tell;
use super::press::{Before, Brought};
use super::sign_in::{Pressed, press_once, signed_in};
use super::{Failure, Platform, credentials, page};
use crate::domain::account::authentication::Methods;
use crate::domain::account::brake::Braked;
use crate::domain::account::ticket::Begins;
use crate::domain::answer::second_step::{CodeComplaint, CodeQuestion, SetUpComplaint};
use crate::domain::answer::{
    Answer, Content, LogDecision, Page, RecoveryCodesPage, Reply, SecondStepPage, SetUpPage, Story,
};
use crate::domain::change::Write;
use crate::domain::factor::Way;
use crate::domain::mail::kind::MailKind;
use crate::domain::oauth::form::Form;
use crate::domain::secret::PlainToken;
use crate::domain::time::Timestamp;
use load::{Found, Step, load};
use opening::{not_you, remember, shown};
use sent::{press_of, see};
use zeroize::Zeroizing;

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
        Before::Same(answer) => return Ok(done_before(sent, &step, &answer)),
        Before::Answered => return Ok(see(sent.entrance.onward(&sent.form.request), step.story)),
    }
    if !step.is_good() {
        let story = step.story.decided(LogDecision::TicketOver);
        return Ok(see(sent.entrance.again(&sent.form.request), story));
    }
    if let Some(fields) = &sent.set_up {
        return set_up(platform, sent, step, fields);
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
        Verdict::Right(along) => return begin(platform, sent, step, (along, Vec::new())),
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
    (along, codes): (Vec<Write>, Vec<Zeroizing<String>>),
) -> Result<Reply, Failure> {
    let now = step.now;
    let methods = step.ticket.methods.and(Methods::CODE);
    let Some((begun, brought)) = step.begun(platform, methods, sent.device_label.clone())? else {
        let again = sent.entrance.again(&sent.form.request);
        return Ok(see(again, step.story));
    };
    let mut writes = along;
    writes.extend(begun);
    let known = step.browser.as_ref().map(|browser| browser.key);
    let browser = known.or_else(|| brought.browser.as_ref().map(PlainToken::key));
    let trusts = browser.zip(trusted_until(platform, sent, &step));
    writes.extend(trusts.map(|(key, until)| Write::TrustBrowser { key, until }));
    let (typed, text) = (sent.pressed(), with_codes(&brought, &codes));
    let press = press_of(sent, &step.holder, &typed);
    let pressed = press_once(
        platform,
        (&press, &step.nonce),
        writes,
        text.as_bytes(),
        now,
    )?;
    Ok(match pressed {
        Pressed::Done => {
            if sent.set_up.is_some() {
                tell(&step.user, MailKind::FactorAdded);
            } else if sent.way == Way::RecoveryCode {
                tell(&step.user, MailKind::RecoveryCodeUsed);
            }
            done(sent, &step, brought, codes)
        }
        Pressed::Same(text) => done_before(sent, &step, &text),
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

/// A line for each code behind the others.
fn with_codes(brought: &Brought, codes: &[Zeroizing<String>]) -> Zeroizing<String> {
    let mut text = brought.to_text();
    for code in codes {
        text.push('\n');
        text.push_str(code);
    }
    text
}

/// With what was kept of the answer.
fn done_before(sent: &SecondStep, step: &Step, kept: &[u8]) -> Reply {
    let text = std::str::from_utf8(kept).unwrap_or_default();
    let codes = text.split('\n').skip(Brought::LINES);
    let codes = codes.map(|code| Zeroizing::new(code.to_owned()));
    done(sent, step, Brought::from_text(kept), codes.collect())
}

/// On to what was asked for; by the way of recovery codes, where some were made.
fn done(sent: &SecondStep, step: &Step, brought: Brought, codes: Vec<Zeroizing<String>>) -> Reply {
    let at = (sent.entrance, sent.form.request.as_str());
    let mut reply = signed_in(at, step.story.clone(), &step.user, brought);
    if matches!(step.ticket.begins, Begins::Raised(_)) {
        reply.story.decision = Some(LogDecision::Raised);
    }
    if !codes.is_empty() {
        let next = sent.entrance.onward(&sent.form.request);
        let content = Content::RecoveryCodes(RecoveryCodesPage { codes, next });
        let layout = step.errand.layout();
        reply.answer = Answer::Page(Box::new(Page { layout, content }));
    }
    reply
}

/// The first authenticator with its first code: factor, recovery codes and session in one change.
fn set_up(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    fields: &SetUpFields,
) -> Result<Reply, Failure> {
    if step.factors.has_any() {
        // Set up elsewhere meanwhile: it is asked for.
        return Ok(see(sent.entrance.again(&sent.form.request), step.story));
    }
    let typed = factors::Typed {
        field: &fields.sealed_secret,
        name: &fields.name,
        code: &sent.typed,
    };
    let (begun, complaint) = match factors::add(platform, &step.user, &typed, step.now) {
        Ok(new) => {
            let (kept, codes) = factors::make_codes(platform, &step.user, step.now);
            let mut along = new.along;
            along.push(kept);
            return begin(platform, sent, step, (along, codes));
        }
        Err(SetupFault::Over) => {
            let again = sent.entrance.again(&sent.form.request);
            return Ok(see(again, step.story.decided(LogDecision::TicketOver)));
        }
        Err(SetupFault::WrongCode(begun)) => (begun, SetUpComplaint::WrongCode),
        Err(SetupFault::BadName(begun)) => (begun, SetUpComplaint::Name),
    };
    let refused = (begun, complaint);
    Ok(set_up_once_more(platform, sent, step, refused))
}

fn set_up_once_more(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    (begun, complaint): (factors::Begun, SetUpComplaint),
) -> Reply {
    let content = SetUpPage {
        onward: step.errand.onward(),
        form: sent.form.clone(),
        ticket: sent.ticket.clone(),
        account: step.user.shown_name().to_owned(),
        login: step.user.name.clone(),
        secret: begun.secret,
        sealed_secret: begun.field,
        complaint: Some(complaint),
        not_you: not_you(
            sent.entrance,
            &sent.form.request,
            sign_out_of(platform, sent, &step),
        ),
    };
    let story = step.story.clone().decided(LogDecision::WrongCode);
    let layout = step.errand.layout();
    let content = Content::SetUp(content);
    page(Page { layout, content }, story)
}

/// Where a session is to be raised.
fn sign_out_of(platform: &Platform, sent: &SecondStep, step: &Step) -> Option<Form> {
    let is_raised = matches!(step.ticket.begins, Begins::Raised(_));
    let session = step.session.as_ref().filter(|_| is_raised)?;
    let whose = (session, &step.user);
    let request = &sent.form.request;
    Opening::of_session(platform, &step.errand, whose, request, step.now).sign_out
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
    let sign_out = sign_out_of(platform, sent, &step);
    let content = SecondStepPage {
        onward: step.errand.onward(),
        form: sent.form.clone(),
        ticket: sent.ticket.clone(),
        account: step.user.shown_name().to_owned(),
        question: CodeQuestion::by(way, &step.factors, complaint),
        remember: remember(platform, &step.user, sent.remember),
        not_you: not_you(sent.entrance, request, sign_out),
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
