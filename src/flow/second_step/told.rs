//! Answers to a form of the second step that are not the page once more.

use super::load::{Over, Step};
use super::sent::{SecondStep, press_of, see};
use crate::domain::account::brake::Braked;
use crate::domain::account::ticket::Begins;
use crate::domain::account::user::User;
use crate::domain::answer::{Answer, Content, LogDecision, Page, RecoveryCodesPage, Reply, Story};
use crate::domain::tally::{Tally, Tried};
use crate::flow::press::{Before, Brought};
use crate::flow::sign_in::{Errand, signed_in};
use crate::flow::{Failure, Platform, credentials, page};
use zeroize::Zeroizing;

/// What is told to who pressed the same a moment ago, or something else of this form.
pub(super) fn answered_before(
    platform: &Platform,
    sent: &SecondStep,
    step: &Step,
) -> Result<Option<Reply>, Failure> {
    let typed = sent.pressed();
    Ok(
        match press_of(sent, &step.holder, &typed).before(platform)? {
            Before::Nothing => None,
            Before::Same(answer) => Some(done_before(sent, step, &answer)),
            Before::Answered => {
                let onward = sent.entrance.onward(&sent.form.request);
                Some(see(onward, step.story.clone()))
            }
        },
    )
}

/// A line for each code behind the others.
pub(super) fn with_codes(brought: &Brought, codes: &[Zeroizing<String>]) -> Zeroizing<String> {
    let mut text = brought.to_text();
    for code in codes {
        text.push('\n');
        text.push_str(code);
    }
    text
}

/// What the answer brings, with the recovery codes that it shows.
type Gained = (Brought, Vec<Zeroizing<String>>);

/// Of what was kept of it.
fn gained(kept: &[u8]) -> Gained {
    let text = std::str::from_utf8(kept).unwrap_or_default();
    let codes = text.split('\n').skip(Brought::LINES);
    let codes = codes.map(|code| Zeroizing::new(code.to_owned()));
    (Brought::from_text(kept), codes.collect())
}

pub(super) fn done_before(sent: &SecondStep, step: &Step, kept: &[u8]) -> Reply {
    done(sent, step, gained(kept))
}

pub(super) fn done(sent: &SecondStep, step: &Step, gained: Gained) -> Reply {
    let story = step.story.clone();
    let mut reply = onward(sent, (&step.errand, &step.user), story, gained);
    if matches!(step.ticket.begins, Begins::Raised(_)) {
        reply.story.decision = Some(LogDecision::Raised);
    }
    reply
}

/// On to what was asked for; by the way of recovery codes, where some were made.
fn onward(
    sent: &SecondStep,
    (errand, user): (&Errand, &User),
    story: Story,
    (brought, codes): Gained,
) -> Reply {
    let at = (sent.entrance, sent.form.request.as_str());
    let mut reply = signed_in(at, story, user, brought);
    if !codes.is_empty() {
        let next = sent.entrance.onward(&sent.form.request);
        let content = Content::RecoveryCodes(RecoveryCodesPage { codes, next });
        let layout = errand.layout();
        reply.answer = Answer::Page(Box::new(Page { layout, content }));
    }
    reply
}

impl Over {
    /// Recovery codes are shown once: not to lose them, a reload is told the same for a moment, also with the session
    /// that came with them.
    pub fn again(self, platform: &Platform, sent: &SecondStep) -> Result<Reply, Failure> {
        let typed = sent.pressed();
        let press = press_of(sent, &self.session.secret_hash, &typed);
        if let Before::Same(kept) = press.before(platform)? {
            let whose = (&self.errand, &self.user);
            let mut reply = onward(sent, whose, self.story, gained(&kept));
            reply.story.decision = Some(LogDecision::SameAnswerAgain);
            return Ok(reply);
        }
        let story = Story::of(LogDecision::OpensRequestAgain);
        Ok(see(sent.entrance.onward(&sent.form.request), story))
    }
}

pub(super) fn braked(sent: &SecondStep, step: &Step, limit: Braked) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(sent.entrance.again(&sent.form.request)),
    };
    let story = credentials::story_of(limit, step.story.clone())
        .counting(Tally::SecondStep(sent.step_way(), Tried::Limited));
    let layout = step.errand.layout();
    page(Page { layout, content }, story)
}
