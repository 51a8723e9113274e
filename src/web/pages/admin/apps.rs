//! The list of apps, an app, its secrets, and what is asked before something is done to one.

use super::app_words::{complaint_words, kind_words, loosened_words};
use super::desk::{Desk, MOVED};
use super::events;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::app_form::AppComplaint;
use crate::domain::answer::admin::apps::{
    AppEffect, AppLine, AppNotice, AppPage, AppsPage, AskAppPage, SecretsPage,
};
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsListed, AppsPlace};
use crate::domain::answer::admin::audit::AuditListed;
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::roles_place::RolesPlace;
use crate::domain::key::{AppId, RowKey};
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{AppState, Confidentiality, Kind};
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::{Fault, Manner};
use crate::web::pages::words::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/apps.html")]
struct Apps<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AppsPage,
}

impl Apps<'_> {
    fn kinds(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        Kind::ALL.iter().map(|kind| {
            let is_chosen = self.page.listed.kind == Some(*kind);
            (kind.word(), self.frame.say(kind_words(*kind)), is_chosen)
        })
    }

    fn states(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        AppState::ALL.iter().map(|state| {
            let is_chosen = self.page.listed.state == Some(*state);
            (state.word(), self.frame.say(state_words(*state)), is_chosen)
        })
    }

    fn counted(&self) -> String {
        let number = self.frame.number(self.page.counted);
        self.frame.name("list-counted", &[("number", &number)])
    }

    fn app(line: &AppLine) -> OwnPath {
        app_at(line.id)
    }

    const fn kind(line: &AppLine) -> &'static str {
        kind_words(line.kind)
    }

    fn at(listed: &AppsListed) -> OwnPath {
        at(AppsPlace::List(listed.clone()))
    }
}

pub const fn state_words(state: AppState) -> &'static str {
    match state {
        AppState::Active => "app-active",
        AppState::Waiting => "app-waiting",
        AppState::Declined => "app-declined",
        AppState::Disabled => "app-disabled",
    }
}

/// Its colour.
pub const fn state_style(state: AppState) -> &'static str {
    match state {
        AppState::Active => "on",
        AppState::Waiting => "wait",
        AppState::Declined | AppState::Disabled => "off",
    }
}

pub(super) fn at(place: AppsPlace) -> OwnPath {
    OwnPath::admin(&AdminPlace::Apps(place))
}

pub(super) fn app_at(id: AppId) -> OwnPath {
    at(AppsPlace::App { id, done: None })
}

pub(super) fn secrets_at(id: AppId) -> OwnPath {
    at(AppsPlace::Secrets { id, done: None })
}

pub fn list<'a>(at: Desk<'a>, page: &'a AppsPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Apps { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/app.html")]
struct App<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AppPage,
}

impl App<'_> {
    fn title(&self) -> String {
        self.frame.titled("app-title", is_bad(self.page.notice))
    }

    const fn notice(&self) -> Option<(&'static str, bool)> {
        notice_words(self.page.notice)
    }

    fn act(&self, act: AppAct) -> OwnPath {
        let id = self.page.app.id;
        at(AppsPlace::Act { id, act })
    }

    fn secrets(&self) -> OwnPath {
        secrets_at(self.page.app.id)
    }

    fn roles(&self) -> OwnPath {
        let place = RolesPlace::List(NameListed::default());
        let id = self.page.app.id;
        at(AppsPlace::Roles { id, place })
    }

    fn explain(&self) -> OwnPath {
        at(AppsPlace::Explain(self.page.app.id))
    }

    fn events(&self) -> OwnPath {
        events::all(AuditListed::of_app(self.page.app.id))
    }

    /// What can be done to it, with its words.
    fn acts(&self) -> Vec<(AppAct, &'static str)> {
        let state = match self.page.app.state {
            AppState::Active => Some((AppAct::Disable, "app-disable")),
            AppState::Disabled => Some((AppAct::Enable, "app-enable")),
            AppState::Waiting | AppState::Declined => None,
        };
        let key = (AppAct::CallbackKey, "app-callback-key");
        let remove = (AppAct::Remove, "app-remove");
        std::iter::once(key).chain(state).chain([remove]).collect()
    }

    /// Each with its danger.
    fn loosened(&self) -> Vec<(&'static str, &'static str)> {
        let all = self.page.loosened.iter();
        all.map(|one| loosened_words(*one)).collect()
    }

    const fn kind(&self) -> &'static str {
        kind_words(self.page.app.kind)
    }

    const fn confidentiality(&self) -> &'static str {
        match self.page.app.confidentiality {
            Confidentiality::Public => "app-public",
            Confidentiality::Confidential => "app-confidential",
        }
    }

    const fn addresses(&self) -> [(&'static str, &Option<String>); 3] {
        let app = &self.page.app;
        [
            ("app-site-url", &app.site_url),
            ("app-privacy-url", &app.privacy_url),
            ("app-terms-url", &app.terms_url),
        ]
    }

    /// Texts that few apps have, each with its name.
    fn further(&self) -> Vec<(&'static str, Vec<String>)> {
        let app = &self.page.app;
        let one = |text: &Option<String>| text.iter().cloned().collect();
        let words = |words: Vec<&'static str>| words.into_iter().map(str::to_owned).collect();
        let mut all: Vec<(&'static str, Vec<String>)> = vec![
            ("app-site-domain", one(&app.site_domain)),
            ("app-canvas-origin", one(&app.canvas_origin)),
            ("app-origins", app.origins.clone()),
            ("app-post-logout", app.post_logout_uris.clone()),
            ("app-deauthorize", one(&app.deauthorize_url)),
            ("app-backchannel", one(&app.backchannel_logout_url)),
            ("app-resources", app.resources.clone()),
            ("app-key-ids", app.keys.kids().map(str::to_owned).collect()),
        ];
        let answers = app.response_types.iter().map(|one| one.word()).collect();
        all.push(("app-response-types", words(answers)));
        let grants = app.grants.iter().map(|one| one.word()).collect();
        all.push(("app-grants", words(grants)));
        all.retain(|(_, texts)| !texts.is_empty());
        all
    }

    fn number(&self, counted: &Counted) -> String {
        self.frame.number(*counted)
    }
}

