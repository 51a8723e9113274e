//! The demo, as a newcomer meets it: open, click, sign in, press Allow, read one's name.

use crate::kit::browser::{Browser, with_browser};
use crate::kit::server::{Home, Server};

/// The password that the terminal shows for this run.
#[track_caller]
fn password(demo: &Server) -> String {
    let said = demo.log();
    let line = said.lines().find(|line| line.contains("Sign in   ada"));
    let line = line.unwrap_or_else(|| panic!("no password in:\n{said}"));
    let (_, rest) = line.split_once('·').expect("name · password");
    rest.split_whitespace()
        .next()
        .expect("a password")
        .to_owned()
}

/// The name from `/api/user`, in the page and in the answer as it came.
#[track_caller]
fn reads_the_name(browser: &Browser) {
    browser.sees("Allowed. The app has a token.");
    browser.sees("The token belongs to Ada");
    browser.sees("\"name\": \"Ada\"");
    browser.sees("access_token = ");
    browser.sees("expires_in = 86400");
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[track_caller]
fn reads_the_refusal(browser: &Browser) {
    browser.sees("Not allowed. The app got no token.");
    browser.sees("status = unauthorized");
    browser.sees("message = user canceled");
    browser.does_not_see("access_token = ");
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[test]
fn the_desktop_window_opens_and_the_page_reads_the_name_out_of_what_came_back() {
    let name = "the_desktop_window_opens_and_the_page_reads_the_name_out_of_what_came_back";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.opens(&demo.url("/demo/"));
        browser.presses("Open the window");
        browser.sees("Waiting for the window.");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", &password(&demo));
        browser.sees("Allow Demo Desktop");
        browser.presses("Allow");
        browser.looks_back_once_it_is_closed();
        reads_the_name(browser);
        // A second time there is nothing left to ask: the window opens, lands and closes by itself.
        browser.opens(&demo.url("/demo/"));
        browser.presses("Open the window");
        reads_the_name(browser);
    });
}

#[test]
fn the_desktop_window_refused_says_that_there_is_no_token() {
    let name = "the_desktop_window_refused_says_that_there_is_no_token";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.opens(&demo.url("/demo/"));
        browser.presses("Open the window");
        browser.looks_at_the_new_window();
        browser.signs_in("ada", &password(&demo));
        browser.presses("Don't Allow");
        browser.looks_back_once_it_is_closed();
        reads_the_refusal(browser);
    });
}

#[test]
fn the_web_flow_goes_there_comes_back_and_reads_the_name() {
    let name = "the_web_flow_goes_there_comes_back_and_reads_the_name";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.opens(&demo.url("/demo/"));
        browser.presses("Go and come back");
        browser.signs_in("ada", &password(&demo));
        browser.sees("Allow Demo Web");
        browser.presses("Allow");
        browser.arrives_at("/demo/callback");
        reads_the_name(browser);
        // The page took the answer out of the address bar.
        assert_eq!(browser.address(), demo.url("/demo/callback"));
        browser.presses("Start again");
        browser.presses("Go and refuse");
        browser.sees("Allow Demo Web");
        browser.presses("Don't Allow");
        browser.arrives_at("/demo/callback");
        reads_the_refusal(browser);
    });
}

#[test]
fn the_code_flow_shows_the_request_the_answer_and_the_exchange() {
    let name = "the_code_flow_shows_the_request_the_answer_and_the_exchange";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.opens(&demo.url("/demo/"));
        browser.sees("Code and PKCE");
        let request = "return [...document.querySelectorAll('.flow pre')][2].textContent";
        let request = browser.run_script(request).to_string();
        assert!(request.contains("&response_type=code&"), "{request}");
        assert!(request.contains("&code_challenge="), "{request}");
        browser.presses("Go and trade a code");
        browser.signs_in("ada", &password(&demo));
        browser.presses("Allow");
        browser.arrives_at("/demo/callback");
        browser.sees("Allowed. The app has a token.");
        browser.sees("code = ");
        browser.sees("The exchange");
        browser.sees("code_verifier = ");
        browser.sees("\"refresh_token\": ");
        browser.sees("The token belongs to Ada");
        browser.does_not_see("access_token = ");
        assert_eq!(browser.console_errors(), Vec::<String>::new());
        assert_eq!(browser.address(), demo.url("/demo/callback"));
        browser.presses("Start again");
        browser.presses("Go and trade a code");
        browser.presses("Don't Allow");
        browser.arrives_at("/demo/callback");
        reads_the_refusal(browser);
    });
}

