//! The MUSTs of RFC 9700 (security best current practice) that bind an authorization server with the
//! implicit flow, in document order. Where RFC 6749 says the same, its tests hold the details.
//!
//! Waiting for codes and the token endpoint: §2.1.1 (PKCE), §2.2 (sender-constrained and rotated refresh
//! tokens), §2.4 (no password grant), §4.5, §4.8, §4.14. Decided otherwise by the platform's contract:
//! §4.11.2 would have a person signed in before an error is sent to the app's address.

use crate::kit::app::PASSWORD;
use crate::kit::exact::{
    CALLBACK, LEADS_AWAY, ORDINARY, adds_desktop_app, adds_web_app, asking, is_page, is_refused,
    is_sent_to, login_required,
};
use crate::web::{each_app, each_web_app, each_with_ada, registers};

/// "When comparing client redirection URIs against pre-registered URIs, authorization servers MUST
/// utilize exact string matching except for port numbers in localhost redirection URIs of native apps
/// (see Section 4.1.3)."
#[test]
fn s2_1_addresses_match_exactly_but_for_the_port_of_a_native_app() {
    each_app("", |app| {
        let program = adds_desktop_app(app, &["http://127.0.0.1/cb"]);
        let site = adds_web_app(app, &["http://127.0.0.1/cb"]);
        let silently = |client_id: &str, uri| {
            let more = [("redirect_uri", uri), ("prompt", "none")];
            app.stranger().get(&asking(client_id, &more))
        };
        let uri = "http://127.0.0.1:51004/cb";
        is_sent_to(
            &silently(&program, uri),
            &login_required(&format!("{uri}#"), app),
        );
        is_refused(&silently(&site, uri), "redirect_uri_mismatch");
        is_refused(
            &silently(&program, "http://127.0.0.1:51004/cb/"),
            "redirect_uri_mismatch",
        );
    });
}

/// "Clients and authorization servers MUST NOT expose URLs that forward the user's browser to arbitrary
/// URIs obtained from a query parameter (open redirectors) as described in Section 4.11."
#[test]
fn s2_1_no_address_of_ours_forwards_to_where_a_parameter_says() {
    each_web_app(|app, client_id| {
        let names = [
            "redirect_uri",
            "redirect_url",
            "return_to",
            "next",
            "url",
            "continue",
            "origin",
            "post_logout_redirect_uri",
            "request_uri",
            "callback",
        ];
        for path in [
            "/platform/oauth/authorize",
            "/platform/oauth/auth_success",
            "/platform/oauth/auth_failed",
            "/platform/oauth/logout",
            "/platform/oauth/signed_out",
            "/platform/oauth/validate_token",
            "/api/user",
            "/",
        ] {
            for name in names {
                let query = format!("{name}=https%3A%2F%2Fevil.example%2F&client_id={client_id}");
                let answer = app
                    .stranger()
                    .get(&format!("{path}?{query}&response_type=token"));
                let location = answer.header("location").unwrap_or_default();
                assert!(
                    location.is_empty() || location.starts_with(&format!("{CALLBACK}#error=")),
                    "{path} {name}: {location}"
                );
                assert_eq!(answer.header("refresh"), None);
            }
        }
    });
}

/// "… authorization servers MUST NOT allow redirection URIs that use the http scheme except for native
/// clients that use loopback interface redirection as described in Section 7.3 of [RFC8252]."
#[test]
fn s2_6_plain_http_is_registered_for_loopback_only() {
    each_app("", |app| {
        for uri in [
            "http://client.example/cb",
            "http://192.168.0.1/cb",
            "http://localhost.evil.example/",
        ] {
            assert!(!registers(app, uri), "{uri}");
        }
        for uri in [
            "http://127.0.0.1/cb",
            "http://[::1]/cb",
            "https://client.example/cb",
        ] {
            assert!(registers(app, uri), "{uri}");
        }
    });
}

/// "… CORS MUST NOT be supported at the authorization endpoint …"
#[test]
fn s2_6_no_script_of_another_origin_reads_the_authorization_endpoint() {
    each_web_app(|app, client_id| {
        let path = asking(client_id, &[]);
        let headers = [
            ("Origin", "https://client.example"),
            ("Access-Control-Request-Method", "GET"),
        ];
        for (method, status) in [("OPTIONS", 405), ("GET", 200)] {
            let answer = app.stranger().send(method, &path, &headers, b"");
            assert_eq!(answer.status, status);
            for (name, _) in &answer.headers {
                assert!(
                    !name.to_ascii_lowercase().starts_with("access-control-"),
                    "{name}"
                );
            }
        }
    });
}

/// §4.12: "Authorization servers that redirect a request that potentially contains the user's
/// credentials therefore MUST NOT use the HTTP 307 status code for redirection."
#[test]
fn s4_12_r121_no_redirect_sends_a_password_on() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let mut browser = app.stranger();
        let page = browser.get(&asking(&client_id, &[]));
        let mut form = page.form("Sign in");
        form.types_name_and_password("ada", PASSWORD);
        assert_eq!(browser.submits(&page, &form, "Sign in").status, 303);
        for button in ["Allow", "Don't Allow"] {
            let page = browser.get(&asking(&client_id, &[]));
            assert_eq!(app.presses(&mut browser, &page, button).status, 302);
        }
    });
}

/// §4.16: "Authorization servers MUST prevent clickjacking attacks."
#[test]
fn s4_16_no_page_of_ours_is_framed_in_any_display() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let mut known = app.stranger();
        known.signs_in(&asking(&client_id, &[]), "ada", PASSWORD);
        assert!(LEADS_AWAY.contains("frame-ancestors 'none'"));
        for display in ["web", "desktop", "mobile", "popup", "iframe"] {
            let more = [("display", display), ("redirect_uri", CALLBACK)];
            let path = asking(&client_id, &more);
            is_page(&app.stranger().get(&path), 200, LEADS_AWAY);
            is_page(&known.get(&path), 200, LEADS_AWAY);
        }
        for path in [
            "/platform/oauth/auth_success",
            "/platform/oauth/auth_failed",
            "/platform/oauth/logout",
        ] {
            is_page(&known.get(path), 200, ORDINARY);
        }
    });
}
