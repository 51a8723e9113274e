//! The browser of the tests sees, presses and reports what a person's browser would.

use crate::kit::browser::with_browser;
use crate::kit::slow::SlowWay;
use crate::kit::tiny::{TinyServer, page, redirect};
use std::time::Duration;

const FORM: &str = r#"<!doctype html><meta name="viewport" content="width=device-width">
  <title>t</title><form method="post" action="/sent"><input name="who" autocomplete="username">
  <input name="secret" type="password"><button>Sign in</button></form>"#;

#[test]
fn somebody_signs_in_and_is_sent_to_another_origin_with_a_fragment() {
    with_browser(
        "somebody_signs_in_and_is_sent_to_another_origin_with_a_fragment",
        |browser| {
            let app = TinyServer::start("[::1]", |_| page(&[], "<p>Arrived at the app"));
            let there = app.url("/cb#access_token=T&expires_in=86400");
            let server = TinyServer::start("127.0.0.1", move |asked| match asked.line.as_str() {
                "POST /sent" => redirect(&there),
                _ => page(&[], FORM),
            });
            browser.opens(&server.url("/"));
            browser.does_not_see("Arrived");
            browser.signs_in("ada", "otter & lamp");
            browser.sees("Arrived at the app");
            let address = browser.arrives_at("#access_token=T");
            assert_eq!(address, app.url("/cb#access_token=T&expires_in=86400"));
            assert_eq!(browser.address(), address);
            assert_eq!(server.asked()[1].body, "who=ada&secret=otter+%26+lamp");
            assert_eq!(browser.console_errors(), Vec::<String>::new());
        },
    );
}

#[test]
fn a_double_click_sends_the_form_twice() {
    with_browser("a_double_click_sends_the_form_twice", |browser| {
        let server = TinyServer::start("127.0.0.1", |asked| match asked.line.as_str() {
            "POST /sent" => page(&[], "<p>Sent"),
            _ => page(&[], FORM),
        });
        let way = SlowWay::to(&server.address, Duration::from_millis(300));
        browser.opens(&way.url("/"));
        browser.double_clicks("Sign in");
        browser.sees("Sent");
        let posts = server
            .asked()
            .iter()
            .filter(|asked| asked.line == "POST /sent")
            .count();
        assert_eq!(posts, 2);
    });
}

#[test]
fn a_redirect_to_a_programs_own_scheme_leaves_a_trace() {
    with_browser(
        "a_redirect_to_a_programs_own_scheme_leaves_a_trace",
        |browser| {
            let server = form_that_leads_to_a_program("Vary: Cookie");
            browser.opens(&server.url("/"));
            browser.presses("Sign in");
            let sent_to = browser.is_redirected_to("geni7:");
            assert_eq!(sent_to, "geni7://authorize?access_token=T");
            let complaints = browser.console_errors().join("\n");
            assert!(!complaints.contains("form-action"), "{complaints}");
        },
    );
}

#[test]
fn a_form_action_rule_that_blocks_the_next_hop_is_reported() {
    with_browser(
        "a_form_action_rule_that_blocks_the_next_hop_is_reported",
        |browser| {
            let rule = "Content-Security-Policy: form-action 'self'";
            let server = form_that_leads_to_a_program(rule);
            browser.opens(&server.url("/"));
            browser.presses("Sign in");
            browser.complains("form-action");
        },
    );
}

fn form_that_leads_to_a_program(header: &'static str) -> TinyServer {
    TinyServer::start("127.0.0.1", move |asked| match asked.line.as_str() {
        "POST /sent" => redirect("geni7://authorize?access_token=T"),
        _ => page(&[header], FORM),
    })
}

#[test]
fn small_windows_dark_rooms_and_pages_without_scripts() {
    const PAGE: &str = r#"<!doctype html><meta name="viewport" content="width=device-width">
      <style>@media (prefers-color-scheme: dark) { .light { display: none } }</style>
      <p class="light">Light</p><p style="width: 400px">Wide</p>
      <script>document.write("Scripted")</script>"#;
    with_browser(
        "small_windows_dark_rooms_and_pages_without_scripts",
        |browser| {
            let server = TinyServer::start("127.0.0.1", |_| page(&[], PAGE));
            browser.window(640, 480);
            browser.opens(&server.url("/"));
            browser.sees("Light");
            browser.sees("Scripted");
            assert!(!browser.has_horizontal_scroll());
            browser.window(320, 420);
            assert_eq!(browser.run_script("return innerWidth"), 320);
            assert!(browser.has_horizontal_scroll());
            browser.dark();
            browser.without_javascript();
            browser.opens(&server.url("/again"));
            browser.sees("Wide");
            browser.does_not_see("Light");
            browser.does_not_see("Scripted");
            let folder = tempfile::tempdir().expect("a temporary folder");
            let picture = folder.path().join("page.png");
            browser.screenshot(&picture);
            let picture = std::fs::read(picture).expect("a picture");
            // Width and height stand at fixed places of a PNG.
            assert_eq!(picture[16..24], [0, 0, 1, 64, 0, 0, 1, 164]);
        },
    );
}
