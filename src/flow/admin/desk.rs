//! What the desk of an admin is: all apps, by the rules of operators.

use super::admitted::Admin;
use super::{app, entry, files};
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::apps::AppNotice;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::audit::Actor;
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::domain::oauth::form::Purpose;
use crate::flow::account::Present;
use crate::flow::apps::Terms;
use crate::flow::desk::{Desk, Entered};
use crate::flow::{Failure, Platform, Visitor};

impl Desk for Admin {
    type Place = AdminPlace;
    const PURPOSE: Purpose = Purpose::Admin;
    const SHOWS: LogDecision = LogDecision::ShowsAdmin;
    const ACTED: LogDecision = LogDecision::AdminActed;
    const REFUSED: LogDecision = LogDecision::AdminRefused;
    const TERMS: Terms = Terms::Operators;

    fn home() -> AdminPlace {
        AdminPlace::Home
    }

    fn enter(
        platform: &Platform,
        visitor: &Visitor,
        place: &AdminPlace,
    ) -> Result<Entered<Self>, Failure> {
        entry::to(platform, visitor, place)
    }

    fn present(&self) -> &Present {
        &self.present
    }

    fn actor(&self) -> Actor {
        Actor::admin(&self.present.user)
    }

    fn to_account(place: &AdminPlace) -> AccountPlace {
        AccountPlace::Admin(place.clone())
    }

    fn of_account(place: AccountPlace) -> Option<AdminPlace> {
        match place {
            AccountPlace::Admin(place) => Some(place),
            _ => None,
        }
    }

    fn apps(place: AppsPlace) -> AdminPlace {
        AdminPlace::Apps(place)
    }

    fn as_apps(place: &AdminPlace) -> Option<&AppsPlace> {
        match place {
            AdminPlace::Apps(place) => Some(place),
            _ => None,
        }
    }

    fn hands_out(
        &self,
        platform: &Platform,
        what: (&AdminPlace, &str),
        decision: LogDecision,
    ) -> Result<Option<Reply>, Failure> {
        files::hands_out(platform, self, what, decision)
    }

    fn may_see(&self, _: &App) -> bool {
        true
    }

    fn app_page(
        &self,
        platform: &Platform,
        id: AppId,
        notice: AppNotice,
    ) -> Result<Reply, Failure> {
        app::of(platform, self, id, notice)
    }

    fn shows(&self, place: &AdminPlace, page: DeskPage, decision: LogDecision) -> Reply {
        self.view_as(place, AdminPage::Desk(page), decision)
    }
}
