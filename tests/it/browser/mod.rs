//! What a person sees and presses, in a real browser.

mod account;
mod audit;
mod demo;
mod desktop;
mod device;
mod displays;
mod form_post;
mod framed;
mod landing;
mod operator;
mod passkeys;
mod popup;
mod redirects;
mod security;
mod sessions;

use crate::kit::app::TestApp;
use crate::kit::browser::{Browser, with_browser};
use crate::web::one_app;

/// A browser and a platform on which Ada is a user.
#[track_caller]
fn scene(name: &str, settings: &str, story: impl Fn(&Browser, &TestApp)) {
    with_browser(name, |browser| {
        one_app(settings, |app| {
            app.adds_user("ada", Some("ada@example.org"));
            story(browser, app);
        });
    });
}

fn url(app: &TestApp, path: &str) -> String {
    format!("{}{path}", app.origin())
}
