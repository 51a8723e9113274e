//! What is somebody's own, as they find it: from the bare address to a withdrawn app, an ended session, a new password.

use super::{scene, url};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::web::account_apps::program;
use std::time::Duration;

const NEW_PASSWORD: &str = "heron-lamp-river-43";

/// Ada, who allowed Paint, signed in at the bare address.
fn at_home(browser: &Browser, app: &TestApp) -> String {
    let (_, path) = program(app, "Paint");
    let token = app.gets_token(&path, "ada");
    app.advance(Duration::from_millis(1));
    browser.opens(&url(app, "/"));
    browser.sees("Sign in");
    browser.presses("Sign in");
    browser.signs_in("ada", PASSWORD);
    browser.sees("Your account");
    assert_eq!(browser.address(), url(app, "/"));
    token
}

#[test]
fn an_app_is_withdrawn_after_a_question_and_the_list_is_empty() {
    let name = "an_app_is_withdrawn_after_a_question_and_the_list_is_empty";
    scene(name, "", |browser, app| {
        let token = at_home(browser, app);
        browser.presses("Apps you allowed");
        browser.sees("Paint");
        browser.presses("Remove access");
        browser.sees("Remove access for Paint?");
        browser.presses("Keep access");
        browser.sees("These apps may use your account");
        assert!(app.is_live(&token));
        browser.presses("Remove access");
        browser.sees("Remove access for Paint?");
        browser.presses("Remove access");
        browser.sees("No app can use your account.");
        assert!(!app.is_live(&token));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}

#[test]
fn sessions_elsewhere_end_and_this_one_goes_on() {
    let name = "sessions_elsewhere_end_and_this_one_goes_on";
    scene(name, "", |browser, app| {
        at_home(browser, app);
        let mut elsewhere = crate::web::account::signed_in(app, "ada");
        assert_eq!(elsewhere.get("/account/sessions").status, 200);
        browser.presses("Sessions");
        browser.sees("This browser");
        browser.presses("End all others");
        // The old page says the same, but for this.
        browser.sees_no_more("End all others");
        browser.sees("This browser");
        assert_eq!(elsewhere.get("/account/sessions").status, 303);
        browser.presses("Your account");
        browser.presses("Sign out");
        browser.sees("You are signed out.");
    });
}

#[test]
fn a_new_password_is_chosen_with_the_old_one_and_what_is_wrong_is_said() {
    let name = "a_new_password_is_chosen_with_the_old_one_and_what_is_wrong_is_said";
    scene(name, "", |browser, app| {
        at_home(browser, app);
        browser.opens(&url(app, "/.well-known/change-password"));
        let fills = |old: &str, new: &str| {
            browser.run_script(&format!(
                "document.getElementById('old').value = {old:?}; document.getElementById('new').value = {new:?}"
            ));
            browser.presses("Change password");
        };
        browser.sees("Change your password");
        fills(PASSWORD, "password123");
        browser.sees("Many people use that one");
        fills("otter-lamp-river-43", NEW_PASSWORD);
        browser.sees("The old password is wrong.");
        browser.focuses("alert");
        fills(PASSWORD, NEW_PASSWORD);
        browser.sees("Your password is changed.");
        app.advance(Duration::from_millis(1));
        browser.opens(&url(app, "/account/sessions"));
        browser.sees("This browser");
        browser.opens(&url(app, "/platform/oauth/logout"));
        browser.presses("Sign out");
        // Opened before the form is sent, the next page would take its place.
        browser.sees("You are signed out.");
        browser.opens(&url(app, "/account/apps"));
        browser.signs_in("ada", PASSWORD);
        browser.sees("Wrong name or password.");
        browser.signs_in("ada", NEW_PASSWORD);
        browser.sees("Apps you allowed");
    });
}

#[test]
fn the_language_is_changed_on_the_page_that_it_is_read_on() {
    let name = "the_language_is_changed_on_the_page_that_it_is_read_on";
    scene(name, "", |browser, app| {
        at_home(browser, app);
        browser.presses("Apps you allowed");
        browser.sees("These apps may use your account");
        browser.presses("Eesti keeles");
        browser.sees("Lubatud rakendused");
        assert_eq!(browser.address(), url(app, "/account/apps"));
    });
}

#[test]
fn a_profile_is_saved_a_file_is_kept_and_an_account_is_deleted() {
    let name = "a_profile_is_saved_a_file_is_kept_and_an_account_is_deleted";
    scene(name, "", |browser, app| {
        let token = at_home(browser, app);
        browser.presses("Profile");
        browser.sees("Display name");
        browser.run_script(
            "document.getElementById('display_name').value = 'Ada Lovelace'; \
             document.getElementById('language').value = 'et'",
        );
        browser.presses("Save");
        browser.sees("Sinu profiil on salvestatud.");
        browser.presses("Sinu konto");
        browser.sees("Ada Lovelace");
        browser.presses("Laadi oma andmed alla");
        browser.sees("Fail kõigega");
        browser.presses("Laadi alla");
        // The browser keeps the file and stays where it is.
        browser.sees("Fail kõigega");
        assert_eq!(browser.address(), url(app, "/account/data"));
        browser.opens(&url(app, "/account/delete"));
        browser.sees("Kas kustutada sinu konto?");
        let types = |typed: &str| {
            browser.run_script(&format!(
                "document.getElementById('name').value = {typed:?}"
            ));
            browser.presses("Kustuta minu konto");
        };
        types("Ada Lovelace");
        browser.sees("See ei ole sinu konto nimi.");
        browser.focuses("alert");
        types("ada");
        browser.sees("Sinu konto on kustutatud.");
        assert!(!app.is_live(&token));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}
