//! The pages of somebody's own account: what they allowed, where they are signed in, their password.
//!
//! Every page asks to sign in first; every form is bound to session, user and nonce, and ends with the session.

mod admit;
pub mod apps;
pub mod confirm;
pub mod data;
pub mod delete;
pub mod device;
pub mod email;
pub mod home;
pub mod password;
pub mod profile;
pub mod security;
pub mod sessions;
pub mod sign_in;
pub mod withdraw;

use super::{Failure, Platform, Visitor, form_refused, page, reply, steps};
use crate::domain::account::second_step::{Lack, Wanted};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{
    AccountPage, Answer, Content, LogDecision, OwnPath, Page, RecoveryCodesPage, Reply, Story,
};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::App;
use crate::domain::oauth::form::{self, Binding, Form, Proven, Purpose, Untaken};
use crate::domain::time::Timestamp;
use crate::flow::press;
use crate::store::{Loaded, Reader};

/// Somebody who is signed in, and well enough, at one request.
pub(super) struct Present {
    pub(super) session: Session,
    pub(super) user: User,
    /// When the request began.
    pub(super) now: Timestamp,
}

impl Present {
    fn load(platform: &Platform, reader: &mut Reader, visitor: &Visitor) -> Loaded<Option<Self>> {
        Self::load_for(platform, reader, visitor, Wanted::default())
    }

    /// The same for what wants more of a session, as far as they have it.
    pub(super) fn load_for(
        platform: &Platform,
        reader: &mut Reader,
        visitor: &Visitor,
        wanted: Wanted,
    ) -> Loaded<Option<Self>> {
        let now = platform.clock.now();
        let found = visitor.signed_in(platform, reader, now)?;
        let Some((session, user)) = found else {
            return Ok(None);
        };
        let present = Self { session, user, now };
        present.well_enough(platform, reader, visitor, wanted)
    }

    /// Unless more is to be proved first.
    pub(super) fn well_enough(
        self,
        platform: &Platform,
        reader: &mut Reader,
        visitor: &Visitor,
        wanted: Wanted,
    ) -> Loaded<Option<Self>> {
        let (whose, cookies) = ((&self.session, &self.user), (&*visitor.browsers, self.now));
        let lack = steps::in_session(platform, reader, whose, wanted, cookies)?;
        let is_enough = matches!(lack, Lack::Nothing | Lack::OutOfReach);
        Ok(is_enough.then_some(self))
    }

    fn binding(&self, purpose: Purpose) -> Binding<'_> {
        Binding {
            purpose,
            holder: &self.session.secret_hash,
            user: Some(self.user.key),
            scopes: None,
            epochs: None,
        }
    }

    /// The hidden fields of a form on a page of theirs.
    pub(super) fn form(&self, platform: &Platform, purpose: Purpose, request: &str) -> Form {
        platform.issue_form(&self.binding(purpose), request, self.now)
    }

    /// What a form that came back proves.
    pub(super) fn proves(
        &self,
        platform: &Platform,
        purpose: Purpose,
        form: &Form,
    ) -> Result<Proven, Untaken> {
        form::check(&platform.key, &self.binding(purpose), form, self.now).map_err(Untaken::from)
    }

    pub(super) fn story(&self, decision: LogDecision) -> Story {
        Story {
            user: Some(self.user.public_id.clone()),
            user_name: Some(self.user.name.clone()),
            locale: self.user.locale.clone(),
            ..Story::of(decision)
        }
    }
}

fn shown(content: AccountPage, story: Story) -> Reply {
    let content = Content::Account(content);
    let layout = Layout::Web;
    page(Page { layout, content }, story)
}

/// Shown once.
fn recovery_codes(content: RecoveryCodesPage, story: Story) -> Reply {
    let content = Content::RecoveryCodes(content);
    let layout = Layout::Web;
    page(Page { layout, content }, story)
}

pub(super) fn see(place: &AccountPlace, story: Story) -> Reply {
    reply(Answer::SeeOther(OwnPath::account(place)), story)
}

/// To the sign-in page, and from there back.
pub(super) fn sign_in_first(place: &AccountPlace) -> Reply {
    let story = Story::of(LogDecision::HasToSignIn);
    reply(Answer::SeeOther(OwnPath::sign_in(place)), story)
}

/// A form without a good proof, or without a session; the page that it came from makes another.
pub fn refused(place: &AccountPlace, why: Untaken) -> Reply {
    form_refused(Some(OwnPath::account(place)), Layout::Web, why)
}

/// The same, unless something plainer explains it.
pub(super) fn untaken(
    platform: &Platform,
    place: &AccountPlace,
    (visitor, form): (&Visitor, &Form),
    why: Untaken,
) -> Result<Reply, Failure> {
    let why = platform
        .store
        .read(|reader| press::why(reader, visitor, form, why))?;
    Ok(refused(place, why))
}

/// A story about an app.
fn of(app: &App, story: Story) -> Story {
    Story {
        client_id: Some(app.client_id.clone()),
        app_name: Some(app.name.clone()),
        ..story
    }
}
