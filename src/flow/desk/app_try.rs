//! An app's own requests, for a person to send by hand.

use super::Desk;
use super::app_found::with;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::desk::{DeskPage, TryPage};
use crate::domain::key::AppId;
use crate::domain::oauth::console::trial::trials;
use crate::flow::{Failure, Platform};

/// Nothing where they could not sign in to it.
pub(in crate::flow) fn open<D: Desk>(
    platform: &Platform,
    desk: &D,
    id: AppId,
) -> Result<Reply, Failure> {
    with(platform, desk, id, |app| {
        if !app.is_open_to(desk.present().user.key) {
            return Ok(desk.finds_nothing());
        }
        let scopes = app.scopes.in_order(&platform.policy.scopes);
        let page = TryPage {
            id,
            scopes: scopes.into_iter().map(str::to_owned).collect(),
            trials: trials(&app, &platform.policy.public_url, &mut rand::rng()),
            name: app.name,
        };
        let place = D::apps(AppsPlace::Try(id));
        Ok(desk.shows(&place, DeskPage::Try(Box::new(page)), D::SHOWS))
    })
}
