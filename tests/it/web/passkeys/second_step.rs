//! Passkeys behind the password.

use super::*;

#[test]
fn a_passkey_is_the_second_step_behind_the_password() {
    each_with_one(|app, ada, mut device| {
        let (mut browser, page, form) = second_step(app);
        let asked: serde_json::Value = serde_json::from_str(&options(&page)).expect("JSON");
        let listed = asked["allowCredentials"].as_array().expect("a list");
        assert_eq!(listed.len(), 1);
        // As its browser said of it, without what no browser knows.
        let reached = serde_json::json!(["internal", "hybrid"]);
        assert_eq!(listed[0]["transports"], reached);
        let answer = device.answers(&options(&page));
        let done = sends(&mut browser, &form, "Use a passkey", &answer);
        assert_eq!(done.status, 303, "{}", done.text());
        assert!(is_signed_in(&mut browser));
        // Its counter moved on, and nothing else.
        let (_, page, _) = second_step(app);
        let asked: serde_json::Value = serde_json::from_str(&options(&page)).expect("JSON");
        assert_eq!(asked["allowCredentials"][0]["transports"], reached);
        assert_eq!(methods(app, ada), ["hwk", "mfa", "pop", "pwd", "user"]);
    });
}

#[test]
fn another_users_passkey_is_no_second_step() {
    each_with_one(|app, _, mut device| {
        let ben = app.adds_user("ben", None);
        let mut other = adds_passkey(app, &ben);
        let (mut browser, page, form) = second_step(app);
        let answer = other.answers(&options(&page));
        let refused = sends(&mut browser, &form, "Use a passkey", &answer);
        complains(&refused, WRONG);
        // The form is the same, and its ticket still good.
        let answer = device.answers(&options(&refused));
        let form = refused.form("Use a passkey");
        let done = sends(&mut browser, &form, "Use a passkey", &answer);
        assert_eq!(done.status, 303);
    });
}

#[test]
fn who_has_codes_too_is_asked_for_those_first_and_may_choose() {
    each_with_one(|app, ada, mut device| {
        let secret = adds_authenticator(app, ada);
        let (mut browser, page, form) = second_step(app);
        assert!(page.text().contains("Code from your authenticator app"));
        let other = submits_with(&mut browser, &form, "Use a passkey", &[("Origin", HERE)]);
        assert!(other.text().contains("This window cannot use passkeys."));
        let answer = device.answers(&options(&other));
        let form = other.form("Use a passkey");
        let done = sends(&mut browser, &form, "Use a passkey", &answer);
        assert_eq!(done.status, 303);
        let (mut browser, page, form) = second_step(app);
        let done = types(&mut browser, &(page, form), &code(app, &secret));
        assert_eq!(done.status, 303);
    });
}

#[test]
fn codes_that_are_closed_open_again_by_a_passkey() {
    each_with_one(|app, ada, mut device| {
        adds_authenticator(app, ada);
        for _ in 0..20 {
            let change = Change::guarded(
                vestibule::domain::change::Guard::CodeAllowed {
                    user_key: ada.key,
                    wrong: 0..20,
                    charges: Vec::new(),
                },
                Vec::new(),
            );
            app.platform().store.commit(change).expect("counted");
        }
        assert!(factors_of(app, ada).is_closed());
        assert_eq!(signs_in(&mut app.stranger(), &mut device).status, 303);
        assert!(!factors_of(app, ada).is_closed());
    });
}

#[test]
fn who_has_passkeys_alone_is_asked_for_no_code_of_an_app() {
    each_with_one(|app, ada, mut device| {
        let (_, desktop) = app.adds_desktop_app();
        let page = tries(&mut app.stranger(), &desktop, "ada", PASSWORD).text();
        assert!(
            page.contains("<label for=\"code\">Sign-in code</label>"),
            "{page}"
        );
        assert!(page.contains("Make a sign-in code where you are signed in"));
        let (mut browser, page, form) = second_step(app);
        let other = submits_with(
            &mut browser,
            &form,
            "Use a sign-in code",
            &[("Origin", HERE)],
        );
        assert!(
            other
                .text()
                .contains("<label for=\"code\">Sign-in code</label>")
        );
        for page in [page.text(), other.text()] {
            assert!(
                !page.contains("your app") && !page.contains("authenticator"),
                "{page}"
            );
        }
        // In a session a sign-in code proves nothing.
        assert_eq!(signs_in(&mut browser, &mut device).status, 303);
        app.advance(Duration::from_secs(600));
        let page = browser
            .get("/account/confirm?to=%2Faccount%2Fpassword")
            .text();
        assert!(
            page.contains("Use a passkey") && !page.contains("ign-in code"),
            "{page}"
        );
        adds_authenticator(app, ada);
        let page = tries(&mut app.stranger(), &desktop, "ada", PASSWORD).text();
        assert!(page.contains("Code from your authenticator app"), "{page}");
    });
}
