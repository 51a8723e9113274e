//! The settings in force.

use super::desk::Desk;
use crate::domain::answer::admin::settings::{SettingsPage, ShownValue, Whence};
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/settings.html")]
struct Settings<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a SettingsPage,
}

impl Settings<'_> {
    /// In a word, and by which name.
    fn whence(whence: &Whence) -> (&'static str, &str) {
        match whence {
            Whence::Default => ("setting-default", ""),
            Whence::File(path) => ("setting-file", path),
            Whence::Environment(name) => ("setting-environment", name),
            Whence::Flag(name) => ("setting-flag", name),
        }
    }
}

pub fn settings<'a>(at: Desk<'a>, page: &'a SettingsPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Settings { frame, at, page }))
}
