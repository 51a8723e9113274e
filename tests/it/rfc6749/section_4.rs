//! RFC 6749 §4.2, §5.1 and §7: the implicit flow, what it answers, and the use of the token.

use crate::kit::app::token_in;
use crate::kit::exact::{CALLBACK, asking, fields, is_refused, pressed, signed_in_browser};
use crate::web::{each_signed_in, each_web_app};
use std::collections::BTreeMap;
use std::time::Duration;

/// The fields in the fragment of a result at the sample address.
#[track_caller]
fn fragment(location: &str) -> BTreeMap<String, String> {
    let (address, encoded) = location.split_once('#').expect("a fragment");
    assert_eq!(address, CALLBACK);
    fields(encoded).into_iter().collect()
}

/// "The authorization server MUST verify that the redirection URI to which it will redirect the access
/// token matches a redirection URI registered by the client as described in Section 3.1.2."
#[test]
fn s4_2_1_a_token_goes_to_a_registered_address_only() {
    each_signed_in(|app, browser, client_id| {
        let good = asking(client_id, &[("redirect_uri", CALLBACK)]);
        let location = pressed(app, browser, &good, "Allow");
        assert!(location.starts_with(&format!("{CALLBACK}#access_token=TOKEN&")));
        let evil = asking(client_id, &[("redirect_uri", "https://evil.example/cb")]);
        is_refused(&browser.get(&evil), "redirect_uri_mismatch");
    });
}

/// "access_token REQUIRED. … token_type REQUIRED. … expires_in RECOMMENDED. … state REQUIRED if the
/// "state" parameter was present in the client authorization request. The exact value received from the
/// client." "The authorization server MUST NOT issue a refresh token."
#[test]
fn s4_2_2_r92_the_answer_holds_what_is_required_and_no_refresh_token() {
    each_signed_in(|app, browser, client_id| {
        // The example of Appendix B as state.
        let state = " %&+\u{a3}\u{20ac}";
        let path = asking(client_id, &[("state", state)]);
        let location = pressed(app, browser, &path, "Allow");
        assert!(
            location.contains("&state=+%25%26%2B%C2%A3%E2%82%AC&"),
            "{location}"
        );
        let expected = [
            ("access_token", "TOKEN"),
            ("expires_in", "86400"),
            ("iss", &app.origin()),
            ("state", state),
            ("token_type", "bearer"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(fragment(&location), expected.into());
    });
}

/// "Values for the "error" parameter MUST NOT include characters outside the set %x20-21 / %x23-5B /
/// %x5D-7E." The same for "error_description"; "error_uri" is not sent. "state REQUIRED if a "state"
/// parameter was present in the client authorization request."
#[test]
fn s4_2_2_1_errors_hold_plain_text_and_the_state() {
    each_web_app(|app, client_id| {
        let mut browser = signed_in_browser(app);
        let mut locations = vec![pressed(
            app,
            &mut browser,
            &asking(client_id, &[("state", "s")]),
            "Don't Allow",
        )];
        for fault in [
            ("prompt", "none"),
            ("prompt", "none login"),
            ("scope", "\"\\\u{e9}<script>"),
            ("response_mode", "query"),
            ("response_mode", "\"\\\u{e9}"),
            ("request", "x"),
            ("request_uri", "\"\\\u{e9}"),
            ("response_type", "token"),
        ] {
            let path = asking(client_id, &[("state", "s"), fault]);
            locations.push(browser.get(&path).location().to_owned());
            locations.push(app.stranger().get(&path).location().to_owned());
        }
        for location in locations {
            let fields = fragment(&location);
            assert_eq!(
                fields.get("state").map(String::as_str),
                Some("s"),
                "{location}"
            );
            assert!(!fields.contains_key("error_uri"));
            for name in ["error", "error_description"] {
                let value = fields
                    .get(name)
                    .unwrap_or_else(|| panic!("{name} in {location}"));
                let is_plain = |c: char| matches!(c, '\x20'..='\x7e') && c != '"' && c != '\\';
                assert!(
                    !value.is_empty() && value.chars().all(is_plain),
                    "{location}"
                );
            }
        }
    });
}

/// "The authorization server MUST include the HTTP "Cache-Control" response header field [RFC2616] with
/// a value of "no-store" in any response containing tokens, credentials, or other sensitive
/// information, as well as the "Pragma" response header field [RFC2616] with a value of "no-cache"."
#[test]
fn s5_1_r93_no_answer_with_a_token_is_stored() {
    each_signed_in(|app, browser, client_id| {
        let page = browser.get(&asking(client_id, &[]));
        let answer = app.presses(browser, &page, "Allow");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        let token = token_in(answer.location());
        let path = format!("/platform/oauth/validate_token?access_token={token}");
        let answer = app.stranger().get(&path);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
        let user = app.asks_user(&token);
        assert_eq!(user.header("cache-control"), Some("no-store"));
    });
}

/// "The resource server MUST validate the access token and ensure that it has not expired and that its
/// scope covers the requested resource."
#[test]
fn s7_a_token_opens_what_its_scope_covers_until_it_expires() {
    each_signed_in(|app, browser, client_id| {
        let mut token_for = |scope| {
            let page = browser.get(&asking(client_id, &[("scope", scope)]));
            token_in(app.presses(browser, &page, "Allow").location())
        };
        let (basic, email) = (token_for("basic"), token_for("basic email"));
        assert_eq!(app.asks_user(&basic).json().get("email"), None);
        assert_eq!(app.asks_user(&email).json()["email"], "ada@example.org");
        app.advance(Duration::from_secs(86_399));
        assert_eq!(app.asks_user(&basic).status, 200);
        app.advance(Duration::from_secs(1));
        for token in [basic, email] {
            assert_eq!(app.asks_user(&token).status, 401);
            assert!(!app.is_live(&token));
        }
        assert_eq!(app.asks_user("").status, 401);
    });
}
