//! The settings in force.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::settings::SettingsPage;
use crate::flow::Platform;

pub(super) fn show(platform: &Platform, admin: &Admin) -> Reply {
    let page = SettingsPage {
        settings: platform.policy.in_force.clone(),
    };
    admin.view(&AdminPlace::Settings, AdminPage::Settings(page))
}
