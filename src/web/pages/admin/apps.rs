//! The list of apps, and an app.

pub(in crate::web::pages) use super::app_words::kind_words;
use super::app_words::{field_words, loosened_words};
use super::desk::{Desk, MOVED};
use super::events;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps::{AppLine, AppNotice, AppPage, AppsPage, PersonName};
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsListed, AppsPlace};
use crate::domain::answer::admin::audit::AuditListed;
use crate::domain::answer::admin::export::ExportPlace;
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::people_place::PeoplePlace;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::roles_place::RolesPlace;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{AppState, Confidentiality, Kind};
use crate::domain::oauth::console::proposal::Difference;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::{Fault, Manner};
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

    fn export(&self) -> OwnPath {
        let list = ExportPlace::of_apps(&self.page.listed);
        OwnPath::admin(&AdminPlace::Export(list))
    }

    fn app(&self, line: &AppLine) -> OwnPath {
        self.at.app(line.id)
    }

    const fn kind(line: &AppLine) -> &'static str {
        kind_words(line.kind)
    }

    fn at(&self, listed: Option<&AppsListed>) -> Option<OwnPath> {
        listed.map(|listed| self.at.path(AppsPlace::List(listed.clone())))
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
        self.at.path(AppsPlace::Act { id, act })
    }

    fn secrets(&self) -> OwnPath {
        self.at.secrets(self.page.app.id)
    }

    fn roles(&self) -> OwnPath {
        let place = RolesPlace::List(NameListed::default());
        let id = self.page.app.id;
        self.at.path(AppsPlace::Roles { id, place })
    }

    fn explain(&self) -> OwnPath {
        self.at.path(AppsPlace::Explain(self.page.app.id))
    }

    fn trying(&self) -> OwnPath {
        self.at.path(AppsPlace::Try(self.page.app.id))
    }

    fn events(&self) -> OwnPath {
        events::all(AuditListed::of_app(self.page.app.id))
    }

    /// What can be done to it, with its words.
    fn acts(&self) -> Vec<(AppAct, &'static str)> {
        let page = self.page;
        let is_proposed = !page.proposed.is_empty();
        let state = page.app.state;
        let all = [
            (
                AppAct::Approve,
                "app-approve",
                is_proposed || page.awaits_approval,
            ),
            (
                AppAct::Decline,
                "app-decline",
                is_proposed || state == AppState::Waiting,
            ),
            (AppAct::CallbackKey, "app-callback-key", true),
            (AppAct::Owner, "app-hand-over", true),
            (AppAct::Disable, "app-disable", state == AppState::Active),
            (AppAct::Enable, "app-enable", state == AppState::Disabled),
            (AppAct::Remove, "app-remove", true),
        ];
        let possible = all.into_iter().filter(|(_, _, is_possible)| *is_possible);
        possible.map(|(act, words, _)| (act, words)).collect()
    }

    /// The page of the person whose app it is.
    fn person(&self, person: &PersonName) -> OwnPath {
        let (id, done) = (person.id.clone(), None);
        OwnPath::admin(&AdminPlace::People(PeoplePlace::Person { id, done }))
    }

    fn is_open_to_viewer(&self) -> bool {
        self.page.app.state == AppState::Active
    }

    fn field(difference: &Difference) -> &'static str {
        field_words(difference.field)
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

pub(in crate::web::pages) const fn is_bad(notice: AppNotice) -> bool {
    matches!(notice, AppNotice::Moved | AppNotice::TooManySecrets)
}

/// What is said above, if anything, and whether it is an error.
pub(in crate::web::pages) const fn notice_words(notice: AppNotice) -> Option<(&'static str, bool)> {
    let words = match notice {
        AppNotice::None => return None,
        AppNotice::Moved => "admin-moved",
        AppNotice::TooManySecrets => "secrets-too-many",
        AppNotice::Done(done) => match done {
            AppDone::Added => "app-added-now",
            AppDone::Saved => "app-saved",
            AppDone::Proposed => "app-proposed-done",
            AppDone::Approved => "app-approved-now",
            AppDone::Declined => "app-declined-now",
            AppDone::HandedOver => "app-handed-over",
            AppDone::Disabled => "app-disabled-now",
            AppDone::Enabled => "app-enabled-now",
            AppDone::SecretEnded => "secrets-ended",
        },
    };
    Some((words, is_bad(notice)))
}

/// 409 where something was not done.
pub(in crate::web::pages) fn noticed<'a>(
    notice: AppNotice,
    body: impl FnOnce(Frame) -> String + 'a,
) -> Manner<'a> {
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
