//! The MUSTs of RFC 6750 (bearer tokens) that bind the server, in document order, and the answers of
//! §3.1, at `/api/user`.

use crate::kit::app::{TestApp, token_in};
use crate::kit::exact::{CALLBACK, adds_web_app, asking, signed_in_browser};
use crate::kit::http::Response;
use crate::web::each_app;
use std::time::Duration;

fn token(app: &TestApp) -> String {
    let mut browser = signed_in_browser(app);
    let client_id = adds_web_app(app, &[CALLBACK]);
    let page = browser.get(&asking(&client_id, &[]));
    token_in(app.presses(&mut browser, &page, "Allow").location())
}

fn asks(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Response {
    app.stranger().send("GET", path, headers, b"")
}

/// 401 or 400 with this error in the challenge, none for an empty text, and the platform's own body.
#[track_caller]
fn is_refused(app: &TestApp, answer: &Response, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let error = if error.is_empty() {
        String::new()
    } else {
        format!(", error=\"{error}\"")
    };
    let challenge = format!("Bearer realm=\"{}\"{error}", app.origin());
    assert_eq!(answer.headers_named("www-authenticate"), [challenge]);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.json()["error"]["type"], "OAuthException");
}

/// "Clients MUST NOT use more than one method to transmit the token in each request." §3.1:
/// "invalid_request: The request … uses more than one method for including an access token …"
#[test]
fn s2_two_ways_at_once_are_refused() {
    each_app("", |app| {
        let token = token(app);
        let field = format!("access_token={token}");
        let bearer = format!("Bearer {token}");
        let header = ("Authorization", bearer.as_str());
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        for (query, headers, body) in [
            (field.as_str(), &[header][..], ""),
            (&format!("{field}&{field}"), &[], ""),
            ("", &[header, ("Authorization", "Bearer x")], ""),
            ("", &[header, header], ""),
            ("", &[header, form], &field),
        ] {
            let path = format!("/api/user?{query}");
            let answer = app.stranger().send("POST", &path, headers, body.as_bytes());
            is_refused(app, &answer, 400, "invalid_request");
        }
        assert_eq!(asks(app, "/api/user", &[header]).status, 200);
    });
}

/// §2.1: "Resource servers MUST support this method."
#[test]
fn s2_1_the_authorization_header_is_supported() {
    each_app("", |app| {
        let token = token(app);
        for scheme in ["Bearer", "bearer", "BEARER", "OAuth", "Bearer "] {
            let header = format!("{scheme} {token}");
            let answer = asks(app, "/api/user", &[("Authorization", &header)]);
            assert_eq!(answer.status, 200, "{scheme}");
            assert_eq!(answer.json()["name"], "ada");
        }
        // §3.1: another scheme presents no token, and a request without one gets no error code.
        for header in [
            token.clone(),
            format!("Token {token}"),
            format!("Basic {token}"),
            format!("Bearer:{token}"),
        ] {
            let answer = asks(app, "/api/user", &[("Authorization", &header)]);
            assert_eq!(answer.status, 401, "{header}");
            let challenge = format!("Bearer realm=\"{}\"", app.origin());
            assert_eq!(answer.headers_named("www-authenticate"), [challenge]);
        }
        for header in [
            format!("Bearer {token} x"),
            format!("Bearer \"{token}\""),
            format!("Bearer token={token}"),
        ] {
            let answer = asks(app, "/api/user", &[("Authorization", &header)]);
            is_refused(app, &answer, 401, "invalid_token");
        }
    });
}

/// §2.2: a token in a form body only if "the HTTP request method is one for which the request-body has
/// defined semantics. In particular, this means that the "GET" method MUST NOT be used."
#[test]
fn s2_2_the_body_of_a_get_presents_no_token() {
    each_app("", |app| {
        let body = format!("access_token={}", token(app));
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = app
            .stranger()
            .send("GET", "/api/user", &form, body.as_bytes());
        is_refused(app, &answer, 401, "");
    });
}

/// §2.3: the query "SHOULD NOT be used"; here it works only for apps that opted in (row 102).
#[test]
fn s2_3_r102_the_query_presents_a_token_only_where_the_app_opted_in() {
    each_app("", |app| {
        let path = format!("/api/user?access_token={}", token(app));
        is_refused(app, &asks(app, &path, &[]), 401, "invalid_token");
        let apps = vestibule::flow::apps::list(app.platform()).expect("apps");
        let asked = apps.last().expect("the web app").client_id.clone();
        let wishes = vestibule::domain::oauth::registration::Wishes {
            on: vec![vestibule::domain::oauth::client::Switch::TokenInQuery],
            ..Default::default()
        };
        vestibule::flow::apps::edit(app.platform(), &asked, &wishes).expect("opted in");
        assert_eq!(asks(app, &path, &[]).status, 200);
    });
}

/// "If the protected resource request does not include authentication credentials or does not contain
/// an access token that enables access to the protected resource, the resource server MUST include the
/// HTTP "WWW-Authenticate" response header field …. All challenges defined by this specification MUST
/// use the auth-scheme value "Bearer". This scheme MUST be followed by one or more auth-param values. …
/// The "realm" attribute MUST NOT appear more than once. … The "error", "error_description", and
/// "error_uri" attributes MUST NOT appear more than once."
#[test]
fn s3_every_refusal_carries_one_bearer_challenge() {
    each_app("", |app| {
        is_refused(app, &asks(app, "/api/user", &[]), 401, "");
        is_refused(app, &asks(app, "/api/user?x=1", &[]), 401, "");
        let token = token(app);
        app.advance(Duration::from_secs(86_400));
        for presented in [token.as_str(), "", "x", "eyJhbGciOiJub25lIn0.e30.", "%00"] {
            let header = format!("Bearer {presented}");
            let answer = asks(app, "/api/user", &[("Authorization", &header)]);
            is_refused(app, &answer, 401, "invalid_token");
            assert_eq!(answer.json()["error"]["message"], "Invalid access token");
        }
    });
}

/// "Values for the "error" and "error_description" attributes … MUST NOT include characters outside the
/// set %x20-21 / %x23-5B / %x5D-7E."
#[test]
fn s3_nothing_that_was_sent_stands_in_a_challenge() {
    each_app("", |app| {
        for planted in [
            "Bearer planted\"\\, error=\"x",
            "planted realm=\"x\"",
            "Bearer \u{e9}planted",
        ] {
            let answer = asks(app, "/api/user", &[("Authorization", planted)]);
            assert_eq!(answer.status, 401, "{planted}");
            let challenge = answer.headers_named("www-authenticate").concat();
            assert!(!challenge.contains("planted"), "{challenge}");
            assert!(!answer.text().contains("planted"));
        }
    });
}
