//! oidc-client-ts in a real browser: a page at an origin of its own signs somebody in, renews its tokens without being
//! left, and signs out.

use super::Platform;
use crate::clients::browser::file;
use crate::kit::app::PASSWORD;
use crate::kit::browser::{Browser, with_browser};
use crate::kit::clients::{NODE, with_libraries};
use crate::kit::db::each_db;
use crate::kit::server::Home;
use crate::kit::tiny::{Asked, TinyServer};
use serde_json::{Value, json};

const ADA_IS_HERE: &str = "ada is here, ada@example.org.";

fn serves(library: String) -> TinyServer {
    TinyServer::start("127.0.0.1", move |asked: &Asked| {
        let path = asked.line.trim_start_matches("GET ");
        match path.split('?').next().unwrap_or_default() {
            "/oidc-client-ts.js" => file("text/javascript", &library),
            "/openid.js" => file(
                "text/javascript",
                include_str!("../../../clients/browser/openid.js"),
            ),
            _ => file(
                "text/html",
                include_str!("../../../clients/browser/openid.html"),
            ),
        }
    })
}

/// On each database: a browser at an app's page, with the app registered for this page.
#[track_caller]
fn scene(name: &str, story: impl Fn(&Browser, &Platform)) {
    with_libraries(&NODE, name, || {
        let library =
            NODE.library("node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js");
        with_browser(name, |browser| {
            each_db(|db| {
                let page = serves(library.clone());
                let (come, bye) = (page.url("/"), page.url("/bye"));
                let app = ["--public", "--redirect-uri", &come];
                let app = [&app[..], &["--post-logout-uri", &bye]].concat();
                let platform = Platform::start(Home::with_database(&db.url), &app);
                let (origin, key) = (platform.origin(), platform.client_id());
                browser.opens(&format!("{come}?platform={origin}&client_id={key}"));
                story(browser, &platform);
            });
        });
    });
}

/// What the library keeps of who is signed in.
#[track_caller]
fn kept(browser: &Browser) -> Value {
    let kept = browser.run_script(
        "return JSON.parse(Object.entries(sessionStorage).find(([name]) => \
         name.startsWith('oidc.user:'))?.[1] ?? 'null')",
    );
    if !kept.is_null() {
        assert!(kept["id_token"].is_string() && kept["refresh_token"].is_string());
    }
    kept
}

#[test]
fn oidc_client_ts_signs_in_renews_and_signs_out_from_a_page() {
    let name = "oidc_client_ts_signs_in_renews_and_signs_out_from_a_page";
    scene(name, |browser, _| {
        browser.presses("Sign in");
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.sees(ADA_IS_HERE);
        let first = kept(browser);
        browser.presses("Renew");
        browser.sees(&format!("Renewed: {ADA_IS_HERE}"));
        let second = kept(browser);
        for other in ["access_token", "id_token", "refresh_token"] {
            assert_ne!(second[other], first[other], "{other}");
        }
        assert_eq!(second["profile"]["sub"], first["profile"]["sub"]);
        assert_eq!(second["profile"]["sid"], first["profile"]["sid"]);
        browser.presses("Sign out");
        browser.sees("Signed out.");
        assert_eq!(kept(browser), json!(null));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
        // Not only from the page.
        browser.presses("Sign in");
        browser.sees("Password");
    });
}

#[test]
fn oidc_client_ts_tells_that_it_was_refused_and_that_its_session_has_ended() {
    let name = "oidc_client_ts_tells_that_it_was_refused_and_that_its_session_has_ended";
    scene(name, |browser, platform| {
        browser.presses("Sign in");
        browser.signs_in("ada", PASSWORD);
        browser.presses("Don't Allow");
        browser.sees("Refused: access_denied: The user did not allow the request");
        browser.presses("Sign in");
        browser.presses("Allow");
        browser.sees(ADA_IS_HERE);
        // Without the scope offline_access tokens end with the session.
        let ended = ["user", "password", "ada", "--password-stdin"];
        platform
            .home
            .runs(&ended, "other-lamp-river-43\n")
            .succeeds();
        browser.presses("Renew");
        browser.sees("Refused: invalid_grant: Invalid refresh token");
    });
}
