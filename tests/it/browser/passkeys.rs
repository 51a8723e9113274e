//! Passkeys in a real Chromium, with an authenticator of its own making: our script, its questions, and what comes back.

use super::popup::{opener, opens};
use super::scene;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::Browser;
use crate::kit::exact::{adds_web_app, asking};
use crate::web::second_step_codes::{adds_authenticator, code};
use serde_json::{Value, json};
use vestibule::flow::users;

const SETTINGS: &str = "public_url = \"http://localhost:{port}\"";
/// As in browsers that offer no passkeys in a field.
const NO_AUTOFILL: &str = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";
const BUTTON: &str = "Sign in with a passkey";
const SIGNED_IN: &str = "Your account";

fn url(app: &TestApp, path: &str) -> String {
    let origin = app.origin().replace("127.0.0.1", "localhost");
    format!("{origin}{path}")
}

fn signed_out(browser: &Browser, app: &TestApp) {
    browser.devtools("Network.clearBrowserCookies", &json!({}));
    browser.opens(&url(app, "/account/sign-in"));
}

/// Ada, with an authenticator, adds a passkey behind her password.
fn with_passkey(browser: &Browser, app: &TestApp) -> String {
    let device = device(browser);
    browser.opens(&url(app, "/account/sign-in?to=/account/security/passkey"));
    browser.signs_in("ada", PASSWORD);
    browser.sees("Your password stays.");
    browser.presses("Add a passkey");
    browser.sees("Your recovery codes");
    browser.presses("Continue");
    browser.sees("The passkey is added.");
    device
}

/// An authenticator of the window that is looked at.
#[track_caller]
fn device(browser: &Browser) -> String {
    browser.devtools("WebAuthn.enable", &json!({}));
    let options = json!({
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
        "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
    });
    let made = browser.devtools(
        "WebAuthn.addVirtualAuthenticator",
        &json!({ "options": options }),
    );
    let device = made["authenticatorId"].as_str().expect("its name");
    device.to_owned()
}

fn verifies(browser: &Browser, device: &str, does: bool) {
    let set = json!({ "authenticatorId": device, "isUserVerified": does });
    browser.devtools("WebAuthn.setUserVerified", &set);
}

fn credential(browser: &Browser, device: &str) -> Value {
    let of = json!({ "authenticatorId": device });
    let found = browser.devtools("WebAuthn.getCredentials", &of);
    found["credentials"][0].clone()
}

/// As a copy of the device would, that was made before the last sign-ins.
fn counts_from_the_start(browser: &Browser, device: &str) {
    let mut copy = credential(browser, device);
    let of = json!({ "authenticatorId": device, "credentialId": copy["credentialId"] });
    browser.devtools("WebAuthn.removeCredential", &of);
    copy["signCount"] = json!(0);
    keeps(browser, device, &copy);
}

fn keeps(browser: &Browser, device: &str, credential: &Value) {
    let add = json!({ "authenticatorId": device, "credential": credential });
    browser.devtools("WebAuthn.addCredential", &add);
}

#[test]
fn a_passkey_is_added_signs_in_by_its_button_and_is_a_second_step() {
    let name = "a_passkey_is_added_signs_in_by_its_button_and_is_a_second_step";
    scene(name, SETTINGS, |browser, app| {
        browser.brings_along(NO_AUTOFILL);
        let device = with_passkey(browser, app);
        signed_out(browser, app);
        browser.presses(BUTTON);
        browser.sees(SIGNED_IN);

        signed_out(browser, app);
        browser.signs_in("ada", PASSWORD);
        browser.sees("One more step");
        browser.presses("Use a passkey");
        browser.sees(SIGNED_IN);
        assert_eq!(browser.console_errors(), Vec::<String>::new());

        signed_out(browser, app);
        verifies(browser, &device, false);
        browser.presses(BUTTON);
        browser.sees("No passkey was used.");
        browser.focuses("alert");
        verifies(browser, &device, true);
        browser.presses(BUTTON);
        browser.sees(SIGNED_IN);
    });
}

#[test]
fn a_copied_passkey_and_a_removed_one_open_nothing() {
    let name = "a_copied_passkey_and_a_removed_one_open_nothing";
    scene(name, SETTINGS, |browser, app| {
        browser.brings_along(NO_AUTOFILL);
        let device = with_passkey(browser, app);
        for _ in 0..2 {
            signed_out(browser, app);
            browser.presses(BUTTON);
            browser.sees(SIGNED_IN);
        }
        let before = credential(browser, &device);
        counts_from_the_start(browser, &device);
        signed_out(browser, app);
        browser.presses(BUTTON);
        browser.sees("That passkey does not work here.");
        browser.focuses("alert");
        // It stays: the device itself still counts on.
        let of = json!({ "authenticatorId": device, "credentialId": before["credentialId"] });
        browser.devtools("WebAuthn.removeCredential", &of);
        keeps(browser, &device, &before);
        browser.presses(BUTTON);
        browser.sees(SIGNED_IN);

        browser.opens(&url(app, "/account/security"));
        browser.presses("Remove");
        browser.sees("your password alone signs you in");
        browser.presses("Remove");
        browser.sees("It is removed.");
        signed_out(browser, app);
        browser.presses(BUTTON);
        browser.sees("That passkey does not work here.");
    });
}