#[test]
fn the_openid_flow_shows_who_signed_in_and_what_userinfo_tells() {
    let name = "the_openid_flow_shows_who_signed_in_and_what_userinfo_tells";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.opens(&demo.url("/demo/"));
        browser.presses("Go and sign in");
        browser.signs_in("ada", &password(&demo));
        browser.sees("Allow Demo OpenID Connect");
        browser.sees("know who you are here");
        browser.presses("Allow");
        browser.arrives_at("/demo/callback");
        browser.sees("The token belongs to Ada");
        browser.sees("Signed by this server, for this app and this sign-in.");
        browser.does_not_see("An app refuses it.");
        let shown = |place: &str| {
            let script =
                format!("return document.querySelector('[data-show={place}]').textContent");
            let text = browser.run_script(&script);
            let text = text.as_str().expect("text").to_owned();
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
        };
        let (claims, userinfo) = (shown("claims"), shown("user"));
        assert_eq!(claims["iss"], demo.url(""));
        assert_eq!(claims["sub"], userinfo["sub"]);
        assert_eq!(userinfo["email"], "ada@example.org");
        browser.sees("/oauth/userinfo");
        assert_eq!(browser.console_errors(), Vec::<String>::new());
        browser.presses("Start again");
        browser.presses("Go and sign in");
        browser.presses("Don't Allow");
        browser.sees("Not allowed. The app got no token.");
        browser.sees("error = access_denied");
        browser.does_not_see("The ID token, decoded");
    });
}

#[test]
fn an_id_token_of_another_sign_in_is_shown_as_one_that_an_app_refuses() {
    let name = "an_id_token_of_another_sign_in_is_shown_as_one_that_an_app_refuses";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.opens(&demo.url("/demo/"));
        browser.sees("Sign in with OpenID Connect");
        browser
            .run_script("document.querySelector('[data-flow=openid]').dataset.nonce = 'another'");
        browser.presses("Go and sign in");
        browser.signs_in("ada", &password(&demo));
        browser.presses("Allow");
        browser.sees("An app refuses it.");
        browser.does_not_see("Signed by this server");
    });
}

#[test]
fn an_answer_that_nobody_asked_for_is_not_used() {
    let name = "an_answer_that_nobody_asked_for_is_not_used";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        let forged = format!(
            "/demo/callback#access_token={}&state=guessed",
            "A".repeat(40)
        );
        browser.opens(&demo.url(&forged));
        browser.sees("An answer came that does not belong to a request from this page.");
        browser.does_not_see("The app has a token.");
    });
}

#[test]
fn without_scripts_the_demos_links_work_and_the_answer_stands_in_the_address() {
    let name = "without_scripts_the_demos_links_work_and_the_answer_stands_in_the_address";
    with_browser(name, |browser| {
        let home = Home::new("");
        let demo = home.shows_demo();
        browser.without_javascript();
        browser.opens(&demo.url("/demo/"));
        browser.sees("Scripts are off.");
        // The code flow needs a verifier, and so a script.
        browser.does_not_see("Code and PKCE");
        browser.presses("Go and come back");
        browser.signs_in("ada", &password(&demo));
        browser.presses("Allow");
        let address = browser.arrives_at("/demo/callback#access_token=");
        assert!(
            address.contains("&expires_in=86400&token_type=bearer&iss="),
            "{address}"
        );
    });
}
