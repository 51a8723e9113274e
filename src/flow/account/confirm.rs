//! Confirming: proving once more, inside a live session, who one is. What would let somebody in for good who found a
//! browser open is asked for first; the session keeps its name.

mod first;
mod sent;

pub use sent::{Confirming, Proof};

use super::{Failure, Platform, Present, Visitor, see, sign_in_first, untaken};
use crate::domain::account::brake::Braked;
use crate::domain::account::password::TypedPassword;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::second_step::{CodeComplaint, CodeQuestion};
use crate::domain::answer::{
    ConfirmBy, ConfirmPage, Content, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::audit::happened::Happened;
use crate::domain::change::Write;
use crate::domain::factor::code::{self, Typed};
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::factor::{Factors, Way};
use crate::domain::mail::kind::MailKind;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Purpose, Untaken};
use crate::domain::secret::PlainToken;
use crate::flow::credentials::{self, Charged, Credentials};
use crate::flow::notices::tell;
use crate::flow::passkeys::Refused;
use crate::flow::press::{Before, Press};
use crate::flow::sign_in::{Pressed, press_once};
use crate::flow::{factors, page, passkeys};
use crate::store::{CommitError, Loaded, Reader};

/// The page that asks; who has just proved it goes on at once.
pub fn open(platform: &Platform, visitor: &Visitor, place: AccountPlace) -> Result<Reply, Failure> {
    let asked = platform
        .store
        .read(|reader| Asked::load(platform, reader, visitor))?;
    let Some(asked) = asked else {
        return Ok(sign_in_first(&place));
    };
    let present = &asked.present;
    Ok(match present.raise_first(platform, &place) {
        Some(first) => first,
        None if present.session.is_confirmed(present.now) => {
            see(&place, present.story(LogDecision::Confirmed))
        }
        None => asked.ask(platform, &place),
    })
}

pub fn confirm(platform: &Platform, sent: &Confirming) -> Result<Reply, Failure> {
    let place = AccountPlace::parse(&sent.form.request).unwrap_or(AccountPlace::Home);
    let from = (&sent.visitor, &sent.form);
    let asked = platform
        .store
        .read(|reader| Asked::load(platform, reader, &sent.visitor))?;
    let Some(asked) = asked else {
        return untaken(platform, &place, from, Untaken::SignedOut);
    };
    if let Some(first) = asked.present.raise_first(platform, &place) {
        return Ok(first);
    }
    match asked.present.proves(platform, Purpose::Confirm, &sent.form) {
        Ok(proven) => asked.answer(platform, sent, (&place, &proven.nonce)),
        Err(why) => untaken(platform, &place, from, why),
    }
}

/// Whom it is about, and what they can prove.
struct Asked {
    present: Present,
    factors: Factors,
}

enum Looked {
    /// With what goes along.
    Right(Vec<Write>),
    Wrong(Box<Again>),
    /// The same, and it is to be counted among the events.
    Refused(Box<Again>),
    Braked(Braked),
}

/// The page once more, and what is noted of it.
type Again = (ConfirmBy, Story);

impl Looked {
    fn wrong(again: Again) -> Self {
        Self::Wrong(Box::new(again))
    }

    fn refused(again: Again) -> Self {
        Self::Refused(Box::new(again))
    }
}

impl Asked {
    fn load(platform: &Platform, reader: &mut Reader, visitor: &Visitor) -> Loaded<Option<Self>> {
        let loaded = Present::with_factors(platform, reader, visitor)?;
        Ok(loaded.map(|(present, factors)| Self { present, factors }))
    }

    fn answer(
        &self,
        platform: &Platform,
        sent: &Confirming,
        (place, nonce): (&AccountPlace, &PlainToken),
    ) -> Result<Reply, Failure> {
        let Present { session, now, .. } = &self.present;
        let typed = sent.proof.pressed();
        let press = Press {
            form: &sent.form,
            holder: &session.secret_hash,
            typed: &typed,
        };
        if let Some(answered) = self.answered(platform, place, &press)? {
            return Ok(answered);
        }
        let mut writes = match self.look(platform, sent)? {
            Looked::Right(along) => along,
            Looked::Braked(limit) => return Ok(self.braked(place, limit)),
            Looked::Wrong(again) => return self.not_proven(platform, (place, &press), *again),
            Looked::Refused(again) => {
                if self.answered(platform, place, &press)?.is_none() {
                    self.count_refused(platform, sent)?;
                }
                return self.not_proven(platform, (place, &press), *again);
            }
        };
        let (key, at) = (session.key, *now);
        let event = platform.event_of(&self.present.user, &Happened::Confirmed, at);
        writes.extend([
            Write::ConfirmSession { key, at },
            event.in_session(key).into(),
        ]);
        let pressed = press_once(platform, (&press, nonce), writes, b"", at)?;
        Ok(match (pressed, &sent.proof) {
            (Pressed::Done, proof) => self.confirmed(place, proof),
            (Pressed::Same(_), _) => self.just_now(place),
            (Pressed::Answered, _) => self.on_to(platform, place),
            (Pressed::Conflict, proof) => {
                let again = self.used_meanwhile(proof).ok_or(CommitError::Conflict)?;
                self.shown(platform, place, again)
            }
        })
    }

