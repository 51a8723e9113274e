//! The page of an app's secrets.

use super::Desk;
use super::app_found::{decision, done_of, ends_soon};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::apps::{AppNotice, SecretsPage};
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::key::AppId;
use crate::domain::oauth::client::ClientName;
use crate::flow::{Failure, Platform};

pub(in crate::flow) fn secrets<D: Desk>(
    platform: &Platform,
    desk: &D,
    id: AppId,
    notice: AppNotice,
) -> Result<Reply, Failure> {
    let now = desk.present().now;
    let name = ClientName::Number(id);
    let found = platform
        .store
        .read(|reader| reader.app_with_secrets(&name))?;
    let Some(known) = found.filter(|known| desk.may_see(&known.app)) else {
        return Ok(desk.finds_nothing());
    };
    let live = known.secrets.iter().filter(|secret| secret.is_live(now));
    let page = SecretsPage {
        id,
        name: known.app.name.clone(),
        has_secret: known.app.has_secret(),
        secrets: live.cloned().collect(),
        ends_soon: ends_soon(&known.secrets, now),
        notice,
    };
    let done = done_of(notice);
    let place = D::apps(AppsPlace::Secrets { id, done });
    Ok(desk.shows(&place, DeskPage::Secrets(page), decision::<D>(notice)))
}
