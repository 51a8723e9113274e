//! The consent page and its form: Allow or Don't Allow, once per form (RFC 6749 §10.12, §10.14).

use super::granted::Granted;
use super::issue::{Allowed, is_still_good};
use super::judge::{AuthorizationCheck, asked_too_often, judge};
use super::press::{self, Before, Press, Seal};
use super::{AuthorizePlan, Failure, Planned, Platform, Visitor, form_untaken, page, reply, steps};
use crate::domain::account::second_step::Lack;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::{
    Answer, ConsentPage, Content, LogDecision, Page, Reply, ScopeLine, Story,
};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Guard};
use crate::domain::epoch::Epoch;
use crate::domain::oauth::authorize::AuthorizationRequest;
use crate::domain::oauth::consent::{Consent, FreshConsent};
use crate::domain::oauth::form::{self, Binding, Form, Purpose, Untaken};
use crate::domain::oauth::params::Params;
use crate::domain::oauth::result::Carried;
use crate::domain::oauth::scope::Scopes;
use crate::domain::secret::PlainToken;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use crate::store::{Loaded, Reader};
use std::time::Duration;

/// All that stands behind a consent page.
pub(super) struct Question<'a> {
    pub asked: AuthorizationRequest,
    pub session: Session,
    pub user: User,
    pub consent: Option<Consent>,
    /// Who made the app, where nobody checked it; looked up for the page alone.
    pub maker: Option<String>,
    /// The query string as received.
    pub request: &'a str,
    /// When this request began.
    pub now: Timestamp,
}

impl Question<'_> {
    pub fn ask(self, platform: &Platform, story: Story) -> Reply {
        let now = self.now;
        let form = platform.issue_form(&self.binding(), self.request, now);
        let sign_out =
            super::sign_out::form(platform, &self.session, &self.user, self.request, now);
        let content = Content::Consent(ConsentPage {
            destination: self.asked.reply_to.destination(),
            account: self.user.shown_name().to_owned(),
            scopes: scope_lines(
                self.consent.as_ref(),
                &self.asked.scopes,
                now,
                &platform.policy.scopes,
            ),
            elsewhere: self
                .asked
                .audience
                .foreign_hosts(&platform.policy.public_url),
            full_access: self.asked.full_access,
            app_name: self.asked.app.name.clone(),
            owner: self.asked.app.owner.clone(),
            maker: self.maker,
            site_url: self.asked.app.site_url.clone(),
            privacy_url: self.asked.app.privacy_url.clone(),
            terms_url: self.asked.app.terms_url.clone(),
            form,
            sign_out,
        });
        let story = Story {
            locale: self.user.locale,
            ..story.decided(LogDecision::AsksForConsent)
        };
        let layout = self.asked.display;
        page(Page { layout, content }, story)
    }

    fn binding(&self) -> Binding<'_> {
        let allowed = self.consent.as_ref().map(|consent| consent.epoch);
        Binding {
            purpose: Purpose::Consent,
            holder: &self.session.secret_hash,
            user: Some(self.user.key),
            scopes: Some(&self.asked.scopes),
            // A first consent from another tab meanwhile ended nothing.
            epochs: Some([self.asked.app.epoch, allowed.unwrap_or(Epoch::FIRST)]),
        }
    }
}

/// In the order of the settings; what is new comes first where something was allowed before.
pub(super) fn scope_lines(
    consent: Option<&Consent>,
    asked: &Scopes,
    now: Timestamp,
    catalogue: &[String],
) -> Vec<ScopeLine> {
    let before = consent.filter(|known| known.is_standing(now));
    let new = before.map(|known| asked.beyond(&known.scopes));
    let new = new.unwrap_or_default();
    let line = |name: &str| ScopeLine {
        name: name.to_owned(),
        is_new: new.holds(name),
    };
    let names = asked.in_order(catalogue);
    let mut lines: Vec<ScopeLine> = names.into_iter().map(line).collect();
    lines.sort_by_key(|line| !line.is_new);
    lines
}

/// A consent form that came back.
pub struct Decided {
    pub form: Form,
    pub visitor: Visitor,
    pub button: Button,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    Allow,
    DontAllow,
}

words!(Button { Allow = "allow", DontAllow = "deny" });

/// Decides upon what is there; where the same press was faster, it is answered as that one.
pub fn plan(platform: &Platform, decided: &Decided) -> Result<AuthorizePlan, Failure> {
    let loaded = platform
        .store
        .read(|reader| load(platform, reader, decided))?;
    let (question, nonce, story) = match loaded {
        Ok(sound) => sound,
        Err(why) => return untaken(platform, decided, why),
    };
    if let Some(wait) = held_back(platform, decided.button, &question) {
        let layout = question.asked.display;
        let told = asked_too_often(layout, question.request, wait, story);
        return Ok(told.into());
    }
    let holder = question.session.secret_hash.clone();
    let press = Press {
        form: &decided.form,
        holder: &holder,
        typed: &[decided.button.word().as_bytes()],
    };
    match press.before(platform)? {
        Before::Nothing => {}
        Before::Answered => return untaken(platform, decided, Untaken::Decided),
        Before::Same(answer) => {
            let story = story.decided(LogDecision::SameAnswerAgain);
            return match same_answer(platform, decided.button, question, &answer, story)? {
                Some(told) => Ok(told.into()),
                None => untaken(platform, decided, Untaken::Decided),
            };
        }
    }
    let seal = press.seal(nonce, question.now);
    Ok(match decided.button {
        Button::Allow => allow(platform, question, seal, story),
        Button::DontAllow => refuse(platform, &question, &seal, story),
    })
}

