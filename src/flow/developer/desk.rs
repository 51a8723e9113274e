//! What the desk of an owner is: apps of their own, by the rules for owners.

use super::maker::{Maker, enter};
use super::own;
use crate::domain::answer::admin::apps::AppNotice;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::developer::DeveloperPage;
use crate::domain::answer::developer_place::DeveloperPlace;
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

impl Desk for Maker {
    type Place = DeveloperPlace;
    const PURPOSE: Purpose = Purpose::Developer;
    const SHOWS: LogDecision = LogDecision::ShowsDeveloper;
    const ACTED: LogDecision = LogDecision::DeveloperActed;
    const REFUSED: LogDecision = LogDecision::DeveloperRefused;
    const TERMS: Terms = Terms::Owners;

    fn home() -> DeveloperPlace {
        DeveloperPlace::list()
    }

    fn enter(
        platform: &Platform,
        visitor: &Visitor,
        place: &DeveloperPlace,
    ) -> Result<Entered<Self>, Failure> {
        enter(platform, visitor, place)
    }

    fn present(&self) -> &Present {
        &self.present
    }

    fn actor(&self) -> Actor {
        Actor::user(&self.present.user)
    }

    fn to_account(place: &DeveloperPlace) -> AccountPlace {
        AccountPlace::Developer(place.clone())
    }

    fn of_account(place: AccountPlace) -> Option<DeveloperPlace> {
        match place {
            AccountPlace::Developer(place) => Some(place),
            _ => None,
        }
    }

    fn apps(place: AppsPlace) -> DeveloperPlace {
        DeveloperPlace::of(place)
    }

    fn as_apps(place: &DeveloperPlace) -> Option<&AppsPlace> {
        Some(place.apps())
    }

    fn may_see(&self, app: &App) -> bool {
        app.is_owned_by(self.present.user.key)
    }

    fn app_page(
        &self,
        platform: &Platform,
        id: AppId,
        notice: AppNotice,
    ) -> Result<Reply, Failure> {
        own::app(platform, self, id, notice)
    }

    fn shows(&self, place: &DeveloperPlace, page: DeskPage, decision: LogDecision) -> Reply {
        self.view(place, DeveloperPage::Desk(page), decision)
    }
}