const fn is_bad(notice: AppNotice) -> bool {
    matches!(notice, AppNotice::Moved | AppNotice::TooManySecrets)
}

/// What is said above, if anything, and whether it is an error.
const fn notice_words(notice: AppNotice) -> Option<(&'static str, bool)> {
    let words = match notice {
        AppNotice::None => return None,
        AppNotice::Moved => "admin-moved",
        AppNotice::TooManySecrets => "secrets-too-many",
        AppNotice::Done(done) => match done {
            AppDone::Added => "app-added-now",
            AppDone::Saved => "app-saved",
            AppDone::Disabled => "app-disabled-now",
            AppDone::Enabled => "app-enabled-now",
            AppDone::SecretEnded => "secrets-ended",
        },
    };
    Some((words, is_bad(notice)))
}

/// 409 where something was not done.
fn noticed<'a>(notice: AppNotice, body: impl FnOnce(Frame) -> String + 'a) -> Manner<'a> {
    let fault = match notice {
        AppNotice::None | AppNotice::Done(_) => return Manner::shows(body),
        AppNotice::Moved => MOVED,
        AppNotice::TooManySecrets => Fault {
            code: "too_many",
            description: "secrets-too-many",
        },
    };
    Manner::fails(409, fault, body)
}

pub fn app<'a>(at: Desk<'a>, page: &'a AppPage) -> Manner<'a> {
    noticed(page.notice, move |frame| fill(&App { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/secrets.html")]
struct Secrets<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a SecretsPage,
}

impl Secrets<'_> {
    fn title(&self) -> String {
        self.frame.titled("secrets-title", is_bad(self.page.notice))
    }

    const fn notice(&self) -> Option<(&'static str, bool)> {
        notice_words(self.page.notice)
    }

    fn make(&self) -> OwnPath {
        self.act(AppAct::NewSecret)
    }

    fn end(&self, key: &RowKey) -> OwnPath {
        self.act(AppAct::EndSecret(*key))
    }

    fn act(&self, act: AppAct) -> OwnPath {
        let id = self.page.id;
        at(AppsPlace::Act { id, act })
    }

    fn back(&self) -> OwnPath {
        app_at(self.page.id)
    }
}

pub fn secrets<'a>(at: Desk<'a>, page: &'a SecretsPage) -> Manner<'a> {
    noticed(page.notice, move |frame| fill(&Secrets { frame, at, page }))
}

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
            AppAct::Remove | AppAct::Edit => {
                ("ask-app-remove", "ask-app-remove-what", "app-remove")
            }
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
            AppEffect::Enables | AppEffect::Key | AppEffect::Adds { hint: None } => Vec::new(),
        }
    }

    const fn is_grave(&self) -> bool {
        matches!(self.page.act, AppAct::Remove)
    }

    const fn has_secret(&self) -> bool {
        matches!(self.page.effect, AppEffect::Adds { hint: Some(_) })
    }

    fn complaint(complaint: &AppComplaint) -> &'static str {
        complaint_words(complaint).0
    }

    fn action(&self) -> OwnPath {
        let (id, act) = (self.page.id, self.page.act);
        at(AppsPlace::Act { id, act })
    }

    fn back(&self) -> OwnPath {
        match self.page.act {
            AppAct::NewSecret | AppAct::EndSecret(_) => secrets_at(self.page.id),
            _ => app_at(self.page.id),
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
