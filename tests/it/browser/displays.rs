//! Every page in every display, from 320 to 1280 px: nothing to scroll sideways, the action in sight.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::web::asks;
use serde_json::json;
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::registration::Wishes;

const WIDTHS: [u32; 7] = [320, 360, 480, 640, 768, 1024, 1280];

/// Long words everywhere, and more scopes than fit.
const SETTINGS: &str = r#"
[site]
name = "A platform with a name that is longer than any sensible one"
[scopes]
basic = { en = "see your name" }
email = { en = "see your e-mail address" }
one = { en = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" }
two = { en = "read and write everything that was ever kept here, by whomever, for whatever reason" }
three = { en = "send things" }
four = { en = "keep things" }
"#;

fn long_app(app: &TestApp) -> String {
    let issued = app.adds_app(Wishes {
        name: Some("W".repeat(80)),
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        owner: Some("x".repeat(300)),
        site_url: Some(format!(
            "https://{}.example/{}",
            "a".repeat(60),
            "b".repeat(200)
        )),
        redirect_uris: Some(vec![format!("https://{}.example/cb", "c".repeat(60))]),
        ..Wishes::default()
    });
    asks(&issued, &[("prompt", "consent")])
}

#[track_caller]
fn fits_everywhere(browser: &Browser, what: &str) {
    for width in WIDTHS {
        browser.window(width, 600);
        assert!(
            !browser.has_horizontal_scroll(),
            "{what} at {width} px:\n{}",
            browser.text()
        );
        let outside = "return [...document.querySelectorAll('h1, p, button, input, a, li, dd')]\
                       .filter(it => it.getClientRects().length)\
                       .filter(it => { const box = it.getBoundingClientRect(); \
                         return box.left < 0 || box.right > innerWidth + 0.5; })\
                       .map(it => it.outerHTML)";
        assert_eq!(
            browser.run_script(outside),
            json!([]),
            "{what} at {width} px"
        );
    }
}

#[test]
fn sign_in_and_consent_fit_from_320_to_1280_in_every_display() {
    let name = "sign_in_and_consent_fit_from_320_to_1280_in_every_display";
    scene(name, SETTINGS, |browser, app| {
        let path = long_app(app);
        for display in ["web", "desktop", "mobile", "popup", "iframe"] {
            let path = path.replace(
                "prompt=consent",
                &format!("prompt=login+consent&display={display}"),
            );
            let landing = format!("https://{}.example/cb", "c".repeat(60));
            let landing: String = form_urlencoded::byte_serialize(landing.as_bytes()).collect();
            browser.opens(&url(app, &format!("{path}&redirect_uri={landing}")));
            browser.sees("Password");
            fits_everywhere(browser, &format!("sign-in, {display}"));
            browser.signs_in(&"n".repeat(200), "wrong-password");
            browser.sees("Wrong name or password.");
            fits_everywhere(browser, &format!("wrong password, {display}"));
            browser.signs_in("ada", PASSWORD);
            browser.sees("Don't Allow");
            fits_everywhere(browser, &format!("consent, {display}"));
            browser.run_script("document.querySelector('details').open = true");
            fits_everywhere(browser, &format!("consent with details, {display}"));
        }
    });
}

#[test]
fn every_other_page_fits_too() {
    scene("every_other_page_fits_too", SETTINGS, |browser, app| {
        let path = long_app(app);
        let pages = [
            ("/platform/oauth/auth_success", "You are signed in."),
            ("/platform/oauth/auth_failed", "Nothing was shared."),
            ("/platform/oauth/signed_out", "You are signed out."),
            (
                "/platform/oauth/authorize?client_id=nobody",
                "This sign-in link does not work.",
            ),
            ("/nowhere", "There is no page here."),
        ];
        for (path, words) in pages {
            browser.opens(&url(app, path));
            browser.sees(words);
            fits_everywhere(browser, path);
        }
        browser.opens(&url(app, &path));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Don't Allow");
        let open = browser.address();
        browser.opens(&url(app, "/platform/oauth/logout"));
        browser.sees("Sign out of");
        fits_everywhere(browser, "sign-out");
        browser.opens(&open);
        browser.sees("Don't Allow");
        app.advance(std::time::Duration::from_secs(3600));
        browser.presses("Allow");
        browser.sees("This page was open too long.");
        fits_everywhere(browser, "form expired");
    });
}

#[test]
fn in_a_small_window_of_a_program_the_action_is_in_sight_and_nothing_leads_away() {
    let name = "in_a_small_window_of_a_program_the_action_is_in_sight_and_nothing_leads_away";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        let in_sight = |words: &str| {
            let script = format!(
                "const button = [...document.querySelectorAll('button')].find(it => it.textContent.trim() === {words:?}); \
                 const box = button.getBoundingClientRect(); \
                 return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;"
            );
            assert_eq!(
                browser.run_script(&script),
                json!(true),
                "{words} is out of sight"
            );
        };
        browser.window(320, 480);
        browser.opens(&url(app, &path));
        browser.sees("Password");
        in_sight("Sign in");
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        in_sight("Allow");
        in_sight("Don't Allow");
        browser.window(320, 420);
        assert!(!browser.has_horizontal_scroll());
        let is_seen = "const box = it => document.querySelector(it).getBoundingClientRect(); \
                       return box('.scopes li').bottom <= box('.decision').top";
        assert_eq!(browser.run_script(is_seen), json!(true), "what is allowed");
        let leads_away = "return document.querySelectorAll('a[href], [target]').length";
        assert_eq!(browser.run_script(leads_away), json!(0));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}

#[test]
fn buttons_are_as_large_as_a_finger_and_in_the_order_of_reading() {
    let name = "buttons_are_as_large_as_a_finger_and_in_the_order_of_reading";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        browser.opens(&url(app, &path));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        for width in WIDTHS {
            browser.window(width, 600);
            let boxes = "return [...document.querySelectorAll('form.decision button')].map(it => {\
                         const box = it.getBoundingClientRect(); return [it.textContent, box.width, box.height]; })";
            let boxes = browser.run_script(boxes);
            assert_eq!([&boxes[0][0], &boxes[1][0]], ["Don't Allow", "Allow"]);
            for button in [&boxes[0], &boxes[1]] {
                assert!(
                    button[1].as_f64().is_some_and(|width| width >= 96.0),
                    "{boxes}"
                );
                assert!(
                    button[2].as_f64().is_some_and(|height| height >= 44.0),
                    "{boxes}"
                );
            }
            assert_eq!(
                (&boxes[0][1], &boxes[0][2]),
                (&boxes[1][1], &boxes[1][2]),
                "equal in size"
            );
        }
    });
}
