//! The desktop flow in a real browser, against the real program.

use crate::kit::app::token_in;
use crate::kit::browser::{Browser, with_browser};
use crate::kit::server::{Home, Server};
use crate::kit::slow::SlowWay;
use std::time::Duration;

const PASSWORD: &str = "otter-lamp-river-42";

struct Scene {
    server: Server,
    authorize: String,
}

/// A server with a user and a desktop app.
#[track_caller]
fn scene(home: &Home) -> Scene {
    home.adds_user("ada", PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let key = app["client_id"].as_str().expect("a key");
    Scene {
        server: home.serves(),
        authorize: format!(
            "/platform/oauth/authorize?client_id={key}&response_type=token&display=desktop"
        ),
    }
}

impl Scene {
    #[track_caller]
    fn asks_for_consent(&self, browser: &Browser) {
        browser.opens(&self.server.url(&self.authorize));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Don't Allow");
        browser.sees("Paint");
    }

    #[track_caller]
    fn ends_with_a_live_token(&self, browser: &Browser) -> String {
        let address = browser.arrives_at("/platform/oauth/auth_success");
        let token = token_in(&address);
        let expected = format!("auth_success#access_token={token}&expires_in=86400");
        assert_eq!(
            address,
            self.server.url(&format!("/platform/oauth/{expected}"))
        );
        let check = format!("/platform/oauth/validate_token?access_token={token}");
        let answer = self.server.client().get(&check);
        assert_eq!(answer.text(), r#"{"result":"OK"}"#);
        token
    }
}

#[test]
fn somebody_signs_in_allows_and_is_not_asked_again() {
    with_browser(
        "somebody_signs_in_allows_and_is_not_asked_again",
        |browser| {
            let home = Home::new("");
            let scene = scene(&home);
            browser.window(320, 480);
            scene.asks_for_consent(browser);
            assert!(!browser.has_horizontal_scroll());
            browser.presses("Allow");
            let first = scene.ends_with_a_live_token(browser);
            browser.opens(&scene.server.url(&scene.authorize));
            let second = scene.ends_with_a_live_token(browser);
            assert_ne!(first, second);
            assert_eq!(browser.console_errors(), Vec::<String>::new());
        },
    );
}

#[test]
fn without_javascript_somebody_refuses_and_nothing_is_shared() {
    with_browser(
        "without_javascript_somebody_refuses_and_nothing_is_shared",
        |browser| {
            let home = Home::new("");
            let scene = scene(&home);
            browser.without_javascript();
            scene.asks_for_consent(browser);
            browser.presses("Don't Allow");
            let address = browser.arrives_at("/platform/oauth/auth_failed");
            let expected = "/platform/oauth/auth_failed#status=unauthorized&message=user+canceled";
            assert_eq!(address, scene.server.url(expected));
            browser.sees("Nothing was shared");
        },
    );
}

/// Refusal 69.
#[test]
fn a_double_click_on_allow_ends_on_one_live_token() {
    with_browser(
        "a_double_click_on_allow_ends_on_one_live_token",
        |browser| {
            let home = Home::new("");
            let scene = scene(&home);
            let way = SlowWay::to(&scene.server.address, Duration::from_secs(1));
            scene.asks_for_consent(browser);
            // The same page again, where answers are late: cookies do not tell ports apart.
            browser.opens(&way.url(&scene.authorize));
            browser.double_clicks("Allow");
            scene.ends_with_a_live_token(browser);
            assert_eq!(way.posts(), 2);
        },
    );
}