    /// Pressed twice at once, the other press has used the code, or moved the counter on.
    fn not_proven(
        &self,
        platform: &Platform,
        (place, press): (&AccountPlace, &Press),
        again: Again,
    ) -> Result<Reply, Failure> {
        let answered = self.answered(platform, place, press)?;
        Ok(answered.unwrap_or_else(|| self.shown(platform, place, again)))
    }

    fn used_meanwhile(&self, proof: &Proof) -> Option<Again> {
        match proof {
            Proof::Code(way, _) => Some(self.wrong_code(*way, Some(CodeComplaint::Used))),
            Proof::Passkey(_) => Some(self.no_passkey(Refused::used_meanwhile(None))),
            Proof::Password(_) | Proof::OtherWay(_) => None,
        }
    }

    fn count_refused(&self, platform: &Platform, sent: &Confirming) -> Result<(), Failure> {
        match &sent.proof {
            Proof::Code(way, typed) => {
                let tried = self.typed(sent, (*way, typed));
                factors::count_wrong(platform, &tried)
            }
            Proof::Passkey(answer) => {
                let tried = self.tried(sent, answer);
                passkeys::count_refused(platform, &tried, None)
            }
            Proof::Password(_) | Proof::OtherWay(_) => Ok(()),
        }
    }

    fn first(&self) -> ConfirmBy {
        if self.factors.has_any() {
            ConfirmBy::Code(CodeQuestion::first(&self.factors, Layout::Web))
        } else {
            ConfirmBy::Password { was_wrong: false }
        }
    }

    fn look(&self, platform: &Platform, sent: &Confirming) -> Result<Looked, Failure> {
        match (&sent.proof, self.factors.has_any()) {
            (Proof::Password(typed), false) => self.by_password(platform, sent, typed),
            (Proof::Code(way, typed), true) => self.by_code(platform, sent, (*way, typed)),
            (Proof::Passkey(answer), true) => self.by_passkey(platform, sent, answer),
            (Proof::OtherWay(way), true) => Ok(Looked::wrong(self.wrong_code(*way, None))),
            // Since the page was shown a second step was set up, or removed.
            _ => Ok(Looked::wrong(self.again(self.first()))),
        }
    }

    fn by_password(
        &self,
        platform: &Platform,
        sent: &Confirming,
        typed: &str,
    ) -> Result<Looked, Failure> {
        let user = &self.present.user;
        let given = Credentials {
            name: &user.name,
            password: TypedPassword::parse(typed),
            browsers: &sent.visitor.browsers,
            charged: Charged::Address(sent.address),
            presence: &sent.presence,
            now: self.present.now,
        };
        Ok(match credentials::check(platform, given)? {
            credentials::Verdict::Right(right) if right.user.key == user.key => {
                Looked::Right(right.along)
            }
            credentials::Verdict::Right(_) | credentials::Verdict::Wrong => {
                Looked::wrong(self.again(ConfirmBy::Password { was_wrong: true }))
            }
            credentials::Verdict::Braked(limit) => Looked::Braked(limit),
        })
    }

    fn by_code(
        &self,
        platform: &Platform,
        sent: &Confirming,
        (way, typed): (Way, &str),
    ) -> Result<Looked, Failure> {
        let wrong = |complaint| Looked::wrong(self.wrong_code(way, Some(complaint)));
        if way == Way::Code && matches!(code::digits(typed), Typed::ForSignIn(_)) {
            // A sign-in code is good behind a password alone: it was made in here.
            return Ok(wrong(CodeComplaint::Wrong));
        }
        let refused = |complaint| Looked::refused(self.wrong_code(way, Some(complaint)));
        Ok(
            match factors::check(platform, &self.typed(sent, (way, typed)))? {
                factors::Verdict::Right(along) => Looked::Right(along),
                factors::Verdict::Wrong => refused(CodeComplaint::Wrong),
                factors::Verdict::Used => wrong(CodeComplaint::Used),
                factors::Verdict::Unreadable => refused(CodeComplaint::Unreadable),
                factors::Verdict::Closed => wrong(CodeComplaint::Closed),
                factors::Verdict::Braked(limit) => Looked::Braked(limit),
            },
        )
    }

