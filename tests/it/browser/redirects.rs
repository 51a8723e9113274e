//! Refusal 74: the answer reaches the app at another origin, at `[::1]` and at a scheme of its own, under
//! our policy for forms, in a real browser.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::browser::Browser;
use crate::kit::tiny::{TinyServer, page};
use crate::web::asks;
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::IssuedApp;

/// The app at another origin.
fn elsewhere(host: &str) -> TinyServer {
    TinyServer::start(host, |_| page(&[], "<p>Arrived at the app"))
}

/// An app that keeps a secret and may yet have tokens: its loopback address is remembered.
fn web_app(app: &TestApp, redirect_uri: &str) -> IssuedApp {
    app.adds_app(Wishes {
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Confidential),
        redirect_uris: Some(vec![redirect_uri.to_owned()]),
        response_types: Some(vec![ResponseType::Token]),
        ..Wishes::default()
    })
}

/// `button` pressed, the browser is at the app, and no rule of ours complained.
#[track_caller]
fn arrives(browser: &Browser, there: &str, part: &str) -> String {
    browser.sees("Arrived at the app");
    let address = browser.arrives_at(part);
    assert!(address.starts_with(there), "{address}");
    assert_eq!(browser.console_errors(), Vec::<String>::new());
    address
}

#[test]
fn r74_allow_and_dont_allow_arrive_at_another_origin_by_name_and_by_ipv6() {
    let name = "r74_allow_and_dont_allow_arrive_at_another_origin_by_name_and_by_ipv6";
    scene(name, "", |browser, app| {
        for host in ["127.0.0.1", "[::1]"] {
            let server = elsewhere(host);
            let there = server.url("/cb");
            let issued = web_app(app, &there);
            let path = asks(&issued, &[("state", "s 1"), ("prompt", "login consent")]);
            for button in ["Don't Allow", "Allow"] {
                browser.opens(&url(app, &path));
                browser.signs_in("ada", PASSWORD);
                browser.sees("Allow Sample");
                browser.presses(button);
                if button == "Allow" {
                    let address = arrives(browser, &there, "#access_token=");
                    assert!(app.is_live(&token_in(&address)));
                    assert!(address.contains("&state=s+1&iss="), "{address}");
                } else {
                    let address = arrives(browser, &there, "#status=unauthorized");
                    assert!(
                        address.contains("&message=user+canceled&error=access_denied"),
                        "{address}"
                    );
                }
            }
            // What stands behind the # never reaches a server, ours included; nor do they learn of us.
            for asked in server.asked() {
                assert_eq!(asked.line, "GET /cb");
                assert!(
                    asked.headers.iter().all(|(name, _)| name != "referer"),
                    "{asked:?}"
                );
            }
        }
    });
}

#[test]
fn r74_signing_in_for_a_remembered_app_goes_by_303_and_302_all_the_way_to_it() {
    let name = "r74_signing_in_for_a_remembered_app_goes_by_303_and_302_all_the_way_to_it";
    scene(name, "", |browser, app| {
        for host in ["127.0.0.1", "[::1]"] {
            let server = elsewhere(host);
            let there = server.url("/cb");
            let issued = web_app(app, &there);
            let path = asks(&issued, &[]);
            browser.opens(&url(app, &format!("{path}&prompt=login")));
            browser.signs_in("ada", PASSWORD);
            browser.presses("Allow");
            let first = token_in(&arrives(browser, &there, "#access_token="));
            browser.opens(&url(app, "/platform/oauth/logout"));
            browser.presses("Sign out");
            browser.sees("You are signed out.");
            browser.opens(&url(app, &path));
            browser.signs_in("ada", PASSWORD);
            let second = token_in(&arrives(browser, &there, "#access_token="));
            assert_ne!(first, second);
            assert!(app.is_live(&second));
            // RFC 9700 §4.12: the app never sees a POST, let alone the password in it.
            for asked in server.asked() {
                assert_eq!((asked.line.as_str(), asked.body.as_str()), ("GET /cb", ""));
            }
        }
    });
}

#[test]
fn r74_a_private_scheme_is_asked_for_after_the_form() {
    let name = "r74_a_private_scheme_is_asked_for_after_the_form";
    for uri in ["geni7://authorize", "com.example.app:/cb"] {
        // A browser each: one that was sent to a program it does not have is in no state to go on.
        for button in ["Don't Allow", "Allow"] {
            scene(name, "", |browser, app| {
                asks_for_a_scheme(browser, app, uri, button);
            });
        }
    }
}

#[track_caller]
fn asks_for_a_scheme(browser: &Browser, app: &TestApp, uri: &str, button: &str) {
    let issued = app.adds_app(Wishes {
        kind: Some(Kind::Mobile),
        on: vec![Switch::AllowShortScheme],
        redirect_uris: Some(vec![uri.to_owned()]),
        ..Wishes::default()
    });
    browser.opens(&url(app, &asks(&issued, &[("display", "mobile")])));
    browser.signs_in("ada", PASSWORD);
    browser.sees("Allow Sample");
    browser.presses(button);
    let location = browser.is_redirected_to(uri);
    let errors = browser.console_errors().join("\n");
    assert!(!errors.contains("form-action"), "{errors}");
    if button == "Allow" {
        assert!(
            location.starts_with(&format!("{uri}?access_token=")),
            "{location}"
        );
        assert!(app.is_live(&token_in(&location)));
    } else {
        let wanted =
            format!("{uri}?status=unauthorized&message=user+canceled&error=access_denied&");
        assert!(location.starts_with(&wanted), "{location}");
    }
}
