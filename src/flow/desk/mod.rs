//! Desks: where things are managed by forms, an admin's or that of an owner of apps. A form that comes back is carried
//! out once, and only on what was seen.
//!
//! | file | for |
//! |---|---|
//! | `act` | a form that came back |
//! | `app_found` | the app that a page is of |
//! | `app_form`, `app_typed` | the form of an app, and what was typed into it |
//! | `app_asks`, `app_acts` | what is asked before something is done to an app, and doing it |
//! | `app_secrets` | the page of an app's secrets |
//! | `app_explain`, `app_try` | trying what a program may send |

pub mod act;
pub(super) mod app_acts;
pub(super) mod app_asks;
pub(super) mod app_explain;
pub(super) mod app_form;
pub(super) mod app_found;
pub(super) mod app_secrets;
pub(super) mod app_try;
pub(super) mod app_typed;

use super::account::Present;
use super::apps::Terms;
use super::{Failure, Platform, Visitor, page};
use crate::domain::answer::admin::apps::AppNotice;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{Content, LogDecision, Page, Reply, Story};
use crate::domain::audit::Actor;
use crate::domain::key::AppId;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::client::App;
use crate::domain::oauth::form::{Form, Purpose};

/// Who is let in, or what somebody else is answered.
pub(super) type Entered<T> = Result<T, Box<Reply>>;

/// Somebody who is let in to pages of one sort.
pub(super) trait Desk: Sized {
    type Place: Clone + PartialEq;
    const PURPOSE: Purpose;
    const SHOWS: LogDecision;
    const ACTED: LogDecision;
    const REFUSED: LogDecision;
    /// By whose rules apps are registered here.
    const TERMS: Terms;

    fn home() -> Self::Place;

    /// Who opens a page, or sends its form, if they may.
    fn enter(
        platform: &Platform,
        visitor: &Visitor,
        place: &Self::Place,
    ) -> Result<Entered<Self>, Failure>;

    fn present(&self) -> &Present;
    fn actor(&self) -> Actor;

    fn to_account(place: &Self::Place) -> AccountPlace;
    /// Nothing where it is a page of another sort.
    fn of_account(place: AccountPlace) -> Option<Self::Place>;
    fn apps(place: AppsPlace) -> Self::Place;
    /// Nothing where it is about something else.
    fn as_apps(place: &Self::Place) -> Option<&AppsPlace>;
    /// Whether an app is any business of theirs.
    fn may_see(&self, app: &App) -> bool;
    /// The page of an app.
    fn app_page(&self, platform: &Platform, id: AppId, notice: AppNotice)
    -> Result<Reply, Failure>;

    /// A page that each sort has.
    fn shows(&self, place: &Self::Place, page: DeskPage, decision: LogDecision) -> Reply;

    /// The file that a page hands out, by what was chosen there; nothing where it hands out none.
    fn hands_out(
        &self,
        _: &Platform,
        _: (&Self::Place, &str),
        _: LogDecision,
    ) -> Result<Option<Reply>, Failure> {
        Ok(None)
    }

    /// The hidden fields of the form of a page. Its request is the version of the thing, and the page.
    fn form(&self, platform: &Platform, place: &Self::Place, version: i64) -> Form {
        let request = format!("{version} {}", Self::to_account(place).address());
        self.present().form(platform, Self::PURPOSE, &request)
    }

    /// The thing of an address is not there.
    fn finds_nothing(&self) -> Reply {
        shown(Content::NotFound, self.present().story(Self::SHOWS))
    }
}

pub(super) fn shown(content: Content, story: Story) -> Reply {
    let layout = Layout::Web;
    page(Page { layout, content }, story)
}