    fn by_passkey(
        &self,
        platform: &Platform,
        sent: &Confirming,
        answer: &PasskeyAnswer,
    ) -> Result<Looked, Failure> {
        Ok(
            match passkeys::check(platform, &self.tried(sent, answer))? {
                passkeys::Verdict::Right(right) => Looked::Right(right.along),
                passkeys::Verdict::Refused(refused) => Looked::refused(self.no_passkey(*refused)),
                passkeys::Verdict::Braked(limit) => Looked::Braked(limit),
            },
        )
    }

    const fn typed<'a>(
        &'a self,
        sent: &'a Confirming,
        (way, typed): (Way, &'a str),
    ) -> factors::Tried<'a> {
        factors::Tried {
            user: &self.present.user,
            typed,
            way,
            address: sent.address,
            now: self.present.now,
        }
    }

    const fn tried<'a>(
        &'a self,
        sent: &'a Confirming,
        answer: &'a PasskeyAnswer,
    ) -> passkeys::Tried<'a> {
        passkeys::Tried {
            answer,
            form: (&self.present.session.secret_hash, &sent.form),
            by: Some(&self.present.user),
            address: sent.address,
            now: self.present.now,
        }
    }

    fn no_passkey(&self, refused: Refused) -> Again {
        let complaint = Some(CodeComplaint::Passkey);
        let question = CodeQuestion::by(Way::Passkey, &self.factors, complaint);
        let story = refused.told(self.present.story(LogDecision::NotConfirmed));
        (ConfirmBy::Code(question), story)
    }

    fn wrong_code(&self, way: Way, complaint: Option<CodeComplaint>) -> Again {
        let question = CodeQuestion::by(way, &self.factors, complaint);
        self.again(ConfirmBy::Code(question))
    }

    fn ask(&self, platform: &Platform, place: &AccountPlace) -> Reply {
        let story = self.present.story(LogDecision::AsksToConfirm);
        self.shown(platform, place, (self.first(), story))
    }

    fn again(&self, by: ConfirmBy) -> Again {
        let why = match &by {
            ConfirmBy::Password { was_wrong } => was_wrong.then_some("wrong password"),
            ConfirmBy::Code(question) => question.complaint.map(CodeComplaint::word),
        };
        let decision = match why {
            Some(_) => LogDecision::NotConfirmed,
            None => LogDecision::AsksToConfirm,
        };
        let story = Story {
            reason: why.map(str::to_owned),
            ..self.present.story(decision)
        };
        (by, story)
    }

    fn shown(&self, platform: &Platform, place: &AccountPlace, (by, story): Again) -> Reply {
        let (present, layout) = (&self.present, Layout::Web);
        let form = present.form(platform, Purpose::Confirm, &place.address());
        let by = match by {
            ConfirmBy::Code(question) => {
                let held = (&present.session.secret_hash, &form);
                let passkey = passkeys::for_step(platform, &self.factors, held);
                ConfirmBy::Code(question.offering(passkey, layout).in_session())
            }
            by => by,
        };
        let content = Content::Confirm(ConfirmPage {
            account: present.user.shown_name().to_owned(),
            login: present.user.name.clone(),
            form,
            by,
        });
        page(Page { layout, content }, story)
    }

    fn confirmed(&self, place: &AccountPlace, proof: &Proof) -> Reply {
        if matches!(proof, Proof::Code(Way::RecoveryCode, _)) {
            tell(&self.present.user, MailKind::RecoveryCodeUsed);
        }
        see(place, self.present.story(LogDecision::Confirmed))
    }

    fn answered(
        &self,
        platform: &Platform,
        place: &AccountPlace,
        press: &Press,
    ) -> Result<Option<Reply>, Failure> {
        Ok(match press.before(platform)? {
            Before::Nothing => None,
            Before::Same(_) => Some(self.just_now(place)),
            Before::Answered => Some(self.on_to(platform, place)),
        })
    }

    /// Pressed twice: at once too, where this session was seen before the other press confirmed it.
    fn just_now(&self, place: &AccountPlace) -> Reply {
        see(place, self.present.story(LogDecision::SameAnswerAgain))
    }

    /// The form was answered before: what it led to, unless that is too long ago.
    fn on_to(&self, platform: &Platform, place: &AccountPlace) -> Reply {
        let first = self.present.confirm_first(platform, place);
        first.unwrap_or_else(|| self.just_now(place))
    }

    fn braked(&self, place: &AccountPlace, limit: Braked) -> Reply {
        let content = Content::Braked {
            retry_after: limit.wait,
            again: Some(OwnPath::confirm(place)),
        };
        let story = credentials::story_of(limit, self.present.story(LogDecision::Limited));
        let layout = Layout::Web;
        page(Page { layout, content }, story)
    }
}
