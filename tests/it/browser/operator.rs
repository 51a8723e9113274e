//! An operator's day, in a browser that runs no scripts.

use super::{scene, url};
use crate::admin::adds_admin;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::web::own_path;
use std::time::Duration;
use vestibule::flow::users;

/// What is shown this once.
#[track_caller]
fn secret(browser: &Browser) -> String {
    browser.sees("It is shown this once.");
    let script = "return document.querySelector('.secret').innerText";
    let secret = browser.run_script(script);
    secret.as_str().expect("a text").to_owned()
}

/// On a telephone of the one who got the link.
#[track_caller]
fn chooses_a_password(app: &TestApp, link: &str) {
    let mut phone = app.stranger();
    let page = phone.get(&own_path(app, link));
    let mut form = page.form("Save password");
    form.set("password", PASSWORD);
    let answer = phone.submits(&page, &form, "Save password");
    assert_eq!(answer.status, 303, "{}", answer.text());
}

#[track_caller]
fn invites_and_edits(browser: &Browser, app: &TestApp) {
    browser.presses("People");
    browser.presses("Invite a person");
    browser.fills("Name", "ada");
    browser.fills("E-mail address", "mari@example.org");
    browser.presses("Show the link once");
    browser.sees("Someone else has that name.");
    browser.fills("Name", "mari");
    browser.presses("Show the link once");
    chooses_a_password(app, &secret(browser));
    browser.presses("Done");
    browser.presses("mari");
    browser.sees("mari@example.org");
    browser.sees("Active");
    browser.presses("Edit");
    browser.fills("Display name", "Mari Aldergrove");
    browser.presses("Save");
    browser.sees("The changes are saved.");
    browser.sees("Mari Aldergrove");
}

/// With an address that no app may have, until the page has said why.
#[track_caller]
fn registers_an_app(browser: &Browser) {
    browser.presses("Apps");
    browser.presses("New app");
    browser.fills("Name", "Trees");
    let addresses = "http://trees.example/cb\nhttps://trees.example/*";
    browser.fills("Redirect URIs", addresses);
    browser.presses("Save");
    browser.sees("A redirect URI is refused; the reason is below the list.");
    browser.sees("wildcard");
    browser.fills("Redirect URIs", "https://trees.example/cb");
    browser.presses("Check");
    browser.sees("Nothing is wrong. Nothing is saved yet.");
    browser.sees("exact");
    browser.presses("Save");
    assert!(secret(browser).len() >= 32);
    browser.presses("Done");
    browser.sees("https://trees.example/cb");
}

/// Its maker says that signing in fails: the address has another end.
#[track_caller]
fn explains_an_address(browser: &Browser) {
    browser.presses("Try an address or a request");
    browser.fills(
        "Redirect URI, as the app sends it",
        "https://trees.example/cb/",
    );
    browser.presses("Try");
    browser.sees("https://trees.example/cb");
    let marked = browser.run_script("return document.querySelectorAll('mark').length");
    assert!(marked.as_u64() >= Some(1), "{marked}");
    browser.presses("Back to the app");
}

#[track_caller]
fn rotates_its_secret(browser: &Browser) {
    browser.presses("Client secrets");
    browser.presses("New secret");
    browser.chooses("The old secret keeps working", "for 7 days");
    browser.presses("New secret");
    secret(browser);
    browser.sees("The old one works until");
    browser.presses("Done");
    let ends = "return [...document.querySelectorAll('td a')].map(link => link.innerText)";
    let ends = browser.run_script(ends);
    assert_eq!(ends, serde_json::json!(["End now", "End now"]));
    browser.presses("Back to the app");
}

#[track_caller]
fn withdraws_and_removes(browser: &Browser, app: &TestApp) {
    let (_, path) = app.adds_desktop_app();
    let token = app.gets_token(&path, "mari");
    browser.presses("People");
    browser.presses("mari");
    browser.sees("Sample");
    browser.presses("Remove access");
    browser.sees("Confirm that it is you");
    browser.fills("Password", PASSWORD);
    browser.presses("Continue");
    browser.sees("Sample");
    browser.presses("Remove access");
    browser.sees("The app no longer has access.");
    assert!(!app.is_live(&token));
    browser.presses("Remove");
    browser.fills("To remove this person, enter the name: mari", "marie");
    browser.presses("Remove");
    browser.sees("That is not the name of this person.");
    browser.fills("To remove this person, enter the name: mari", "mari");
    browser.presses("Remove");
    browser.sees("The person is removed.");
    assert!(users::find(app.platform(), "mari").is_err());
}

#[test]
fn an_operators_day() {
    scene("an_operators_day", "", |browser, app| {
        adds_admin(app, "eve");
        browser.without_javascript();
        browser.opens(&url(app, "/admin"));
        browser.signs_in("eve", PASSWORD);
        browser.sees("Administrators without a second step: 1");
        browser.sees("your password alone opens these pages");
        invites_and_edits(browser, app);
        registers_an_app(browser);
        explains_an_address(browser);
        rotates_its_secret(browser);
        // Back from lunch.
        app.advance(Duration::from_secs(11 * 60));
        withdraws_and_removes(browser, app);
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}
