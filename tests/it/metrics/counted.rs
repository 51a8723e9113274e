//! What happens, and what is counted of it.

use super::{Metered, Series};
use crate::kit::app::{PASSWORD, token_in};
use crate::web::{asks_for, filled_in};
use std::collections::BTreeMap;

/// Without what others count, and without times.
fn grown<'a>(now: &'a Series, before: &Series) -> BTreeMap<&'a str, f64> {
    let mut grown = now.since(before);
    grown.retain(|name, _| {
        let told = [
            "sign_in",
            "second_steps",
            "consents",
            "tokens",
            "token_checks",
        ];
        told.iter()
            .any(|word| name.starts_with(&format!("vestibule_{word}")))
    });
    grown
}

#[test]
fn a_sign_in_with_all_that_follows_is_counted_once_each() {
    let metered = Metered::new("", "");
    metered.home.adds_user("ada", PASSWORD);
    let app = metered
        .home
        .adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let client_id = app["client_id"].as_str().expect("a key").to_owned();
    let mut browser = metered.server.client();
    let path = asks_for(&client_id, &[("display", "desktop")]);

    let before = metered.series();
    let (page, form) = filled_in(&mut browser, &path, "ada", "otter-lamp-river-43");
    browser.submits(&page, &form, "Sign in");
    let refused = metered.series();
    let expected = [(
        "vestibule_sign_ins_total{way=\"password\",outcome=\"refused\"}",
        1.0,
    )];
    assert_eq!(grown(&refused, &before), BTreeMap::from(expected));

    let (page, form) = filled_in(&mut browser, &path, "ada", PASSWORD);
    assert_eq!(browser.submits(&page, &form, "Sign in").status, 303);
    let consent = browser.get(&path);
    let form = consent.form("Allow");
    let allowed = browser.submits(&consent, &form, "Allow");
    // Pressed twice, it is answered twice and counted once.
    browser.submits(&consent, &form, "Allow");
    let token = token_in(allowed.location());
    let validate = |token: &str| format!("/platform/oauth/validate_token?access_token={token}");
    metered.server.client().get(&validate(&token));
    metered.server.client().get(&validate("nonsense"));
    let bearer = format!("Bearer {token}");
    let bearer = [("Authorization", bearer.as_str())];
    metered
        .server
        .client()
        .send("GET", "/api/user", &bearer, b"");
    let after = metered.series();
    let expected = [
        (
            "vestibule_sign_ins_total{way=\"password\",outcome=\"ok\"}",
            1.0,
        ),
        ("vestibule_consents_total{outcome=\"allowed\"}", 1.0),
        ("vestibule_tokens_issued_total{grant=\"implicit\"}", 1.0),
        (
            "vestibule_token_checks_total{endpoint=\"validate_token\",outcome=\"live\"}",
            1.0,
        ),
        (
            "vestibule_token_checks_total{endpoint=\"validate_token\",outcome=\"refused\"}",
            1.0,
        ),
        (
            "vestibule_token_checks_total{endpoint=\"api_user\",outcome=\"live\"}",
            1.0,
        ),
    ];
    assert_eq!(grown(&after, &refused), BTreeMap::from(expected));
    let more = after.since(&before);
    let hashed = more.get("vestibule_hash_seconds_count");
    assert_eq!(hashed, Some(&2.0), "{more:#?}");
    let posted = "vestibule_http_requests_total{route=\"/platform/oauth/authorize\",method=\"POST\",status=\"3xx\"}";
    assert_eq!(more.get(posted), Some(&3.0), "{more:#?}");
    let commits = more.get("vestibule_store_commit_seconds_count");
    assert!(commits.is_some_and(|it| *it >= 3.0), "{more:#?}");
    let batches = more.get("vestibule_store_batch_size_sum");
    assert!(batches >= commits, "{more:#?}");
    for quiet in ["store_queue_length", "hash_queue_length"] {
        let name = format!("vestibule_{quiet}");
        assert_eq!(after.of_series(&name), 0.0, "{name}");
    }
}

#[test]
fn a_sign_in_that_a_limit_holds_up_is_counted_with_whose_tries_it_counted() {
    let metered = Metered::new("sign_in_limit = { per_account = 1 }", "");
    metered.home.adds_user("ada", PASSWORD);
    let before = metered.series();
    let mut browser = metered.server.client();
    for status in [200, 429] {
        let (page, form) = filled_in(&mut browser, "/account/sign-in", "ada", "wrong-wrong-wrong");
        assert_eq!(browser.submits(&page, &form, "Sign in").status, status);
    }
    let after = metered.series();
    let expected = [
        (
            "vestibule_sign_ins_total{way=\"password\",outcome=\"refused\"}",
            1.0,
        ),
        (
            "vestibule_sign_ins_total{way=\"password\",outcome=\"limited\"}",
            1.0,
        ),
        (
            "vestibule_sign_in_limit_refusals_total{subject=\"account\"}",
            1.0,
        ),
    ];
    assert_eq!(grown(&after, &before), BTreeMap::from(expected));
}

#[test]
fn the_log_names_the_trace_of_a_request_that_says_it_rightly() {
    let metered = Metered::new("", "");
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let mut client = metered.server.client();
    let right = format!("00-{trace}-b7ad6b7169203331-01");
    let wrong = format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase());
    for header in [right.as_str(), wrong.as_str()] {
        client.send("GET", "/healthz", &[("traceparent", header)], b"");
    }
    client.send(
        "GET",
        "/healthz",
        &[("traceparent", &right), ("traceparent", &right)],
        b"",
    );
    client.get("/healthz");
    let log = metered.server.log();
    let named = format!("\"trace_id\":\"{trace}\"");
    assert_eq!(log.matches(&named).count(), 1, "{log}");
    assert_eq!(log.matches("trace_id").count(), 1, "{log}");
}
