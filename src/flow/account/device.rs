//! `/device`: the code of a device is entered, and then what its app asks for is allowed or not (RFC 8628 §3.3).

mod question;

use super::{Failure, Platform, Present, Visitor, of, refused, shown, sign_in_first, untaken};
use crate::domain::account::brake::{Braked, Charge, Subject, TRY};
use crate::domain::answer::account::DevicePage;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{AccountPage, Content, LogDecision, OwnPath, Page, Reply};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::openid::device::{Decision, UserCode};
use crate::domain::openid::resource::Audience;
use crate::domain::peer::Network;
use crate::flow::audit::{self, Guessed};
use crate::flow::consent::Button;
use crate::flow::{credentials, page, settled};
use crate::store::{CommitError, Loaded, Reader};
use question::{Question, Sent, done};

/// The field, filled from the address; nothing is looked up.
pub fn open(
    platform: &Platform,
    visitor: &Visitor,
    user_code: Option<UserCode>,
) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    Ok(match present {
        Some(present) => {
            let typed = user_code.map(|code| code.to_string()).unwrap_or_default();
            ask_for_code(platform, &present, typed, LogDecision::AsksForUserCode)
        }
        None => sign_in_first(&AccountPlace::Device { user_code }),
    })
}

fn ask_for_code(
    platform: &Platform,
    present: &Present,
    typed: String,
    decision: LogDecision,
) -> Reply {
    let content = AccountPage::Device(DevicePage {
        form: present.form(platform, Purpose::UserCode, ""),
        typed,
        was_wrong: decision == LogDecision::WrongUserCode,
    });
    shown(content, present.story(decision))
}

/// A code that somebody sent in.
pub struct TypedCode {
    pub form: Form,
    pub visitor: Visitor,
    pub code: String,
    /// Where the try comes from.
    pub address: Network,
}

/// Every try is paid for before anything is looked up, so that guesses in parallel are counted as well; a right one gets
/// its payment back.
pub fn enter(platform: &Platform, typed: &TypedCode) -> Result<Reply, Failure> {
    let user_code = UserCode::parse(&typed.code);
    let place = AccountPlace::Device {
        user_code: user_code.clone(),
    };
    let sent = (&typed.visitor, &typed.form);
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, &typed.visitor))?;
    let Some(present) = present else {
        return untaken(platform, &place, sent, Untaken::SignedOut);
    };
    if let Err(why) = present.proves(platform, Purpose::UserCode, &typed.form) {
        return untaken(platform, &place, sent, why);
    }
    let charges = charges(platform, &present, typed.address);
    if let Some(limit) = credentials::pay(platform, &charges)? {
        let guessed = Guessed::of_user(&present.user, present.now);
        audit::limited(platform, guessed, limit.by)?;
        return Ok(braked(&present, &place, limit));
    }
    let question = match user_code {
        Some(code) => platform
            .store
            .read(|reader| Question::find(&platform.key, reader, &present, code))?,
        None => None,
    };
    let Some(question) = question else {
        let typed = typed.code.trim().to_owned();
        return Ok(ask_for_code(
            platform,
            &present,
            typed,
            LogDecision::WrongUserCode,
        ));
    };
    let refunds = charges.iter().map(Charge::refund);
    let refunds = refunds.map(Write::RefundBrake).collect();
    platform.store.note(Change::writes(refunds));
    Ok(question.ask(platform, &present))
}

fn charges(platform: &Platform, present: &Present, address: Network) -> Vec<Charge> {
    let (policy, key) = (&platform.policy, &platform.key);
    let charge = |subject, limit| Charge {
        subject,
        limit,
        cost: TRY,
        at: present.now,
    };
    vec![
        charge(Subject::user(key, present.user.key), policy.brake_account),
        charge(Subject::address(key, address), policy.brake_address),
    ]
}

fn braked(present: &Present, place: &AccountPlace, limit: Braked) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(OwnPath::account(place)),
    };
    let layout = Layout::Web;
    let story = credentials::story_of(limit, present.story(LogDecision::Limited));
    page(Page { layout, content }, story)
}

