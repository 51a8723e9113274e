//! Passkeys on the pages of the account: added, renamed, removed, and who one is confirmed by them.

use super::*;
use crate::kit::db::each_db;

const PASSKEY: &str = "/account/security/passkey";
const LATE: Duration = Duration::from_secs(600);
const ADD: &str = "Add a passkey";

fn here(browser: &mut HttpClient, path: &str) -> Response {
    let page = browser.get(path);
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// The answer to a new one.
#[track_caller]
fn adds(browser: &mut HttpClient, device: &mut Authenticator, name: &str) -> Response {
    let page = here(browser, PASSKEY);
    let mut form = page.form(ADD);
    form.set("name", name);
    sends(browser, &form, ADD, &device.makes(&options(&page)))
}

#[test]
fn the_first_passkey_brings_recovery_codes_and_signs_in() {
    each_app(SETTINGS, |app| {
        let ada = app.adds_user("ada", None);
        let mut browser = signed_in(app, "ada");
        let page = here(&mut browser, PASSKEY);
        let asked: serde_json::Value = serde_json::from_str(&options(&page)).expect("JSON");
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "preferred");
        assert_eq!(
            asked["authenticatorSelection"]["userVerification"],
            "required"
        );
        assert_eq!(asked["attestation"], "none");
        let mut device = Authenticator::at("id.example.org", HERE);
        let done = adds(&mut browser, &mut device, "My laptop");
        assert_eq!(done.status, 200, "{}", done.text());
        assert!(done.text().contains("Your recovery codes"));
        let kept = factors_of(app, &ada);
        assert_eq!(kept.recovery_codes.len(), 10);
        assert_eq!(kept.passkeys[0].name, "My laptop");
        assert!(kept.passkeys[0].discoverable && !kept.passkeys[0].synced);
        assert_eq!(
            kept.handle.map(|handle| handle.bytes().to_vec()),
            device.handle
        );
        assert_eq!(signs_in(&mut app.stranger(), &mut device).status, 303);
        let mut second = Authenticator::at("id.example.org", HERE);
        second.is_synced = true;
        let done = adds(&mut browser, &mut second, "Phone");
        let list = "/account/security?done=passkey_added";
        assert_eq!(leads_to(&done), list);
        let text = here(&mut browser, list).text();
        for words in ["The passkey is added.", "My laptop", "Phone"] {
            assert!(text.contains(words), "{text}");
        }
        let kept = factors_of(app, &ada);
        assert!(kept.passkeys[1].synced);
        assert_eq!(second.handle, device.handle);
    });
}

#[test]
fn its_form_is_taken_from_our_own_page_and_its_own_browser_alone() {
    each_with_one(|app, ada, mut device| {
        let mut browser = app.stranger();
        signs_in(&mut browser, &mut device);
        let page = here(&mut browser, PASSKEY);
        let mut form = page.form(ADD);
        let answer = Authenticator::at("id.example.org", HERE).makes(&options(&page));
        form.set("passkey", &answer);
        let elsewhere = [("Origin", "https://evil.example")];
        let foreign = submits_with(&mut browser, &form, ADD, &elsewhere);
        assert_eq!(foreign.status, 403);
        let mut other = app.stranger();
        signs_in(&mut other, &mut device);
        assert_eq!(sends(&mut other, &form, ADD, &answer).status, 403);
        let unknown = sends(&mut app.stranger(), &form, ADD, &answer);
        assert_ne!(unknown.status, 200);
        assert_eq!(factors_of(app, ada).passkeys.len(), 1);
    });
}

#[test]
fn what_cannot_be_added_says_so() {
    each_with_one(|app, ada, device| {
        let mut browser = app.stranger();
        signs_in(&mut browser, &mut device.clone());
        let asked = options(&here(&mut browser, PASSKEY));
        let asked: serde_json::Value = serde_json::from_str(&asked).expect("JSON");
        let excluded = asked["excludeCredentials"].as_array().expect("a list");
        assert_eq!(excluded.len(), 1);
        let ben = app.adds_user("ben", None);
        let mut other = signed_in(app, "ben");
        let taken = adds(&mut other, &mut device.clone(), "Mine");
        complains(&taken, "That passkey is in use here already.");
        let mut fresh = Authenticator::at("id.example.org", HERE);
        complains(&adds(&mut other, &mut fresh, " "), "1 to 80 characters");
        fresh.verifies = false;
        complains(&adds(&mut other, &mut fresh, "Mine"), "was not added");
        fresh.verifies = true;
        for origin in ["https://evil.example".to_owned(), format!("{HERE}/")] {
            fresh.origin = origin;
            complains(&adds(&mut other, &mut fresh, "Mine"), "was not added");
        }
        assert_eq!(factors_of(app, &ben).passkeys, []);
        for _ in 1..10 {
            adds_passkey(app, ada);
        }
        assert_eq!(browser.get(PASSKEY).status, 409);
    });
}

