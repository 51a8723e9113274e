//! What is asked before something is done to an app.

use super::app_words::{complained, field_words};
use super::desk::{Desk, Room};
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::app_form::AppComplaint;
use crate::domain::answer::admin::apps::{AppEffect, AskAppPage};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::oauth::console::proposal::Difference;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use crate::web::pages::words::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/ask_app.html")]
struct AskApp<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AskAppPage,
}

impl AskApp<'_> {
    /// Heading, what it does, button.
    const fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self.page.act {
            AppAct::Disable => ("ask-app-disable", "ask-app-disable-what", "app-disable"),
            AppAct::Enable => ("ask-app-enable", "ask-app-enable-what", "app-enable"),
            AppAct::CallbackKey => ("ask-app-key", "ask-app-key-what", "app-key-renew"),
            AppAct::NewSecret => ("ask-app-secret", "ask-app-secret-what", "secrets-new"),
            AppAct::EndSecret(_) => (
                "ask-app-end-secret",
                "ask-app-end-secret-what",
                "secrets-end",
            ),
            AppAct::Approve => ("ask-app-approve", "ask-app-approve-what", "app-approve"),
            AppAct::Decline => ("ask-app-decline", "ask-app-decline-what", "app-decline"),
            AppAct::Owner => ("ask-app-owner", self.owner_what(), "app-hand-over"),
            AppAct::Remove | AppAct::Edit => {
                ("ask-app-remove", "ask-app-remove-what", "app-remove")
            }
        }
    }

    const fn owner_what(&self) -> &'static str {
        match self.at.room {
            Room::Admin(_) => "ask-app-owner-what",
            Room::Developer => "ask-own-app-owner-what",
        }
    }

    /// What a field asks for, if there is one.
    const fn field(&self) -> Option<&'static str> {
        match (self.page.act, self.at.room) {
            (AppAct::Owner, Room::Admin(_)) => Some("app-new-owner"),
            (AppAct::Owner, Room::Developer) => Some("app-new-owner-id"),
            _ => None,
        }
    }

    fn title(&self) -> String {
        self.frame
            .titled(self.words().2, self.page.complaint.is_some())
    }

    /// What it comes to, a line each.
    fn effects(&self) -> Vec<Rich> {
        let frame = &self.frame;
        match &self.page.effect {
            AppEffect::Ends { consents } => {
                let number = frame.number(*consents);
                vec![frame.tell("ask-app-consents", &[("number", &number)])]
            }
            AppEffect::Adds { hint: Some(hint) } => {
                vec![frame.tell("ask-app-old-secret", &[("hint", hint)])]
            }
            AppEffect::EndsSecret { hint, is_last } => {
                let ends = frame.tell("ask-app-ends-hint", &[("hint", hint)]);
                let last = is_last.then(|| frame.tell("ask-app-last-secret", &[]));
                std::iter::once(ends).chain(last).collect()
            }
            AppEffect::Decides { proposed } => {
                let becomes = |one: &Difference| {
                    let field = frame.say(field_words(one.field));
                    let value = one.after.replace('\n', ", ");
                    let args = [("field", field.as_str()), ("value", value.as_str())];
                    frame.tell("ask-app-becomes", &args)
                };
                proposed.iter().map(becomes).collect()
            }
            AppEffect::Enables
            | AppEffect::HandsOver
            | AppEffect::Key
            | AppEffect::Adds { hint: None } => Vec::new(),
        }
    }

    const fn is_grave(&self) -> bool {
        matches!(self.page.act, AppAct::Remove)
    }

    const fn has_secret(&self) -> bool {
        matches!(self.page.effect, AppEffect::Adds { hint: Some(_) })
    }

    fn complaint(&self, complaint: &AppComplaint) -> String {
        complained(&self.frame, complaint)
    }

    fn action(&self) -> OwnPath {
        let (id, act) = (self.page.id, self.page.act);
        self.at.path(AppsPlace::Act { id, act })
    }

    fn back(&self) -> OwnPath {
        match self.page.act {
            AppAct::NewSecret | AppAct::EndSecret(_) => self.at.secrets(self.page.id),
            _ => self.at.app(self.page.id),
        }
    }
}

/// How long an old secret may work on, as it is sent and in words.
pub const OVERLAPS: [(&str, &str); 5] = [
    ("0", "overlap-none"),
    ("1h", "overlap-hour"),
    ("24h", "overlap-day"),
    ("7d", "overlap-week"),
    ("90d", "overlap-quarter"),
];

pub fn ask<'a>(at: Desk<'a>, page: &'a AskAppPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&AskApp { frame, at, page }))
}
