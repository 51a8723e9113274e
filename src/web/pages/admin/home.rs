//! The first admin page.

use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps_place::{AppsListed, AppsPlace};
use crate::domain::answer::admin::home::HomePage;
use crate::domain::answer::admin::people_place::{PeopleListed, PeoplePlace, Show};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::AppState;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a HomePage,
}

impl Home<'_> {
    /// What there is: message, number, and where it leads.
    fn waits(&self) -> Vec<(&'static str, String, Option<OwnPath>)> {
        let waits = &self.page.waits;
        let bare = PeopleListed {
            show: Show::AdminsWithoutSecondStep,
            ..PeopleListed::default()
        };
        let bare = OwnPath::admin(&AdminPlace::People(PeoplePlace::List(bare)));
        let undecided = AppsListed {
            state: Some(AppState::Waiting),
            ..AppsListed::default()
        };
        let undecided = self.at.path(AppsPlace::List(undecided));
        let (callbacks, secrets) = (waits.callbacks, waits.secrets);
        let mails = OwnPath::admin(&AdminPlace::mails());
        let all = [
            ("admin-waits-apps", waits.apps, Some(undecided)),
            ("admin-waits-admins", waits.admins, Some(bare)),
            ("admin-waits-mails", waits.mails, Some(mails)),
            (
                "admin-waits-callbacks",
                callbacks.counted,
                callbacks.first.map(|id| self.at.app(id)),
            ),
            (
                "admin-waits-secrets",
                secrets.counted,
                secrets.first.map(|id| self.at.secrets(id)),
            ),
        ];
        let there = all
            .into_iter()
            .filter(|(_, counted, _)| *counted != Counted::Exactly(0));
        there
            .map(|(id, counted, href)| (id, self.frame.number(counted), href))
            .collect()
    }
}

pub fn home<'a>(at: Desk<'a>, page: &'a HomePage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Home { frame, at, page }))
}
