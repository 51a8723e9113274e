//! The secrets of an app.

use super::apps::{is_bad, notice_words, noticed};
use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps::SecretsPage;
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::key::RowKey;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

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
        self.at.path(AppsPlace::Act { id, act })
    }

    fn back(&self) -> OwnPath {
        self.at.app(self.page.id)
    }
}

pub fn secrets<'a>(at: Desk<'a>, page: &'a SecretsPage) -> Manner<'a> {
    noticed(page.notice, move |frame| fill(&Secrets { frame, at, page }))
}