/// Where a form that is not taken begins again.
pub fn place_of(form: &Form) -> AccountPlace {
    AccountPlace::Device {
        user_code: Sent::parse(&form.request).map(|sent| sent.user_code),
    }
}

/// The page that asks came back.
pub fn decide(
    platform: &Platform,
    visitor: &Visitor,
    form: &Form,
    button: Option<Button>,
) -> Result<Reply, Failure> {
    let place = place_of(form);
    settled(|| {
        let present = platform
            .store
            .read(|reader| Present::load(platform, reader, visitor))?;
        let Some(present) = present else {
            let told = untaken(platform, &place, (visitor, form), Untaken::SignedOut)?;
            return Ok((Ok(()), told));
        };
        let proven = present.proves(platform, Purpose::DeviceConsent, form);
        let sent = match (proven, Sent::parse(&form.request)) {
            (Ok(_), Some(sent)) => sent,
            (proven, _) => {
                let why = proven.err().unwrap_or(Untaken::Outdated);
                let told = untaken(platform, &place, (visitor, form), why)?;
                return Ok((Ok(()), told));
            }
        };
        let Some(button) = button else {
            return Ok((Ok(()), refused(&place, Untaken::Strange("no such button"))));
        };
        answer(platform, &present, &sent, button)
    })
}

fn answer(
    platform: &Platform,
    present: &Present,
    sent: &Sent,
    button: Button,
) -> Result<(Result<(), CommitError>, Reply), Failure> {
    let decision = match button {
        Button::Allow => Decision::Allowed,
        Button::DontAllow => Decision::Denied,
    };
    let found = platform
        .store
        .read(|reader| find(reader, present, sent, decision))?;
    let question = match found {
        Found::Waits(question) => *question,
        Found::Decided(app, audience) => {
            // Pressed twice: what was wanted is so already.
            let story = of(&app, present.story(LogDecision::SameAnswerAgain));
            let page = done(platform, (&app, &sent.scopes, &audience), decision);
            return Ok((Ok(()), shown(AccountPage::DeviceDone(page), story)));
        }
        Found::Nothing => {
            let typed = sent.user_code.to_string();
            let told = ask_for_code(platform, present, typed, LogDecision::WrongUserCode);
            return Ok((Ok(()), told));
        }
    };
    if !question.is_as_shown(sent) {
        let place = AccountPlace::Device {
            user_code: Some(sent.user_code.clone()),
        };
        return Ok((Ok(()), refused(&place, Untaken::Outdated)));
    }
    let told = match decision {
        Decision::Allowed => LogDecision::Allowed,
        Decision::Denied => LogDecision::NotAllowed,
    };
    let story = of(&question.app, present.story(told));
    let page = question.done(platform, decision);
    let change = question.decided(platform, present, decision);
    // Where somebody was faster, what is there then is looked at again.
    let committed = platform.store.commit(change);
    Ok((committed, shown(AccountPage::DeviceDone(page), story)))
}

/// What stands behind a page that came back.
enum Found {
    Nothing,
    /// This very decision was theirs before.
    Decided(Box<App>, Audience),
    Waits(Box<Question>),
}

fn find(reader: &mut Reader, present: &Present, sent: &Sent, decision: Decision) -> Loaded<Found> {
    let Some(code) = reader.device_code(sent.key)? else {
        return Ok(Found::Nothing);
    };
    if code.decision == Some(decision) && code.user_key == Some(present.user.key) {
        let app = reader.app(&ClientName::Number(code.app_id))?;
        let app = app.filter(|app| app.is_open_to(present.user.key));
        return Ok(app.map_or(Found::Nothing, |app| {
            Found::Decided(Box::new(app), code.audience)
        }));
    }
    let question = Question::of(reader, present, code, sent.user_code.clone())?;
    Ok(question.map_or(Found::Nothing, |question| Found::Waits(Box::new(question))))
}
