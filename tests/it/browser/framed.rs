//! Refusals 73 and 125: no page of ours shows up inside somebody else's, whatever the display.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::kit::tiny::{TinyServer, page};
use crate::web::{asks, web_app};
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::registration::Wishes;

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
            let address = ("redirect_uri", "https://client.example/cb");
            asks(&issued, &[("display", display), address])
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

#[test]
fn r73_a_canvas_origin_frames_a_link_and_nothing_else_and_nobody_frames_it_beside() {
    let name = "r73_a_canvas_origin_frames_a_link_and_nothing_else_and_nobody_frames_it_beside";
    scene(name, "", |browser, app| {
        // The address of the page that frames is known before what it frames: both are its own queries.
        let canvas = TinyServer::start("127.0.0.1", |asked| {
            let framed = asked.line.split_once('?').map_or("", |(_, query)| query);
            page(
                &[],
                &format!("<p>Canvas<iframe width=600 height=400 src=\"{framed}\"></iframe>"),
            )
        });
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            confidentiality: Some(Confidentiality::Public),
            redirect_uris: Some(vec!["https://client.example/cb".to_owned()]),
            canvas_origin: Some(canvas.url("")),
            ..Wishes::default()
        });
        let framed = asks(&issued, &[("display", "iframe")]);
        browser.opens(&canvas.url(&format!("/?{}", url(app, &framed))));
        browser.sees("Canvas");
        browser.looks_into_the_frame();
        browser.sees("Sample wants to use your Vestibule account");
        browser.does_not_see("Password");
        assert_eq!(browser.console_errors(), Vec::<String>::new());
        browser.presses("Continue in a new window");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        // What asks is framed by nobody, not by the canvas either; and the link by no other site.
        for display in ["web", "desktop", "mobile"] {
            let path = framed.replace("display=iframe", &format!("display={display}"));
            let path = format!("{path}&redirect_uri=https%3A%2F%2Fclient.example%2Fcb");
            browser.opens(&canvas.url(&format!("/?{}", url(app, &path))));
            browser.sees("Canvas");
            browser.complains("frame-ancestors");
        }
        is_not_shown_inside(browser, app, &framed);
    });
}
