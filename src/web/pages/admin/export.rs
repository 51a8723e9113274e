//! The page that asks before a list becomes a file.

use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::export::{ExportPage, ExportPlace};
use crate::domain::answer::admin::people_place::PeoplePlace;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/export.html")]
struct Export<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a ExportPage,
}

impl Export<'_> {
    /// Heading, and what is in the file.
    const fn words(&self) -> (&'static str, &'static str) {
        match self.page.list {
            ExportPlace::People(_) => ("export-people", "export-people-what"),
            ExportPlace::Apps(_) => ("export-apps", "export-apps-what"),
        }
    }

    fn action(&self) -> OwnPath {
        OwnPath::admin(&AdminPlace::Export(self.page.list.clone()))
    }

    fn back(&self) -> OwnPath {
        OwnPath::admin(&match &self.page.list {
            ExportPlace::People(listed) => AdminPlace::People(PeoplePlace::List(listed.clone())),
            ExportPlace::Apps(listed) => AdminPlace::Apps(AppsPlace::List(listed.clone())),
        })
    }
}

pub fn export<'a>(at: Desk<'a>, page: &'a ExportPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Export { frame, at, page }))
}
