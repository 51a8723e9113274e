//! Refusals 73 and 125: no page of ours shows up inside somebody else's, whatever the display.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::kit::tiny::{TinyServer, page};
use crate::web::{asks, web_app};

/// A page elsewhere that frames this address.
fn framing(address: &str) -> TinyServer {
    let body = format!("<p>Elsewhere<iframe width=600 height=400 src=\"{address}\"></iframe>");
    TinyServer::start("127.0.0.1", move |_| page(&[], &body))
}

/// The browser refuses to show it, and says which rule of ours told it so.
#[track_caller]
fn is_not_shown_inside(browser: &Browser, app: &TestApp, path: &str) {
    let server = framing(&url(app, path));
    browser.console_errors();
    browser.opens(&server.url("/"));
    browser.sees("Elsewhere");
    browser.complains("frame-ancestors");
}

#[test]
fn r73_sign_in_and_consent_are_not_shown_in_a_frame_in_any_display() {
    let name = "r73_sign_in_and_consent_are_not_shown_in_a_frame_in_any_display";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        let displays = ["desktop", "web", "mobile", "popup", "iframe"].map(|display| {
            let issued = web_app(app, "https://client.example/cb");
            asks(&issued, &[("display", display)])
        });
        for path in &displays {
            is_not_shown_inside(browser, app, path);
        }
        browser.opens(&url(app, &path));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        for path in &displays {
            is_not_shown_inside(browser, app, path);
        }
    });
}

#[test]
fn r125_the_landing_pages_and_the_sign_out_are_not_shown_in_a_frame() {
    let name = "r125_the_landing_pages_and_the_sign_out_are_not_shown_in_a_frame";
    scene(name, "", |browser, app| {
        for page in [
            "auth_success#access_token=x",
            "auth_failed",
            "logout",
            "signed_out",
        ] {
            is_not_shown_inside(browser, app, &format!("/platform/oauth/{page}"));
        }
    });
}
