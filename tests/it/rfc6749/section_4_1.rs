//! RFC 6749 §4.1.1 and §4.1.2: asking for a code, and the answers of the authorization endpoint. What the
//! code is good for (§4.1.3) stands with the token endpoint.

use crate::kit::code::{asking_code, code_in, redeems, token_for};
use crate::kit::exact::{CALLBACK, fields, is_sent_to, issuer_field};
use crate::web::each_signed_in;
use std::time::Duration;

/// The fields of an address whose answer stands in the query.
#[track_caller]
fn query(location: &str) -> Vec<(String, String)> {
    let rest = location.strip_prefix(&format!("{CALLBACK}?"));
    let rest = rest.unwrap_or_else(|| panic!("{location} is not the callback with a query"));
    fields(rest.strip_suffix('#').expect("an empty fragment ends it"))
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = fields.iter().filter(|(known, _)| known == name);
    let first = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} came twice in {fields:?}");
    first
}

/// "The authorization server validates the request to ensure that all required parameters are present and
/// valid."
#[test]
fn s4_1_1_nothing_is_asked_of_a_person_before_all_is_checked() {
    each_signed_in(|app, browser, client_id| {
        let issuer = issuer_field(app);
        for (fault, error) in [
            (("scope", "nonsense"), "invalid_scope"),
            (("response_mode", "x"), "invalid_request"),
            (("state", &"s".repeat(8193)), "invalid_request"),
        ] {
            let answer = browser.get(&asking_code(client_id, &[fault]));
            let fields = query(answer.location());
            assert_eq!(value(&fields, "error"), Some(error));
            assert!(answer.location().ends_with(&format!("{issuer}#")));
        }
    });
}

/// "If the resource owner grants the access request, the authorization server issues an authorization code
/// and delivers it to the client by adding the following parameters to the query component of the
/// redirection URI using the "application/x-www-form-urlencoded" format … code: REQUIRED. … state: REQUIRED
/// if the "state" parameter was present in the client authorization request. The exact value received from
/// the client."
#[test]
fn s4_1_2_the_code_and_the_exact_state_stand_in_the_query() {
    each_signed_in(|app, browser, client_id| {
        for state in ["xyz", "a b+c&code=evil#x=%41", "\0\r\n\u{1F980}"] {
            let page = browser.get(&asking_code(client_id, &[("state", state)]));
            let answer = app.presses(browser, &page, "Allow");
            let fields = query(answer.location());
            assert_eq!(value(&fields, "state"), Some(state));
            let code = value(&fields, "code").expect("a code");
            assert_eq!(value(&fields, "access_token"), None);
            token_for(app, client_id, code, &[]);
        }
    });
}

/// "The authorization code MUST expire shortly after it is issued to mitigate the risk of leaks. A maximum
/// authorization code lifetime of 10 minutes is RECOMMENDED."
#[test]
fn s4_1_2_a_code_lives_ten_minutes() {
    each_signed_in(|app, browser, client_id| {
        let mut code = || {
            let page = browser.get(&asking_code(client_id, &[]));
            let answer = app.presses(browser, &page, "Allow");
            assert_eq!(value(&query(answer.location()), "expires_in"), Some("600"));
            code_in(answer.location())
        };
        let (used, late) = (code(), code());
        app.advance(Duration::from_millis(599_999));
        token_for(app, client_id, &used, &[]);
        app.advance(Duration::from_millis(1));
        let fields = [("code_verifier", crate::kit::code::VERIFIER)];
        let answer = redeems(app, client_id, &late, &fields);
        assert_eq!(
            (answer.status, &answer.json()["error"]),
            (400, &"invalid_grant".into())
        );
    });
}

/// "If the resource owner denies the access request or if the request fails for reasons other than a missing
/// or invalid redirection URI, the authorization server informs the client by adding the following parameters
/// to the query component of the redirection URI … error: REQUIRED. … Values for the "error" parameter MUST
/// NOT include characters outside the set %x20-21 / %x23-5B / %x5D-7E. … state: REQUIRED …"
#[test]
fn s4_1_2_1_errors_stand_in_the_query_with_plain_text_and_the_state() {
    each_signed_in(|app, browser, client_id| {
        let state = ("state", "a&b=\u{1F980}");
        let page = browser.get(&asking_code(client_id, &[state]));
        let denied = app.presses(browser, &page, "Don't Allow");
        let mut locations = vec![denied.location().to_owned()];
        for fault in [
            ("prompt", "none"),
            ("scope", "\"\\\u{e9}<script>"),
            ("response_mode", "\"\\\u{e9}"),
            ("code_challenge", "twice"),
            ("request", "x"),
        ] {
            let answer = browser.get(&asking_code(client_id, &[state, fault]));
            locations.push(answer.location().to_owned());
        }
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~'))
        };
        for location in locations {
            let fields = query(&location);
            assert_eq!(value(&fields, "state"), Some(state.1), "{location}");
            assert!(value(&fields, "error").is_some_and(plain), "{location}");
            assert!(value(&fields, "error_description").is_some_and(plain));
            assert_eq!(value(&fields, "code"), None, "{location}");
        }
        // A state that cannot be given back is not: neither of two, nor a part of one.
        let twice = format!("{}&state=b", asking_code(client_id, &[("state", "a")]));
        let issuer = issuer_field(app);
        let description = "A+parameter+was+sent+more+than+once";
        let expected =
            format!("{CALLBACK}?error=invalid_request&error_description={description}{issuer}#");
        is_sent_to(&browser.get(&twice), &expected);
    });
}
