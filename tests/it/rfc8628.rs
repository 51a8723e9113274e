//! What RFC 8628 (device authorization) says that the server answers, in document order. How a page and its brakes work is
//! in `openid::device` and what stands next to it.

use crate::kit::program::{gives_pair, is_kept_nowhere, refuses};
use crate::openid::device::{ASK, asks, decides, each_device, types, waits};
use crate::web::account::signed_in;
use std::collections::BTreeSet;
use std::time::Duration;

/// "In response, the authorization server generates a unique device verification code and an end-user code that are valid for
/// a limited time and includes them in the HTTP response body using the "application/json" format [RFC8259] with a 200 (OK)
/// status code."
#[test]
fn s3_2_both_codes_are_unique_and_come_as_json() {
    each_device(|_, program| {
        let mut all = BTreeSet::new();
        for _ in 0..20 {
            let answer = program.posts(ASK, &[]);
            assert_eq!(answer.status, 200);
            is_kept_nowhere(&answer);
            let told = answer.json();
            assert!(all.insert(told["device_code"].to_string()));
            assert!(all.insert(told["user_code"].to_string()));
        }
    });
}

/// "The authorization request is still pending as the end user hasn't yet completed the user-interaction steps (Section
/// 3.3)."
#[test]
fn s3_5_a_request_is_pending_until_the_end_user_has_decided() {
    each_device(|app, program| {
        let codes = asks(program, "basic");
        let mut browser = signed_in(app, "ada");
        let page = types(&mut browser, &codes.user);
        waits(&program.polls(&codes.device));
        app.presses(&mut browser, &page, "Allow");
        gives_pair(&program.polls(&codes.device));
    });
}

/// "A variant of "authorization_pending", the authorization request is still pending and polling should continue, but the
/// interval MUST be increased by 5 seconds for this and all subsequent requests."
#[test]
fn s3_5_the_interval_grows_for_who_polls_too_often() {
    each_device(|app, program| {
        let codes = asks(program, "basic");
        waits(&program.polls(&codes.device));
        for seconds in [0, 9, 14] {
            app.advance(Duration::from_secs(seconds));
            let answer = program.polls(&codes.device);
            refuses(&answer, 400, "slow_down", "Ask less often");
        }
        app.advance(Duration::from_secs(20));
        waits(&program.polls(&codes.device));
    });
}

/// "The authorization request was denied."
#[test]
fn s3_5_a_request_that_was_denied_is_told_so() {
    each_device(|app, program| {
        let codes = asks(program, "basic");
        decides(app, &mut signed_in(app, "ada"), &codes, "Don't Allow");
        let text = "The user did not allow the request";
        refuses(&program.polls(&codes.device), 400, "access_denied", text);
    });
}

/// "The "device_code" has expired, and the device authorization session has concluded."
#[test]
fn s3_5_a_code_that_has_expired_is_told_so() {
    each_device(|app, program| {
        let codes = asks(program, "basic");
        app.advance(Duration::from_secs(600));
        let text = "The device code has expired";
        refuses(&program.polls(&codes.device), 400, "expired_token", text);
        let page = types(&mut signed_in(app, "ada"), &codes.user);
        assert!(page.text().contains("role=\"alert\""));
    });
}

/// "As the device code is not displayed to the user and thus there are no usability considerations on the length, a very high
/// entropy code SHOULD be used."
#[test]
fn s5_2_a_device_code_is_long_and_its_public_part_opens_nothing() {
    each_device(|_, program| {
        let codes = [asks(program, "basic"), asks(program, "basic")];
        let [one, other] = codes.each_ref().map(|codes| codes.device.split_at(11));
        assert_eq!((one.1.len(), other.1.len()), (29, 29));
        let mixed = format!("{}{}", one.0, other.1);
        refuses(
            &program.polls(&mixed),
            400,
            "invalid_grant",
            "Invalid device code",
        );
    });
}
