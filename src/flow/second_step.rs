//! The second step, behind a right password or in a session that has proved no more: the page that asks for a code, and
//! its form. Nothing is stored before a code is right: what was proved before comes back in the form, as a ticket.

mod load;
mod opening;
mod sent;
mod told;

pub(super) use opening::{Opening, ask};
pub(super) use sent::bound_to;
pub use sent::{SecondStep, SetUpFields};

use super::factors::{self, SetupFault, Tried, Verdict};
use super::notices::tell;
use super::press::Brought;
use super::sign_in::{Pressed, press_in_turn, press_once};
use super::{Failure, Platform, page, passkeys};
use crate::domain::account::authentication::Methods;
use crate::domain::account::ticket::Begins;
use crate::domain::answer::second_step::{CodeComplaint, CodeQuestion, SetUpComplaint};
use crate::domain::answer::{Content, LogDecision, Page, Reply, SecondStepPage, SetUpPage, Story};
use crate::domain::audit::happened::Happened;
use crate::domain::change::Write;
use crate::domain::factor::Way;
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::mail::kind::MailKind;
use crate::domain::oauth::form::Form;
use crate::domain::secret::PlainToken;
use crate::domain::tally::{self, SignInWay, Tally};
use crate::domain::time::Timestamp;
use load::{Found, Step, load};
use opening::{not_you, passkey_in_place, remember, shown};
use sent::{press_of, see};
use told::{answered_before, braked, done, done_before, with_codes};
use zeroize::Zeroizing;

/// One try; or the page in another shape.
pub fn second_step(platform: &Platform, sent: &SecondStep) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| load(platform, reader, sent, now))?;
    let step = match found {
        Found::Answered(reply) => return Ok(*reply),
        Found::Over(over) => return over.again(platform, sent),
        Found::Sound(step) => *step,
    };
    if let Some(answered) = answered_before(platform, sent, &step)? {
        return Ok(answered);
    }
    // Nobody is asked for what was taken off their account meanwhile.
    let is_moot = sent.set_up.is_none() && !step.factors.has_any();
    if is_moot || !step.is_good() {
        let story = step.story.decided(LogDecision::TicketOver);
        return Ok(see(sent.entrance.again(&sent.form.request), story));
    }
    match (&sent.set_up, sent.other_way, &sent.passkey) {
        (Some(fields), ..) => set_up(platform, sent, step, fields),
        (None, Some(way), _) => {
            let story = step.story.clone().decided(LogDecision::AsksForSecondStep);
            Ok(once_more(platform, sent, step, (way, None), story))
        }
        (None, None, Some(answer)) => by_passkey(platform, sent, step, answer),
        (None, None, None) => by_code(platform, sent, step),
    }
}

fn by_code(platform: &Platform, sent: &SecondStep, step: Step) -> Result<Reply, Failure> {
    let tried = Tried {
        user: &step.user,
        typed: &sent.typed,
        way: sent.way,
        address: sent.address,
        now: step.now,
    };
    let complaint = match factors::check(platform, &tried)? {
        Verdict::Right(along) => {
            let shown = Shown {
                methods: Methods::CODE,
                along,
                codes: Vec::new(),
            };
            return begin(platform, sent, step, shown);
        }
        Verdict::Wrong => CodeComplaint::Wrong,
        Verdict::Used => CodeComplaint::Used,
        Verdict::Unreadable => CodeComplaint::Unreadable,
        Verdict::Closed => CodeComplaint::Closed,
        Verdict::Braked(limit) => return Ok(braked(sent, &step, limit)),
    };
    // Pressed twice at once, the other press has used the code.
    if let Some(answered) = answered_before(platform, sent, &step)? {
        return Ok(answered);
    }
    if let CodeComplaint::Wrong | CodeComplaint::Unreadable = complaint {
        factors::count_wrong(platform, &tried)?;
    }
    Ok(complain(platform, sent, step, complaint))
}

