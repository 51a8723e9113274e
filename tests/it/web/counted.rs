//! What metrics count of second steps and passkeys.

use super::passkeys::{SETTINGS, adds_passkey, options, sends};
use super::second_step_codes::{adds_authenticator, code, wrong};
use super::{each_app, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::metrics::Series;
use std::collections::BTreeMap;
use std::time::Duration;
use vestibule::metrics::Exposition;

const SIGN_IN: &str = "/account/sign-in";

/// Of sign-ins and second steps, those that there were.
#[track_caller]
fn counts(app: &TestApp, expected: &[(&str, f64)]) {
    let text = Exposition::new(&app.platform().metrics, "0", "sqlite").text();
    let mut series = Series::of(&text).0;
    series.retain(|name, count| {
        *count > 0.0 && (name.contains("sign_ins") || name.contains("second_steps"))
    });
    let expected = expected.iter();
    let expected = expected.map(|(name, count)| (format!("vestibule_{name}"), *count));
    assert_eq!(series, expected.collect::<BTreeMap<_, _>>());
}

#[test]
fn a_second_step_is_counted_by_its_way_and_the_sign_in_when_it_is_done() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        let secret = adds_authenticator(app, &ada);
        let mut browser = app.stranger();
        let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
        let mut form = page.form("Continue");
        counts(app, &[]);
        let refused = (
            "second_steps_total{way=\"authenticator\",outcome=\"refused\"}",
            1.0,
        );
        form.set("code", &wrong(app, &secret));
        browser.submits(&page, &form, "Continue");
        counts(app, &[refused]);
        form.set("code", &code(app, &secret));
        // The second press gets the answer of the first.
        for _ in 0..2 {
            assert_eq!(browser.submits(&page, &form, "Continue").status, 303);
        }
        let done = [
            refused,
            (
                "second_steps_total{way=\"authenticator\",outcome=\"ok\"}",
                1.0,
            ),
            ("sign_ins_total{way=\"password\",outcome=\"ok\"}", 1.0),
        ];
        counts(app, &done);
    });
}

#[test]
fn a_passkey_that_signs_in_by_itself_is_no_second_step() {
    each_app(SETTINGS, |app| {
        let ada = app.adds_user("ada", None);
        let mut device = adds_passkey(app, &ada);
        let mut browser = app.stranger();
        let page = browser.get(SIGN_IN);
        let form = page.form("Sign in");
        sends(&mut browser, &form, "Sign in", "{}");
        let refused = ("sign_ins_total{way=\"passkey\",outcome=\"refused\"}", 1.0);
        counts(app, &[refused]);
        app.advance(Duration::from_secs(1));
        let page = browser.get(SIGN_IN);
        let form = page.form("Sign in");
        let answer = sends(
            &mut browser,
            &form,
            "Sign in",
            &device.answers(&options(&page)),
        );
        assert_eq!(answer.status, 303, "{}", answer.text());
        let done = ("sign_ins_total{way=\"passkey\",outcome=\"ok\"}", 1.0);
        counts(app, &[refused, done]);
    });
}
