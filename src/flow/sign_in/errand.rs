//! What somebody signs in for: an app's request, or a page of their own. The form, the brake and the session
//! are the same.

use crate::domain::account::second_step::Wanted;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{Onward, OwnPath, Reply, Story};
use crate::domain::key::AppId;
use crate::domain::oauth::authorize::{AuthorizationRequest, Layout};
use crate::domain::oauth::form::{Purpose, Untaken};
use crate::domain::oauth::params::{Params, after_sign_in};
use crate::flow::{Platform, form_refused, form_untaken, judge};
use crate::store::{Loaded, Reader};

pub(in crate::flow) enum Errand {
    App(Box<AuthorizationRequest>),
    Account,
}

/// The form's request without fault, or the answer to a faulty one.
pub(in crate::flow) enum ErrandCheck {
    Sound(Errand, Story),
    Faulty(Reply),
}

/// Where a sign-in form comes in: it tells how its request is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// The authorization endpoint; the request is its query.
    Authorize,
    /// The sign-in page that belongs to no app; the request is the address of a page of the person's own.
    Account,
}

impl Entrance {
    pub(super) const fn purpose(self) -> Purpose {
        match self {
            Self::Authorize => Purpose::SignIn,
            Self::Account => Purpose::AccountSignIn,
        }
    }

    pub(in crate::flow) const fn second_step(self) -> Purpose {
        match self {
            Self::Authorize => Purpose::SecondStep,
            Self::Account => Purpose::AccountSecondStep,
        }
    }

    pub(in crate::flow) const fn set_up(self) -> Purpose {
        match self {
            Self::Authorize => Purpose::SetUp,
            Self::Account => Purpose::AccountSetUp,
        }
    }

    /// What a proven request asks for.
    pub(in crate::flow) fn errand(
        self,
        platform: &Platform,
        reader: &mut Reader,
        request: &str,
    ) -> Loaded<ErrandCheck> {
        if self == Self::Account {
            let errand = Errand::Account;
            return Ok(ErrandCheck::Sound(errand, Story::default()));
        }
        let judged = judge::judge(platform, reader, &Params::parse(request), None)?;
        Ok(match judged {
            judge::AuthorizationCheck::Asked(asked, story) => {
                ErrandCheck::Sound(Errand::App(asked), story)
            }
            judge::AuthorizationCheck::Faulty(reply) => ErrandCheck::Faulty(reply),
        })
    }

    /// The same page anew.
    pub(in crate::flow) fn again(self, request: &str) -> OwnPath {
        match self {
            Self::Authorize => OwnPath::authorize(request),
            Self::Account => OwnPath::sign_in(&place(request)),
        }
    }

    /// Where a sign-in with this request leads.
    pub(in crate::flow) fn onward(self, request: &str) -> OwnPath {
        match self {
            Self::Authorize => OwnPath::authorize(&after_sign_in(request)),
            Self::Account => OwnPath::account(&place(request)),
        }
    }

    pub fn refused(self, request: &str, why: Untaken) -> Reply {
        match self {
            Self::Authorize => form_untaken(request, why),
            Self::Account => form_refused(Some(self.again(request)), Layout::Web, why),
        }
    }
}

/// Whatever is no page of ours leads home.
fn place(request: &str) -> AccountPlace {
    AccountPlace::parse(request).unwrap_or(AccountPlace::Home)
}

impl Errand {
    pub(in crate::flow) const fn entrance(&self) -> Entrance {
        match self {
            Self::App(_) => Entrance::Authorize,
            Self::Account => Entrance::Account,
        }
    }

    pub(in crate::flow) fn layout(&self) -> Layout {
        match self {
            Self::App(asked) => asked.display,
            Self::Account => Layout::Web,
        }
    }

    pub(in crate::flow) fn onward(&self) -> Onward {
        match self {
            Self::App(asked) => Onward::App {
                name: asked.app.name.clone(),
                destination: asked.reply_to.destination(),
            },
            Self::Account => Onward::Account,
        }
    }

    /// What the field for the name is filled with, whoever it may be.
    pub(super) fn login_hint(&self) -> String {
        let Self::App(asked) = self else {
            return String::new();
        };
        let hint = asked
            .openid
            .as_ref()
            .and_then(|openid| openid.login_hint.clone());
        hint.unwrap_or_default()
    }

    /// What it wants of a sign-in.
    pub(in crate::flow) fn wanted(&self) -> Wanted {
        match self {
            Self::App(asked) => asked.wanted(),
            Self::Account => Wanted::default(),
        }
    }

    pub(in crate::flow) fn born_for_app(&self) -> Option<AppId> {
        match self {
            Self::App(asked) => Some(asked.app.id),
            Self::Account => None,
        }
    }
}
