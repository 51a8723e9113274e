//! The app that a page is of, and what is said above it.

use super::Desk;
use crate::domain::answer::admin::apps::AppNotice;
use crate::domain::answer::admin::apps_place::AppDone;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::key::AppId;
use crate::domain::oauth::client::{App, AppSecret, ClientName};
use crate::domain::time::{Timestamp, days};
use crate::flow::{Failure, Platform};
use std::time::Duration;

/// People who allow an app something are counted up to this.
pub(in crate::flow) const MOST_CONSENTS: i64 = 1000;
/// A secret that ends within this is to be replaced.
const ENDS_SOON: Duration = days(14);

/// The app of this number, where it is any business of theirs, or the page of a path that is not there.
pub(in crate::flow) fn with<D: Desk>(
    platform: &Platform,
    desk: &D,
    id: AppId,
    then: impl FnOnce(App) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let name = ClientName::Number(id);
    match platform.store.read(|reader| reader.app(&name))? {
        Some(app) if desk.may_see(&app) => then(app),
        Some(_) | None => Ok(desk.finds_nothing()),
    }
}

pub(in crate::flow) fn notice(done: Option<AppDone>) -> AppNotice {
    done.map_or(AppNotice::None, AppNotice::Done)
}

pub(in crate::flow) const fn done_of(notice: AppNotice) -> Option<AppDone> {
    match notice {
        AppNotice::Done(done) => Some(done),
        AppNotice::None | AppNotice::Moved | AppNotice::TooManySecrets => None,
    }
}

pub(in crate::flow) const fn decision<D: Desk>(notice: AppNotice) -> LogDecision {
    match notice {
        AppNotice::None | AppNotice::Done(_) => D::SHOWS,
        AppNotice::Moved | AppNotice::TooManySecrets => D::REFUSED,
    }
}

/// When the first of the live secrets ends, if that is soon.
pub(in crate::flow) fn ends_soon(secrets: &[AppSecret], now: Timestamp) -> Option<Timestamp> {
    let live = secrets.iter().filter(|secret| secret.is_live(now));
    let ends = live.filter_map(|secret| secret.expires_at);
    ends.filter(|end| *end <= now.plus(ENDS_SOON)).min()
}