/// A passkey of theirs, in the place of a code.
fn by_passkey(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    answer: &PasskeyAnswer,
) -> Result<Reply, Failure> {
    let tried = passkeys::Tried {
        answer,
        form: (&step.holder, &sent.form),
        by: Some(&step.user),
        address: sent.address,
        now: step.now,
    };
    Ok(match passkeys::check(platform, &tried)? {
        passkeys::Verdict::Right(right) => {
            let shown = Shown {
                methods: right.methods,
                along: right.along,
                codes: Vec::new(),
            };
            return begin(platform, sent, step, shown);
        }
        passkeys::Verdict::Refused(refused) => {
            // Pressed twice at once, the other press has moved the counter on.
            if let Some(answered) = answered_before(platform, sent, &step)? {
                return Ok(answered);
            }
            passkeys::count_refused(platform, &tried, None)?;
            let counted = Tally::SecondStep(sent.step_way(), tally::Tried::Refused);
            let story = refused.told(step.story.clone()).counting(counted);
            let again = (Way::Passkey, Some(CodeComplaint::Passkey));
            once_more(platform, sent, step, again, story)
        }
        passkeys::Verdict::Braked(limit) => braked(sent, &step, limit),
    })
}

/// What was proved just now.
struct Shown {
    methods: Methods,
    along: Vec<Write>,
    /// Recovery codes that were made by it.
    codes: Vec<Zeroizing<String>>,
}

/// With both proofs: a session, or the one that is there under a new name.
fn begin(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    shown: Shown,
) -> Result<Reply, Failure> {
    let (now, codes) = (step.now, shown.codes);
    let methods = step.ticket.methods.and(shown.methods);
    let Some((begun, brought)) = step.begun(platform, methods, sent.device_label.clone())? else {
        let again = sent.entrance.again(&sent.form.request);
        return Ok(see(again, step.story));
    };
    let mut writes = shown.along;
    writes.extend(begun);
    writes.extend(remembering(platform, sent, &step, &brought));
    let (typed, text) = (sent.pressed(), with_codes(&brought, &codes));
    let press = press_of(sent, &step.holder, &typed);
    let (pressing, answer) = ((&press, &step.nonce), text.as_bytes());
    let pressed = if sent.set_up.is_some() {
        let answer = (answer, brought.next());
        press_in_turn(platform, pressing, (&step.user, writes), answer, now)?
    } else {
        press_once(platform, pressing, writes, answer, now)?
    };
    Ok(match pressed {
        Pressed::Done => {
            if sent.set_up.is_some() {
                tell(&step.user, MailKind::FactorAdded);
            } else if used_recovery_code(sent) {
                tell(&step.user, MailKind::RecoveryCodeUsed);
            }
            counted(sent, &step, done(sent, &step, (brought, codes)))
        }
        Pressed::Same(text) => done_before(sent, &step, &text),
        Pressed::Answered => see(sent.entrance.onward(&sent.form.request), step.story),
        // Something of the account changed meanwhile: it is asked anew.
        Pressed::Conflict if sent.set_up.is_some() => {
            see(sent.entrance.again(&sent.form.request), step.story)
        }
        Pressed::Conflict if sent.passkey.is_some() => {
            complain(platform, sent, step, CodeComplaint::Passkey)
        }
        Pressed::Conflict => complain(platform, sent, step, CodeComplaint::Used),
    })
}

/// The browser asks for the password alone from now on, where that is wished and may be.
fn remembering(
    platform: &Platform,
    sent: &SecondStep,
    step: &Step,
    brought: &Brought,
) -> Vec<Write> {
    let known = step.browser.as_ref().map(|browser| browser.key);
    let browser = known.or_else(|| brought.browser.as_ref().map(PlainToken::key));
    let trusts = browser.zip(trusted_until(platform, sent, step));
    let trusts = trusts.into_iter();
    let writes = trusts.flat_map(|(key, until)| {
        let happened = Happened::BrowserRemembered(until);
        let event = platform.event_of(&step.user, &happened, step.now);
        [Write::TrustBrowser { key, until }, event.into()]
    });
    writes.collect()
}

/// The first answer to a step that was made: it counts the session that began, and the step unless it was set up only now.
fn counted(sent: &SecondStep, step: &Step, mut reply: Reply) -> Reply {
    let right = tally::Tried::Right;
    let begins = matches!(step.ticket.begins, Begins::Session { .. });
    let sign_in = begins.then_some(Tally::SignIn(SignInWay::Password, right));
    let was_there = sent.set_up.is_none();
    let step = was_there.then_some(Tally::SecondStep(sent.step_way(), right));
    reply.story.tallies.extend(sign_in.into_iter().chain(step));
    reply
}

