//! The app that a page is of.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{App, ClientName};
use crate::flow::{Failure, Platform};

/// People who allow an app something are counted up to this.
pub(super) const MOST_CONSENTS: i64 = 1000;

/// The app of this number, or the page of a path that is not there.
pub(super) fn with(
    platform: &Platform,
    admin: &Admin,
    id: AppId,
    then: impl FnOnce(App) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let name = ClientName::Number(id);
    match platform.store.read(|reader| reader.app(&name))? {
        Some(app) => then(app),
        None => Ok(admin.finds_nothing()),
    }
}
