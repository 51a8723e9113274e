//! An admin who is let in, and the pages that they are shown.

use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::{AdminPage, AdminView, Viewer};
use crate::domain::answer::{Content, LogDecision, Reply};
use crate::flow::account::Present;
use crate::flow::desk::shown;

/// An admin who is let in.
pub(super) struct Admin {
    pub present: Present,
    pub has_second_step: bool,
}

impl Admin {
    pub fn view(&self, place: &AdminPlace, page: AdminPage) -> Reply {
        self.view_as(place, page, LogDecision::ShowsAdmin)
    }

    pub fn view_as(&self, place: &AdminPlace, page: AdminPage, decision: LogDecision) -> Reply {
        let view = AdminView {
            viewer: Viewer {
                name: self.present.user.name.clone(),
                has_second_step: self.has_second_step,
            },
            place: place.clone(),
            page,
        };
        shown(Content::Admin(Box::new(view)), self.present.story(decision))
    }
}