#[test]
fn the_field_for_the_name_offers_passkeys_by_itself() {
    let name = "the_field_for_the_name_offers_passkeys_by_itself";
    scene(name, SETTINGS, |browser, app| {
        with_passkey(browser, app);
        signed_out(browser, app);
        browser.sees(SIGNED_IN);
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}

/// How somebody gets past their password in a pop-up, or by it.
type InPopup<'a> = &'a dyn Fn(&Browser);

#[test]
fn a_pop_up_takes_the_second_step_by_code_and_by_passkey_and_tells_the_app() {
    let name = "a_pop_up_takes_the_second_step_by_code_and_by_passkey_and_tells_the_app";
    scene(name, SETTINGS, |browser, app| {
        let first = with_passkey(browser, app);
        let ada = users::find(app.platform(), "ada").expect("ada");
        let secret = adds_authenticator(app, &ada);
        let server = opener();
        let client_id = adds_web_app(app, &[&server.url("/cb")]);
        let origin = server.url("");
        let more = [("display", "popup"), ("origin", origin.as_str())];
        let target = url(app, &asking(&client_id, &more));
        let passkey = credential(browser, &first);
        let by_code: InPopup = &|browser| {
            browser.signs_in("ada", PASSWORD);
            browser.sees("Code from your authenticator app");
            let typed = code(app, &secret);
            let types = format!("document.getElementById('code').value = '{typed}'");
            browser.run_script(&types);
            browser.presses("Continue");
        };
        // A window has authenticators of its own.
        let behind_password: InPopup = &|browser| {
            let mut passkey = passkey.clone();
            passkey["signCount"] = json!(100);
            keeps(browser, &device(browser), &passkey);
            browser.signs_in("ada", PASSWORD);
            browser.presses("Use a passkey");
        };
        let alone: InPopup = &|browser| {
            let mut passkey = passkey.clone();
            passkey["signCount"] = json!(200);
            keeps(browser, &device(browser), &passkey);
            browser.presses(BUTTON);
        };
        for way in [by_code, behind_password, alone] {
            browser.devtools("Network.clearBrowserCookies", &json!({}));
            opens(browser, &server, &target);
            browser.sees("Sign in to");
            way(browser);
            browser.sees("Allow Sample");
            browser.presses("Allow");
            browser.looks_back_once_it_is_closed();
            let told = format!("Told by {}: access_token=", url(app, ""));
            browser.sees(&told);
        }
    });
}

#[test]
fn without_scripts_and_at_an_ip_number_the_password_is_all_there_is() {
    let name = "without_scripts_and_at_an_ip_number_the_password_is_all_there_is";
    scene(name, SETTINGS, |browser, app| {
        browser.without_javascript();
        browser.opens(&url(app, "/account/sign-in"));
        browser.sees("Sign in to");
        browser.does_not_see("passkey");
        browser.signs_in("ada", PASSWORD);
        browser.sees(SIGNED_IN);
        browser.opens(&url(app, "/account/security/passkey"));
        browser.sees("This window cannot use passkeys.");
    });
    scene(name, "", |browser, app| {
        browser.opens(&super::url(app, "/account/sign-in"));
        browser.sees("Sign in to");
        browser.does_not_see("passkey");
        assert_eq!(browser.run_script("return document.scripts.length"), 0);
        browser.signs_in("ada", PASSWORD);
        browser.sees(SIGNED_IN);
        browser.opens(&super::url(app, "/account/security"));
        browser.sees("Add an authenticator app");
        browser.does_not_see("passkey");
    });
}

#[test]
fn a_device_that_has_one_already_is_told_so_and_adds_none() {
    let name = "a_device_that_has_one_already_is_told_so_and_adds_none";
    scene(name, SETTINGS, |browser, app| {
        with_passkey(browser, app);
        browser.opens(&url(app, "/account/security/passkey"));
        browser.sees("Your password stays.");
        browser.presses("Add a passkey");
        browser.sees("This device already has a passkey for your account.");
        browser.focuses("alert");
        browser.does_not_see("No passkey was used.");
    });
}
