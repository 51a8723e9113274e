//! `response_mode=form_post` in a real browser: the answer arrives at another origin under our policy, with
//! a script and without.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::kit::code::{asking_code, token_for};
use crate::kit::exact::{adds_web_app, asking};
use crate::kit::tiny::{Asked, TinyServer, page};

const STATE: &str = "\"><b>&amp;=+%\r\n\u{1F980}";

fn elsewhere(host: &str) -> TinyServer {
    TinyServer::start(host, |_| page(&[], "<p>Arrived at the app"))
}

/// What was posted, the one time that something was.
#[track_caller]
fn posted(server: &TinyServer) -> Vec<(String, String)> {
    let asked = server.asked();
    let posts: Vec<&Asked> = asked
        .iter()
        .filter(|asked| asked.line == "POST /cb")
        .collect();
    assert_eq!(posts.len(), 1, "{asked:?}");
    let headers = &posts[0].headers;
    assert!(
        headers.iter().all(|(name, _)| name != "referer"),
        "{headers:?}"
    );
    let fields = form_urlencoded::parse(posts[0].body.as_bytes());
    fields.into_owned().collect()
}

#[track_caller]
fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    &found.unwrap_or_else(|| panic!("no {name} in {fields:?}")).1
}

#[track_caller]
fn consents(browser: &Browser, app: &TestApp, path: &str, button: &str) {
    browser.opens(&url(app, path));
    browser.signs_in("ada", PASSWORD);
    browser.sees("Allow Sample");
    browser.presses(button);
}

#[test]
fn a_script_of_ours_posts_the_answer_to_another_origin() {
    let name = "a_script_of_ours_posts_the_answer_to_another_origin";
    scene(name, "", |browser, app| {
        for host in ["127.0.0.1", "[::1]"] {
            let more = [
                ("response_mode", "form_post"),
                ("state", STATE),
                ("prompt", "login"),
            ];
            let server = elsewhere(host);
            let client_id = adds_web_app(app, &[&server.url("/cb")]);
            consents(browser, app, &asking_code(&client_id, &more), "Allow");
            browser.sees("Arrived at the app");
            assert_eq!(browser.address(), server.url("/cb"));
            assert_eq!(browser.console_errors(), Vec::<String>::new());
            let fields = posted(&server);
            assert_eq!(value(&fields, "state"), STATE);
            assert_eq!(value(&fields, "iss"), app.origin());
            token_for(app, &client_id, value(&fields, "code"), &[]);

            let server = elsewhere(host);
            let client_id = adds_web_app(app, &[&server.url("/cb")]);
            consents(browser, app, &asking(&client_id, &more), "Don't Allow");
            browser.sees("Arrived at the app");
            let fields = posted(&server);
            assert_eq!(value(&fields, "error"), "access_denied");
            assert_eq!(value(&fields, "state"), STATE);
        }
    });
}

#[test]
fn without_scripts_the_person_presses_continue() {
    let name = "without_scripts_the_person_presses_continue";
    scene(name, "", |browser, app| {
        let server = elsewhere("127.0.0.1");
        let client_id = adds_web_app(app, &[&server.url("/cb")]);
        browser.without_javascript();
        let more = [("response_mode", "form_post"), ("state", STATE)];
        consents(browser, app, &asking(&client_id, &more), "Allow");
        browser.sees("If nothing happens, press Continue.");
        assert_eq!(server.asked().len(), 0);
        browser.presses("Continue");
        browser.sees("Arrived at the app");
        let fields = posted(&server);
        assert!(app.is_live(value(&fields, "access_token")));
        assert_eq!(value(&fields, "state"), STATE);
    });
}
