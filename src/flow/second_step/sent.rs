//! A form of the second step as it was sent, and the answers that need no more than that.

use crate::domain::account::ticket::Bound;
use crate::domain::account::user::User;
use crate::domain::answer::{Answer, OwnPath, Reply, Story};
use crate::domain::factor::Way;
use crate::domain::factor::code;
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::TokenHash;
use crate::domain::tally::StepWay;
use crate::flow::press::Press;
use crate::flow::sign_in::Entrance;
use crate::flow::{Visitor, reply};

/// A form of the second step that came back.
pub struct SecondStep {
    /// Where it came in.
    pub entrance: Entrance,
    pub form: Form,
    pub ticket: String,
    pub visitor: Visitor,
    pub typed: String,
    /// What the page asked for.
    pub way: Way,
    /// In the place of a code.
    pub passkey: Option<PasskeyAnswer>,
    /// What it is to ask for instead.
    pub other_way: Option<Way>,
    /// The browser is to be remembered.
    pub remember: bool,
    pub device_label: Option<String>,
    /// Where the try comes from.
    pub address: Network,
    /// Where the step is set up by it.
    pub set_up: Option<SetUpFields>,
}

pub struct SetUpFields {
    pub sealed_secret: String,
    pub name: String,
    /// Of a passkey, where the browser says nothing of itself.
    pub passkey_name: String,
}

impl SecondStep {
    /// What was tried.
    pub(super) fn step_way(&self) -> StepWay {
        match (&self.passkey, self.way) {
            (Some(_), _) => StepWay::Passkey,
            (None, Way::RecoveryCode) => StepWay::Recovery,
            (None, Way::Code | Way::Passkey) => match code::digits(&self.typed) {
                code::Typed::ForSignIn(_) => StepWay::SignInCode,
                _ => StepWay::Authenticator,
            },
        }
    }

    pub(super) const fn purpose(&self) -> Purpose {
        match self.set_up {
            None => self.entrance.second_step(),
            Some(_) => self.entrance.set_up(),
        }
    }

    pub(super) fn pressed(&self) -> [&[u8]; 3] {
        let passkey = self.passkey.as_ref();
        let passkey = passkey.map_or("", |answer| &answer.json).as_bytes();
        [self.typed.as_bytes(), self.way.word().as_bytes(), passkey]
    }
}

pub(super) const fn press_of<'a>(
    sent: &'a SecondStep,
    holder: &'a TokenHash,
    typed: &'a [&'a [u8]],
) -> Press<'a> {
    Press {
        form: &sent.form,
        holder,
        typed,
    }
}

pub(in crate::flow) const fn bound_to<'a>(holder: &'a TokenHash, form: &'a Form) -> Bound<'a> {
    Bound {
        holder,
        nonce: form.nonce.as_str(),
        proof: form.proof.as_str(),
    }
}

pub(super) fn told(story: Story, user: &User) -> Story {
    Story {
        user: Some(user.public_id.clone()),
        user_name: Some(user.name.clone()),
        locale: user.locale.clone(),
        ..story
    }
}

pub(super) fn see(path: OwnPath, story: Story) -> Reply {
    reply(Answer::SeeOther(path), story)
}

/// 403: nothing begins.
pub(super) fn refused(sent: &SecondStep, why: Untaken) -> Reply {
    sent.entrance.refused(&sent.form.request, why)
}