/// How long, where this session has had so many answers for this app.
fn held_back(platform: &Platform, button: Button, question: &Question) -> Option<Duration> {
    let (session, app) = (question.session.key, question.asked.app.id);
    let taken = match button {
        Button::Allow => platform.limits.press(session, app, question.now),
        Button::DontAllow => Ok(()),
    };
    taken.err()
}

/// The request, the session and the proof, all still good; or what is not.
fn load<'a>(
    platform: &Platform,
    reader: &mut Reader,
    decided: &'a Decided,
) -> Loaded<Result<(Question<'a>, PlainToken, Story), Untaken>> {
    let now = platform.clock.now();
    let Some((session, user)) = decided.visitor.signed_in(platform, reader, now)? else {
        return Ok(Err(Untaken::SignedOut));
    };
    let params = Params::parse(&decided.form.request);
    let AuthorizationCheck::Asked(asked, mut story) =
        judge(platform, reader, &params, Some(user.key))?
    else {
        return Ok(Err(Untaken::Outdated));
    };
    story.user = Some(user.public_id.clone());
    let consent = reader.consent(user.key, asked.app.id)?;
    let question = Question {
        asked: *asked,
        session,
        user,
        consent,
        maker: None,
        request: &decided.form.request,
        now,
    };
    let checked = form::check(&platform.key, &question.binding(), &decided.form, now);
    if is_too_little(platform, reader, &question, &decided.visitor)? {
        return Ok(Err(Untaken::Outdated));
    }
    Ok(match checked {
        Ok(proven) => Ok((question, proven.nonce, story)),
        Err(fault) => Err(fault.into()),
    })
}

/// The app or the policy wants a second step since the page was shown.
fn is_too_little(
    platform: &Platform,
    reader: &mut Reader,
    question: &Question,
    visitor: &Visitor,
) -> Loaded<bool> {
    let whose = (&question.session, &question.user);
    let cookies = (visitor.browsers.as_slice(), question.now);
    let lack = steps::in_session(platform, reader, whose, question.asked.wanted(), cookies)?;
    Ok(!matches!(lack, Lack::Nothing | Lack::WishedStep))
}

fn refuse(platform: &Platform, question: &Question, seal: &Seal, story: Story) -> AuthorizePlan {
    let spent = seal.close(platform, &[]);
    let story = story.decided(LogDecision::NotAllowed);
    AuthorizePlan::Whole(Box::new(Planned {
        change: Some(Change::guarded(Guard::FormUnspent(spent), Vec::new())),
        told: denied(question, story),
    }))
}

fn denied(question: &Question, story: Story) -> Reply {
    let result = question.asked.reply_to.denied();
    reply(Answer::Result(Box::new(result)), story)
}

fn allow(platform: &Platform, question: Question, seal: Seal, story: Story) -> AuthorizePlan {
    let now = question.now;
    let fresh = FreshConsent {
        key: platform.store.next_key(now),
        user_key: question.user.key,
        app_id: question.asked.app.id,
    };
    let scopes = &question.asked.scopes;
    let remembered = Consent::allow(question.consent, fresh, scopes, now);
    let allowed = Allowed {
        asked: &question.asked,
        user: &question.user,
        session: &question.session,
        consent: remembered.consent(),
        now,
    };
    let (issued, carried) = allowed.issue(platform);
    let happened = Happened::ConsentGiven(scopes.clone());
    let event = platform.event_of(&question.user, &happened, now);
    let event = event.at_app(question.asked.app.id);
    let event = event.in_session(question.session.key);
    // The consent first: what is issued names its row.
    let writes = [remembered.into(), event.into()].into_iter().chain(issued);
    AuthorizePlan::Granted(Box::new(Granted {
        reply_to: question.asked.reply_to,
        carried,
        writes: writes.collect(),
        seal: Some(seal),
        story: story.decided(LogDecision::Allowed),
    }))
}

/// A double click or a reload: the same decision by the same session gets the same answer, for a moment.
fn same_answer(
    platform: &Platform,
    button: Button,
    question: Question,
    answer: &[u8],
    story: Story,
) -> Result<Option<Reply>, Failure> {
    if button == Button::DontAllow {
        return Ok(Some(denied(&question, story)));
    }
    let kept = std::str::from_utf8(answer).ok().and_then(Carried::reopened);
    let Some((carried, signed)) = kept else {
        return Ok(None);
    };
    let result = question.asked.reply_to.granted(&carried, &signed);
    let is_good = is_still_good(platform, &carried)?;
    Ok(is_good.then(|| reply(Answer::Result(Box::new(result)), story)))
}

fn untaken(platform: &Platform, decided: &Decided, why: Untaken) -> Result<AuthorizePlan, Failure> {
    let plainer = platform
        .store
        .read(|reader| press::why(reader, &decided.visitor, &decided.form, why))?;
    let why = match plainer {
        Untaken::Done => Untaken::Decided,
        why => why,
    };
    Ok(form_untaken(&decided.form.request, why).into())
}
