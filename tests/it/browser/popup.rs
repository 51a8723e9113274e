//! Refusal 91: a pop-up tells its answer to a page of the app and to no other, in a real browser.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::kit::exact::{adds_web_app, asking};
use crate::kit::tiny::{TinyServer, page};

/// A page that opens what stands in its query and shows every message that it is sent.
pub fn opener() -> TinyServer {
    TinyServer::start("127.0.0.1", |asked| {
        let script = "addEventListener('message', (event) => { \
             document.querySelector('p').textContent += `\\nTold by ${event.origin}: ${event.data}`; }); \
             document.querySelector('button').addEventListener('click', () => { \
             window.open(decodeURIComponent(location.search.slice(1)), 'popup', 'popup,width=480,height=600'); });";
        let known = asked.line.contains("/?");
        let body = format!(
            "<p>{}</p><button>Open</button><script>{script}</script>",
            if known { "Waiting" } else { "Nothing here" }
        );
        page(&[], &body)
    })
}

/// Opens the pop-up from that server's page, signs in there and presses the button; then looks at the page.
#[track_caller]
fn decides(browser: &Browser, app: &TestApp, server: &TinyServer, path: &str, button: &str) {
    opens(browser, server, &url(app, path));
    browser.signs_in("ada", PASSWORD);
    browser.sees("Allow Sample");
    browser.presses(button);
    browser.looks_back_once_it_is_closed();
}

/// Opens this in a pop-up from that server's page, and looks at it.
#[track_caller]
pub fn opens(browser: &Browser, server: &TinyServer, target: &str) {
    browser.opens(&server.url(&format!("/?{}", percent(target))));
    browser.presses("Open");
    browser.looks_at_the_new_window();
}

fn percent(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn r91_a_page_of_the_app_is_told_and_the_window_closes() {
    scene(
        "r91_a_page_of_the_app_is_told_and_the_window_closes",
        "",
        |browser, app| {
            let server = opener();
            let client_id = adds_web_app(app, &[&server.url("/cb")]);
            let more = [
                ("display", "popup"),
                ("origin", &server.url("")),
                ("callback", "fn-1"),
                ("prompt", "login"),
            ];
            let path = asking(&client_id, &more);
            decides(browser, app, &server, &path, "Allow");
            browser.sees("&expires_in=86400&callback=fn-1");
            let told = browser.text();
            let (_, token) = told
                .split_once(&format!("Told by {}: access_token=", app.origin()))
                .unwrap_or_else(|| panic!("{told}"));
            assert!(app.is_live(&token[..40]));
            decides(browser, app, &server, &path, "Don't Allow");
            browser.sees("status=unauthorized&message=user+canceled&callback=fn-1");
        },
    );
}

#[test]
fn r91_a_page_of_another_origin_is_told_nothing() {
    scene(
        "r91_a_page_of_another_origin_is_told_nothing",
        "",
        |browser, app| {
            let (server, foreign) = (opener(), opener());
            let client_id = adds_web_app(app, &[&server.url("/cb")]);
            let more = [
                ("display", "popup"),
                ("origin", &server.url("")),
                ("callback", "fn-1"),
            ];
            let path = asking(&client_id, &more);
            decides(browser, app, &foreign, &path, "Allow");
            // The same page does hear what is meant for it, which comes after what was not.
            browser.run_script("postMessage('to myself', location.origin)");
            browser.sees(&format!("Told by {}: to myself", foreign.url("")));
            browser.does_not_see("access_token");
            // And a pop-up that would answer the foreign page is not even opened.
            let own = [("display", "popup"), ("origin", &foreign.url(""))];
            browser.opens(&url(app, &asking(&client_id, &own)));
            browser.sees("This sign-in link does not work.");
        },
    );
}

#[test]
fn a_window_that_nobody_opened_says_so_and_stays() {
    scene(
        "a_window_that_nobody_opened_says_so_and_stays",
        "",
        |browser, app| {
            let server = opener();
            let client_id = adds_web_app(app, &[&server.url("/cb")]);
            let more = [("display", "popup"), ("origin", &server.url(""))];
            browser.opens(&url(app, &asking(&client_id, &more)));
            browser.signs_in("ada", PASSWORD);
            browser.presses("Allow");
            browser.sees("You can close this window.");
            browser.does_not_see("access_token");
            assert_eq!(browser.console_errors(), Vec::<String>::new());
        },
    );
}
