//! Signing in and out as a person does: wrong password, "Not you?", already signed in, remembered.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::browser::Browser;
use serde_json::json;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;

const SUCCESS: &str = "/platform/oauth/auth_success#access_token=";

#[track_caller]
fn ends_with_a_live_token(browser: &Browser, app: &TestApp) -> String {
    let token = token_in(&browser.arrives_at(SUCCESS));
    assert_eq!(
        browser.address(),
        url(app, &format!("{SUCCESS}{token}&expires_in=86400"))
    );
    assert!(app.is_live(&token));
    token
}

#[test]
fn a_wrong_password_is_said_in_the_page_and_the_next_try_gets_in() {
    let name = "a_wrong_password_is_said_in_the_page_and_the_next_try_gets_in";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        browser.opens(&url(app, &path));
        browser.signs_in("ada", "otter-lamp-river-43");
        browser.sees("Wrong name or password.");
        browser.focuses("alert");
        let kept = "return [document.getElementById('name').value, document.getElementById('password').value]";
        assert_eq!(browser.run_script(kept), json!(["ada", ""]));
        browser.signs_in("ADA@example.org", PASSWORD);
        browser.sees("Allow Sample to use your Vestibule account?");
        browser.presses("Allow");
        ends_with_a_live_token(browser, app);
        browser.sees("You are signed in.");
    });
}

#[test]
fn whoever_is_signed_in_goes_straight_to_the_question_and_from_there_to_the_result() {
    let name = "whoever_is_signed_in_goes_straight_to_the_question_and_from_there_to_the_result";
    scene(name, "", |browser, app| {
        let (_, first) = app.adds_desktop_app();
        let other = app.adds_app(Wishes {
            name: Some("Paint".to_owned()),
            kind: Some(Kind::Desktop),
            ..Wishes::default()
        });
        let other = crate::web::asks(&other, &[("display", "desktop")]);
        browser.opens(&url(app, &first));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        browser.presses("Allow");
        let token = ends_with_a_live_token(browser, app);
        // Another program in the same browser: no sign-in, but its own question.
        browser.opens(&url(app, &other));
        browser.sees("Allow Paint to use");
        browser.does_not_see("Password");
        // The first again: not even that.
        browser.opens(&url(app, &first));
        assert_ne!(ends_with_a_live_token(browser, app), token);
    });
}

#[test]
fn not_you_lets_somebody_else_sign_in_for_the_same_request() {
    let name = "not_you_lets_somebody_else_sign_in_for_the_same_request";
    scene(name, "", |browser, app| {
        app.adds_user("ivy", None);
        let (_, path) = app.adds_desktop_app();
        browser.opens(&url(app, &format!("{path}&state=kept")));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Signed in as");
        browser.sees("ada");
        browser.presses("Not you?");
        browser.sees("Password");
        assert_eq!(browser.address(), url(app, &format!("{path}&state=kept")));
        browser.signs_in("ivy", PASSWORD);
        browser.sees("ivy");
        browser.presses("Allow");
        let address = browser.arrives_at(SUCCESS);
        let token = token_in(&address);
        let wanted = url(
            app,
            &format!("{SUCCESS}{token}&expires_in=86400&state=kept"),
        );
        assert_eq!(address, wanted);
        let header = format!("Bearer {token}");
        let holder = app
            .stranger()
            .send("GET", "/api/user", &[("Authorization", &header)], b"");
        assert_eq!(holder.json()["name"], json!("ivy"));
    });
}

#[test]
fn signing_out_asks_does_it_and_the_next_request_asks_who_it_is() {
    let name = "signing_out_asks_does_it_and_the_next_request_asks_who_it_is";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        browser.opens(&url(app, &path));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        browser.opens(&url(app, "/platform/oauth/logout"));
        browser.sees("Sign out of Vestibule?");
        browser.presses("Sign out");
        browser.arrives_at("/platform/oauth/signed_out");
        browser.sees("You are signed out.");
        browser.opens(&url(app, &path));
        browser.sees("Password");
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}

#[test]
fn a_form_left_open_too_long_starts_the_same_request_again() {
    let name = "a_form_left_open_too_long_starts_the_same_request_again";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        browser.opens(&url(app, &path));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        app.advance(std::time::Duration::from_secs(3600));
        browser.presses("Allow");
        browser.sees("This page was open too long.");
        browser.presses("Start again");
        browser.sees("Allow Sample");
        browser.presses("Allow");
        ends_with_a_live_token(browser, app);
    });
}

#[test]
fn without_scripts_all_of_it_works() {
    scene("without_scripts_all_of_it_works", "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        browser.without_javascript();
        browser.opens(&url(app, &path));
        browser.signs_in("ada", "otter-lamp-river-43");
        browser.sees("Wrong name or password.");
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        browser.presses("Not you?");
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        browser.presses("Allow");
        ends_with_a_live_token(browser, app);
        browser.opens(&url(app, &path));
        ends_with_a_live_token(browser, app);
        browser.opens(&url(app, "/platform/oauth/logout"));
        browser.presses("Sign out");
        browser.sees("You are signed out.");
    });
}

#[test]
fn going_back_and_pressing_again_gets_the_same_token_for_a_moment_and_then_a_refusal() {
    // Refusal 69, as a person does it.
    let name = "going_back_and_pressing_again_gets_the_same_token_for_a_moment_and_then_a_refusal";
    scene(name, "", |browser, app| {
        let (_, path) = app.adds_desktop_app();
        browser.opens(&url(app, &format!("{path}&prompt=consent")));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Allow Sample");
        // The page as it stands is kept and sent again by a script of the test, as a reload would.
        let form = "return new URLSearchParams(new FormData(document.querySelector('form.decision'))).toString()";
        let form = browser.run_script(form).as_str().expect("text").to_owned();
        browser.presses("Allow");
        let token = ends_with_a_live_token(browser, app);
        let send = format!(
            "const form = document.createElement('form'); form.method = 'post'; \
             form.action = '/platform/oauth/authorize'; \
             for (const [name, value] of new URLSearchParams({form:?} + '&decision=allow')) {{ \
             const field = document.createElement('input'); field.name = name; field.value = value; \
             form.append(field); }} document.body.append(form); form.submit();"
        );
        let elsewhere = url(app, "/platform/oauth/auth_failed");
        browser.opens(&elsewhere);
        browser.run_script(&send);
        assert_eq!(ends_with_a_live_token(browser, app), token);
        app.advance(std::time::Duration::from_secs(10));
        browser.opens(&elsewhere);
        browser.run_script(&send);
        browser.sees("You already answered this.");
        assert!(
            browser.address().ends_with("/platform/oauth/authorize"),
            "{}",
            browser.address()
        );
    });
}
