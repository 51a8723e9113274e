//! Pages of the developer console; those that admins have too are with theirs.

use super::admin::app_words::field_words;
use super::admin::apps::{is_bad, kind_words, notice_words, noticed};
use super::admin::desk::{Desk, Room};
use super::admin::shared;
use super::frame::{Frame, fill};
use super::manner::Manner;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps::AppLine;
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::developer::{
    CodePage, DeveloperPage, DeveloperView, MyAppPage, MyAppsPage,
};
use crate::domain::answer::place::AccountPlace;
use crate::domain::oauth::client::{AppState, Confidentiality};
use crate::domain::oauth::console::sample::Toolkit;
use askama::Template;

pub(super) fn developer(view: &DeveloperView) -> Manner<'_> {
    let back = OwnPath::account(&AccountPlace::Developer(view.place.clone()));
    let at = Desk {
        viewer: &view.viewer,
        room: Room::Developer,
    };
    let manner = match &view.page {
        DeveloperPage::NeedsSecondStep => {
            Manner::shows(move |frame| fill(&NeedsSecondStep { frame, at }))
        }
        DeveloperPage::List(page) => Manner::shows(move |frame| fill(&List { frame, at, page })),
        DeveloperPage::App(page) => {
            noticed(page.notice, move |frame| fill(&MyApp { frame, at, page }))
        }
        DeveloperPage::Code(page) => Manner::shows(move |frame| fill(&Code { frame, at, page })),
        DeveloperPage::Desk(page) => return shared(at, page, Some(back)),
    };
    manner.at(Some(back))
}

#[derive(Template)]
#[template(path = "developer/second_step.html")]
struct NeedsSecondStep<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
}

#[derive(Template)]
#[template(path = "developer/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a MyAppsPage,
}

impl List<'_> {
    fn form(&self) -> OwnPath {
        self.at.path(AppsPlace::New)
    }

    fn app(&self, line: &AppLine) -> OwnPath {
        self.at.app(line.id)
    }

    fn counted(&self) -> String {
        let number = self.page.apps.len().to_string();
        self.frame.name("list-counted", &[("number", &number)])
    }

    const fn kind(line: &AppLine) -> &'static str {
        kind_words(line.kind)
    }
}

#[derive(Template)]
#[template(path = "developer/app.html")]
struct MyApp<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a MyAppPage,
}

impl MyApp<'_> {
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

    /// Where it leads, with its words.
    fn pages(&self) -> Vec<(OwnPath, &'static str)> {
        let app = &self.page.app;
        let owner = app.ownership.owner;
        let is_open = owner.is_some_and(|owner| app.is_open_to(owner));
        let trying = is_open.then_some((AppsPlace::Try(app.id), "developer-try"));
        let all = [
            (AppsPlace::Code(app.id), "developer-code"),
            (AppsPlace::Explain(app.id), "explain-title"),
        ];
        let all = trying.into_iter().chain(all);
        all.map(|(place, words)| (self.at.path(place), words))
            .collect()
    }

    /// What can be done to it, with its words.
    fn acts(&self) -> Vec<(AppAct, &'static str)> {
        let key = self.page.app.deauthorize_url.is_some();
        let key = key.then_some((AppAct::CallbackKey, "app-callback-key"));
        let others = [
            (AppAct::Owner, "app-hand-over"),
            (AppAct::Remove, "app-remove"),
        ];
        key.into_iter().chain(others).collect()
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

    fn consents(&self) -> String {
        self.frame.number(self.page.consents)
    }

    fn proposed(&self) -> String {
        let names = self.page.proposed.iter();
        let words: Vec<String> = names
            .map(|name| self.frame.say(field_words(name)))
            .collect();
        words.join(", ")
    }
}

#[derive(Template)]
#[template(path = "developer/code.html")]
struct Code<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a CodePage,
}

impl Code<'_> {
    /// Names of toolkits are the same in every language.
    fn toolkit(&self, toolkit: &Toolkit) -> String {
        let name = match toolkit {
            Toolkit::Server => return self.frame.say("developer-code-server"),
            Toolkit::Page => return self.frame.say("developer-code-page"),
            Toolkit::Curl => "curl",
            Toolkit::Qt => "Qt (Python)",
            Toolkit::Gtk => "GTK (Python)",
            Toolkit::Wry => "wry (Rust)",
            Toolkit::WebView2 => "WebView2 (C#)",
            Toolkit::WkWebView => "WKWebView (Swift)",
            Toolkit::Electron => "Electron",
        };
        name.to_owned()
    }
}
