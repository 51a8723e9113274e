//! hello.js in a real browser: a page at an origin of its own gets a token by the implicit grant, and uses it
//! across origins.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::{Browser, with_browser};
use crate::kit::clients::{NODE, with_libraries};
use crate::kit::tiny::{Asked, TinyServer};
use crate::web::{each_app, web_app};
use serde_json::{Value, json};

const READS_THE_NAME: &str = "The token belongs to ada, ada@example.org.";

/// The app's own server: three files, and the library as it was installed.
fn serves(library: String) -> TinyServer {
    TinyServer::start("127.0.0.1", move |asked: &Asked| {
        let path = asked.line.trim_start_matches("GET ");
        match path.split(['?', '#']).next().unwrap_or_default() {
            "/" => file("text/html", include_str!("../../clients/browser/page.html")),
            "/redirect.html" => file(
                "text/html",
                include_str!("../../clients/browser/redirect.html"),
            ),
            "/page.js" => file(
                "text/javascript",
                include_str!("../../clients/browser/page.js"),
            ),
            "/hello.js" => file("text/javascript", &library),
            // Its icon.
            _ => "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned(),
        }
    })
}

pub fn file(kind: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

struct Page {
    server: TinyServer,
    address: String,
}

/// On each database: a browser, a platform where Ada is a user, and an app's page registered there.
#[track_caller]
fn scene(name: &str, story: impl Fn(&Browser, &TestApp, &Page)) {
    with_libraries(&NODE, name, || {
        let library = NODE.library("node_modules/hellojs/dist/hello.js");
        with_browser(name, |browser| {
            each_app("", |app| {
                app.adds_user("ada", Some("ada@example.org"));
                let server = serves(library.clone());
                let issued = web_app(app, &server.url("/redirect.html"));
                let address = format!(
                    "{}?platform={}&client_id={}",
                    server.url("/"),
                    app.origin(),
                    issued.app.client_id
                );
                browser.opens(&address);
                story(browser, app, &Page { server, address });
            });
        });
    });
}

/// The token that the library keeps for this page.
#[track_caller]
fn kept_token(browser: &Browser) -> String {
    let kept = browser.run_script("return hello('vestibule').getAuthResponse()");
    assert_eq!(kept["token_type"], json!("bearer"), "{kept}");
    assert_eq!(kept["expires_in"], json!(86400), "{kept}");
    kept["access_token"].as_str().expect("a token").to_owned()
}

#[test]
fn hello_js_signs_in_in_a_window_and_reads_the_name_from_its_own_origin() {
    let name = "hello_js_signs_in_in_a_window_and_reads_the_name_from_its_own_origin";
    scene(name, |browser, app, _| {
        browser.presses("Sign in in a window");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.looks_back_once_it_is_closed();
        browser.sees(READS_THE_NAME);
        let token = kept_token(browser);
        assert!(app.is_live(&token));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}

#[test]
fn hello_js_reads_that_its_token_has_ended() {
    let name = "hello_js_reads_that_its_token_has_ended";
    scene(name, |browser, app, _| {
        browser.presses("Sign in in a window");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.looks_back_once_it_is_closed();
        browser.sees(READS_THE_NAME);
        let token = kept_token(browser);
        let path = format!("/platform/oauth/invalidate_token?access_token={token}");
        assert_eq!(app.stranger().get(&path).status, 200);
        browser.presses("Who am I?");
        browser.sees("Refused by the API: Invalid access token");
    });
}

#[test]
fn hello_js_signs_in_in_its_own_page_and_reads_the_name() {
    let name = "hello_js_signs_in_in_its_own_page_and_reads_the_name";
    scene(name, |browser, app, page| {
        browser.presses("Sign in here");
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.arrives_at(&page.address);
        browser.sees(READS_THE_NAME);
        assert!(app.is_live(&kept_token(browser)));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
        // What stands behind the # is the page's alone: its server never saw it.
        let asked = page.server.asked();
        assert!(asked.iter().any(|asked| asked.line == "GET /redirect.html"));
        assert!(
            asked
                .iter()
                .all(|asked| !asked.line.contains("access_token"))
        );
    });
}

/// What a script of the page gets when it asks, with this token, whom it stands for: a status, or the name of the
/// browser's own refusal.
#[track_caller]
fn asks_by_itself(browser: &Browser, app: &TestApp, token: &str) -> Value {
    let user = format!("{}/api/user", app.origin());
    browser.run_script(&format!(
        "const call = new XMLHttpRequest(); call.open('GET', '{user}', false); \
         call.setRequestHeader('Authorization', 'Bearer {token}'); \
         try {{ call.send(); return call.status }} catch (refusal) {{ return refusal.name }}"
    ))
}

#[test]
fn a_page_at_an_origin_of_no_app_or_of_another_cannot_use_the_token() {
    let name = "a_page_at_an_origin_of_no_app_or_of_another_cannot_use_the_token";
    scene(name, |browser, app, page| {
        browser.presses("Sign in in a window");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", PASSWORD);
        browser.presses("Allow");
        browser.looks_back_once_it_is_closed();
        browser.sees(READS_THE_NAME);
        let token = kept_token(browser);
        assert_eq!(asks_by_itself(browser, app, &token), json!(200));
        let foreign = serves(String::new());
        browser.opens(&foreign.url("/redirect.html"));
        assert_eq!(asks_by_itself(browser, app, &token), json!("NetworkError"));
        // Its own app's tokens it may use; this one is still another's.
        web_app(app, &foreign.url("/redirect.html"));
        assert_eq!(asks_by_itself(browser, app, &token), json!("NetworkError"));
        browser.opens(&page.address);
        assert_eq!(asks_by_itself(browser, app, &token), json!(200));
    });
}

#[test]
fn hello_js_learns_that_the_user_does_not_allow_it() {
    let name = "hello_js_learns_that_the_user_does_not_allow_it";
    scene(name, |browser, _, _| {
        browser.presses("Sign in in a window");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", PASSWORD);
        browser.presses("Don't Allow");
        browser.looks_back_once_it_is_closed();
        browser.sees("Refused: access_denied: The");
        let kept = browser.run_script("return hello('vestibule').getAuthResponse()");
        assert_eq!(kept["access_token"], json!(null), "{kept}");
    });
}