#[test]
fn who_proved_nothing_lately_is_asked_first_and_may_answer_with_the_passkey() {
    each_with_one(|app, _, mut device| {
        let mut browser = app.stranger();
        signs_in(&mut browser, &mut device);
        let page = here(&mut browser, PASSKEY);
        app.advance(LATE);
        let answer = Authenticator::at("id.example.org", HERE).makes(&options(&page));
        let late = sends(&mut browser, &page.form(ADD), ADD, &answer);
        assert_eq!(late.status, 303);
        let confirm = leads_to(&late);
        let page = here(&mut browser, &confirm);
        let mut stray = Authenticator::at("id.example.org", HERE);
        let form = page.form("Use a passkey");
        let refused = sends(
            &mut browser,
            &form,
            "Use a passkey",
            &stray.answers(&options(&page)),
        );
        complains(&refused, WRONG);
        let form = refused.form("Use a passkey");
        let answer = device.answers(&options(&refused));
        let done = sends(&mut browser, &form, "Use a passkey", &answer);
        assert_eq!(leads_to(&done), PASSKEY);
        here(&mut browser, PASSKEY);
    });
}

#[test]
fn a_passkey_is_renamed_and_removed_and_opens_nothing_then() {
    each_with_one(|app, ada, mut device| {
        let mut browser = app.stranger();
        signs_in(&mut browser, &mut device);
        let key = crate::web::security::first_factor(&mut browser);
        let page = here(&mut browser, &format!("/account/security/rename?key={key}"));
        let mut form = page.form("Rename");
        form.set("name", "Desk");
        submits_with(&mut browser, &form, "Rename", &[("Origin", HERE)]);
        assert_eq!(factors_of(app, ada).passkeys[0].name, "Desk");
        let page = here(&mut browser, &format!("/account/security/remove?key={key}"));
        let form = page.form("Remove");
        submits_with(&mut browser, &form, "Remove", &[("Origin", HERE)]);
        let left = factors_of(app, ada);
        assert_eq!((left.passkeys.len(), left.recovery_codes.len()), (0, 0));
        complains(&signs_in(&mut app.stranger(), &mut device), WRONG);
        let mut next = app.stranger();
        let answer = tries(&mut next, SIGN_IN, "ada", PASSWORD);
        assert_eq!(answer.status, 303, "the password alone is enough again");
    });
}

#[test]
fn where_one_is_demanded_a_passkey_can_be_it_and_the_last_one_stays() {
    let settings = SETTINGS.to_owned() + "[second_factor]\nrequired = \"everybody\"\n";
    each_app(&settings, |app| {
        let ada = app.adds_user("ada", None);
        let mut browser = app.stranger();
        let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
        let form = page.form("Continue");
        let mut device = Authenticator::at("id.example.org", HERE);
        let mut elsewhere = device.clone();
        elsewhere.origin = "https://evil.example".to_owned();
        let no = sends(
            &mut browser,
            &form,
            "Continue",
            &elsewhere.makes(&options(&page)),
        );
        complains(&no, "That passkey was not added.");
        let form = no.form("Continue");
        let done = sends(
            &mut browser,
            &form,
            "Continue",
            &device.makes(&options(&no)),
        );
        assert_eq!(done.status, 200);
        assert!(done.text().contains("Your recovery codes"));
        assert!(is_signed_in(&mut browser));
        assert_eq!(factors_of(app, &ada).recovery_codes.len(), 10);
        let key = crate::web::security::first_factor(&mut browser);
        let page = browser.get(&format!("/account/security/remove?key={key}"));
        assert_eq!(page.status, 409);
    });
}

#[test]
fn an_operator_sees_and_takes_away_passkeys_too() {
    each_with_one(|app, ada, mut device| {
        let export = users::export(app.platform(), "ada").expect("an export");
        let passkey = &export["second_step"]["passkeys"][0];
        assert_eq!(passkey["name"], "Laptop");
        assert_eq!(passkey["address"], "id.example.org");
        assert!(!export.to_string().contains("cred_id"));
        users::reset_factors(app.platform(), "ada").expect("reset");
        assert_eq!(factors_of(app, ada).passkeys, []);
        complains(&signs_in(&mut app.stranger(), &mut device), WRONG);
        let again = adds_passkey(app, ada);
        assert_eq!(again.handle, device.handle);
        users::remove(app.platform(), "ada").expect("removed");
    });
}

/// A look at the database that fails says nothing of the passkey.
#[test]
fn where_the_database_fails_none_is_refused() {
    each_db(|db| {
        let app = &TestApp::start(&db.url, SETTINGS);
        let ada = app.adds_user("ada", None);
        let ben = app.adds_user("ben", None);
        let mut device = adds_passkey(app, &ben);
        // As no server writes a row.
        db.raw().run("UPDATE passkeys SET key = -1");
        let mut browser = signed_in(app, "ada");
        let page = here(&mut browser, PASSKEY);
        let mut form = page.form(ADD);
        form.set("name", "Mine");
        let answer = sends(&mut browser, &form, ADD, &device.makes(&options(&page)));
        assert!(answer.status >= 500, "{}", answer.text());
        assert_eq!(factors_of(app, &ada).passkeys, []);
    });
}
