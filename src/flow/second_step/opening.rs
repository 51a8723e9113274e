//! The pages that ask for the second step, and for its set-up.

use super::sent::{bound_to, told};
use crate::domain::account::authentication::Methods;
use crate::domain::account::session::Session;
use crate::domain::account::ticket::{Begins, Ticket};
use crate::domain::account::user::User;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::second_step::{CodeQuestion, Remember};
use crate::domain::answer::{
    Content, LogDecision, NotYou, Page, Reply, SecondStepPage, SetUpPage, Story,
};
use crate::domain::factor::Factors;
use crate::domain::factor::passkey::PasskeyQuestion;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::Form;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::flow::sign_in::{Entrance, Errand, binding};
use crate::flow::{Failure, Platform, factors, page, passkeys, sign_out};

/// Somebody has to take the second step.
pub(in crate::flow) struct Opening<'a> {
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

impl Opening<'_> {
    const fn ticket(&self, password_set_at: Option<Timestamp>) -> Ticket {
        Ticket {
            user_key: self.user.key,
            epoch: self.user.epoch,
            password_set_at,
            made_at: self.now,
            methods: self.methods,
            begins: self.begins,
        }
    }
}

/// The page.
pub(in crate::flow) fn ask(
    platform: &Platform,
    opening: Opening,
    story: Story,
) -> Result<Reply, Failure> {
    let (password, factors) = platform.store.read(|reader| {
        let password = reader.password_of(opening.user.key)?;
        Ok((password, factors::of(reader, opening.user.key)?))
    })?;
    let ticket = opening.ticket(password.map(|password| password.set_at));
    let entrance = opening.errand.entrance();
    let purpose = if factors.has_any() {
        entrance.second_step()
    } else {
        entrance.set_up()
    };
    let bound = binding(purpose, opening.holder);
    let form = platform.issue_form(&bound, opening.request, opening.now);
    let sealed = ticket.seal(
        &platform.key,
        bound_to(opening.holder, &form),
        &mut rand::rng(),
    );
    let story = told(story, opening.user).decided(LogDecision::AsksForSecondStep);
    if !factors.has_any() {
        return Ok(ask_set_up(
            platform,
            (opening, &factors),
            (form, sealed),
            story,
        ));
    }
    let layout = opening.errand.layout();
    let passkey = passkeys::for_step(platform, &factors, (opening.holder, &form));
    let content = SecondStepPage {
        onward: opening.errand.onward(),
        ticket: sealed,
        account: opening.user.shown_name().to_owned(),
        question: CodeQuestion::first(&factors, layout).offering(passkey, layout),
        remember: remember(platform, opening.user, false),
        not_you: not_you(opening.errand.entrance(), opening.request, opening.sign_out),
        form,
    };
    Ok(shown(opening.errand, content, story))
}

/// With a fresh secret.
fn ask_set_up(
    platform: &Platform,
    (opening, factors): (Opening, &Factors),
    (form, ticket): (Form, String),
    story: Story,
) -> Reply {
    let factors::Begun { secret, field } = factors::begin(platform, opening.user, opening.now);
    let entrance = opening.errand.entrance();
    let layout = opening.errand.layout();
    let whose = (opening.user, factors);
    let content = Content::SetUp(SetUpPage {
        onward: opening.errand.onward(),
        passkey: passkey_in_place(platform, whose, (opening.holder, &form), layout),
        form,
        ticket,
        account: opening.user.shown_name().to_owned(),
        login: opening.user.name.clone(),
        secret,
        sealed_secret: field,
        complaint: None,
        by_policy: platform.policy.second_step.requires(opening.user),
        not_you: not_you(entrance, opening.request, opening.sign_out),
    });
    page(Page { layout, content }, story)
}

/// In the place of an authenticator, in a browser's own pages alone: windows of programs may know none, or claim to.
pub(super) fn passkey_in_place(
    platform: &Platform,
    whose: (&User, &Factors),
    form: passkeys::FormOf,
    layout: Layout,
) -> Option<PasskeyQuestion> {
    match layout {
        Layout::Web => passkeys::for_new(platform, whose, form),
        Layout::Desktop | Layout::Mobile | Layout::Popup => None,
    }
}

pub(super) fn not_you(entrance: Entrance, request: &str, sign_out: Option<Form>) -> NotYou {
    sign_out.map_or_else(|| NotYou::Again(entrance.again(request)), NotYou::SignsOut)
}

/// Where the policy lets this user have a browser remembered.
pub(super) fn remember(platform: &Platform, user: &User, is_ticked: bool) -> Option<Remember> {
    let policy = platform.policy.second_step;
    let may_be = policy.remember_days > 0 && !user.is_admin;
    may_be.then_some(Remember {
        days: policy.remember_days,
        is_ticked,
    })
}

pub(super) fn shown(errand: &Errand, content: SecondStepPage, story: Story) -> Reply {
    let layout = errand.layout();
    let content = Content::SecondStep(content);
    page(Page { layout, content }, story)
}