fn used_recovery_code(sent: &SecondStep) -> bool {
    sent.passkey.is_none() && sent.way == Way::RecoveryCode
}

/// Where that is wished and may be. Whoever needs a recovery code lost something: no browser is trusted then.
fn trusted_until(platform: &Platform, sent: &SecondStep, step: &Step) -> Option<Timestamp> {
    let is_wished = sent.remember && !used_recovery_code(sent);
    let policy = platform.policy.second_step;
    policy.remembers(&step.user, step.now).filter(|_| is_wished)
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
    if let Some(answer) = &sent.passkey {
        return set_up_passkey(platform, sent, step, (fields, answer));
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
            let methods = Methods::CODE;
            let shown = Shown {
                methods,
                along,
                codes,
            };
            return begin(platform, sent, step, shown);
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

/// The same with a passkey. It is called as the browser is.
fn set_up_passkey(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    (fields, answer): (&SetUpFields, &PasskeyAnswer),
) -> Result<Reply, Failure> {
    let usual = fields.passkey_name.as_str();
    let label = sent.device_label.as_deref().unwrap_or(usual);
    let form = (&step.holder, &sent.form);
    let whose = (&step.user, &step.factors);
    match passkeys::add(platform, whose, (answer, label), form, step.now)? {
        Ok(new) => {
            let (kept, codes) = factors::make_codes(platform, &step.user, step.now);
            let (methods, mut along) = (new.methods, new.along);
            along.push(kept);
            let shown = Shown {
                methods,
                along,
                codes,
            };
            begin(platform, sent, step, shown)
        }
        Err(fault) => {
            let Some(begun) = factors::again(platform, &step.user, &fields.sealed_secret, step.now)
            else {
                let again = sent.entrance.again(&sent.form.request);
                return Ok(see(again, step.story.decided(LogDecision::TicketOver)));
            };
            let step = Step {
                story: fault.told(step.story),
                ..step
            };
            let refused = (begun, SetUpComplaint::Passkey);
            Ok(set_up_once_more(platform, sent, step, refused))
        }
    }
}

fn set_up_once_more(
    platform: &Platform,
    sent: &SecondStep,
    step: Step,
    (begun, complaint): (factors::Begun, SetUpComplaint),
) -> Reply {
    let (whose, form) = ((&step.user, &step.factors), (&step.holder, &sent.form));
    let content = SetUpPage {
        passkey: passkey_in_place(platform, whose, form, step.errand.layout()),
        onward: step.errand.onward(),
        form: sent.form.clone(),
        ticket: sent.ticket.clone(),
        account: step.user.shown_name().to_owned(),
        login: step.user.name.clone(),
        secret: begun.secret,
        sealed_secret: begun.field,
        complaint: Some(complaint),
        by_policy: platform.policy.second_step.requires(&step.user),
        not_you: not_you(
            sent.entrance,
            &sent.form.request,
            sign_out_of(platform, sent, &step),
        ),
    };
    let story = match complaint {
        SetUpComplaint::Passkey => step.story.clone(),
        _ => step.story.clone().decided(LogDecision::WrongCode),
    };
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
    let story = story.counting(Tally::SecondStep(sent.step_way(), tally::Tried::Refused));
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
    let (request, layout) = (&sent.form.request, step.errand.layout());
    let sign_out = sign_out_of(platform, sent, &step);
    let passkey = passkeys::for_step(platform, &step.factors, (&step.holder, &sent.form));
    let content = SecondStepPage {
        onward: step.errand.onward(),
        form: sent.form.clone(),
        ticket: sent.ticket.clone(),
        account: step.user.shown_name().to_owned(),
        question: CodeQuestion::by(way, &step.factors, complaint).offering(passkey, layout),
        remember: remember(platform, &step.user, sent.remember),
        not_you: not_you(sent.entrance, request, sign_out),
    };
    shown(&step.errand, content, story)
}
