//! What an OpenID request is refused for, at the proven address, each with its words.

use super::{asks, each_openid};
use crate::kit::exact::CALLBACK;
use crate::kit::http::Response;

/// The fields of an error, which has these and no others.
#[track_caller]
fn is_refused(answer: &Response, origin: &str, error: &str, text: &str) {
    assert_eq!(answer.status, 302, "{}", answer.text());
    let location = answer.location();
    let query = location
        .strip_prefix(&format!("{CALLBACK}?"))
        .expect("in the query");
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(query.trim_end_matches('#').as_bytes())
            .into_owned()
            .collect();
    let expected = [
        ("error", error),
        ("error_description", text),
        ("state", "s t"),
        ("iss", origin),
    ];
    let expected: Vec<(String, String)> = expected
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    assert_eq!(fields, expected, "{location}");
}

/// What is sent otherwise, the error, and its words.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn each_fault_of_a_request_has_its_words() {
    each_openid(|app, program| {
        let number = program.app.id.0.to_string();
        let long = "n".repeat(1025);
        // Six times as long in JSON.
        let escaped = "\u{1}".repeat(400);
        let shape = "invalid_request";
        let cases: &[Case] = &[
            (
                &[("response_type", "-")],
                shape,
                "response_type is required",
            ),
            (&[("response_type", "")], shape, "response_type is required"),
            (&[("nonce", &escaped)], shape, "nonce is too long"),
            (&[("nonce", &long)], shape, "nonce is too long"),
            (
                &[("max_age", "soon")],
                shape,
                "max_age must be a whole number of seconds",
            ),
            (
                &[("max_age", "-1")],
                shape,
                "max_age must be a whole number of seconds",
            ),
            (
                &[("max_age", "1.5")],
                shape,
                "max_age must be a whole number of seconds",
            ),
            (
                &[("max_age", "+5")],
                shape,
                "max_age must be a whole number of seconds",
            ),
            (
                &[("max_age", "1000000001")],
                shape,
                "max_age must be a whole number of seconds",
            ),
            (
                &[("client_id", &number)],
                shape,
                "client_id must be the key for OpenID Connect",
            ),
            (
                &[("response_type", "nothing")],
                "unsupported_response_type",
                "This response_type is not supported",
            ),
            (
                &[("registration", "{}")],
                "registration_not_supported",
                "Registration in a request is not supported",
            ),
            (
                &[("request", "a.b.c")],
                "request_not_supported",
                "Request objects are not supported",
            ),
            (
                &[("prompt", "none")],
                "login_required",
                "The user is not signed in",
            ),
        ];
        for (more, error, text) in cases {
            let answer = app.stranger().get(&asks(program, more));
            is_refused(&answer, &app.origin(), error, text);
        }
        let twice = format!("{}&nonce=a&nonce=b", asks(program, &[]));
        let text = "A parameter was sent more than once";
        is_refused(&app.stranger().get(&twice), &app.origin(), shape, text);
        let exact = "n".repeat(1024);
        let sound = app.stranger().get(&asks(
            program,
            &[("nonce", &exact), ("max_age", "1000000000")],
        ));
        assert_eq!(sound.status, 200);
    });
}

#[test]
fn who_is_refused_by_the_person_gets_the_standards_fields_alone() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &asks(program, &[]), "ada");
        let answer = app.presses(&mut browser, &page, "Don't Allow");
        let text = "The user did not allow the request";
        is_refused(&answer, &app.origin(), "access_denied", text);
    });
}

#[test]
fn other_requests_ignore_what_only_openid_connect_knows() {
    each_openid(|app, program| {
        let long = "n".repeat(2000);
        let more = [
            ("scope", "email"),
            ("nonce", long.as_str()),
            ("max_age", "soon"),
            ("registration", "{}"),
            ("response_type", "-"),
        ];
        let path = format!("{}&nonce=again", asks(program, &more));
        assert_eq!(app.stranger().get(&path).status, 200);
        // An app that is not registered for it makes no OpenID request.
        let plain = crate::kit::program::server_program(app, crate::openid::plain_wishes());
        let path = asks(&plain, &[("scope", "openid email"), ("max_age", "soon")]);
        assert_eq!(app.stranger().get(&path).status, 200);
    });
}

#[test]
fn who_names_no_scope_gets_none_of_openid_connects_own_however_they_are_worded() {
    let settings =
        "[scopes]\nopenid = { en = \"hear who you are\" }\nbasic = { en = \"see your name\" }";
    crate::web::each_app(settings, |app| {
        app.adds_user("ada", None);
        let program = super::openid_program(app);
        let tokens = super::signs_in(app, &program, &[("scope", "-")]).json();
        let token = tokens["access_token"].as_str().expect("a token");
        assert_eq!(program.introspects(token).json()["scope"], "basic");
        assert!(tokens.get("scope").is_none(), "{tokens}");
        let only = crate::kit::program::server_program(
            app,
            crate::openid::wishes_of(&["openid", "profile"]),
        );
        let refused = app.stranger().get(&asks(&only, &[("scope", "-")]));
        assert!(refused.location().contains("error=invalid_scope"));
    });
}

#[test]
fn a_token_in_an_openid_request_is_told_in_full_and_never_in_a_query() {
    each_openid(|app, _| {
        let app_of = |kind, uri: &str| {
            app.adds_app(vestibule::domain::oauth::registration::Wishes {
                kind: Some(kind),
                redirect_uris: Some(vec![uri.to_owned()]),
                ..Default::default()
            })
        };
        let desktop = vestibule::domain::oauth::client::Kind::Desktop;
        let private = app_of(desktop, "com.example.paint:/done");
        let fields = [
            ("client_id", private.app.client_id.as_str()),
            ("redirect_uri", "com.example.paint:/done"),
            ("response_type", "token"),
            ("scope", "openid"),
            ("state", "s"),
        ];
        let path = format!(
            "{}?{}",
            crate::kit::app::AUTHORIZE,
            crate::kit::program::encoded(&fields)
        );
        let answer = super::allows(app, &mut app.stranger(), &path);
        let location = answer.location();
        assert!(
            location.starts_with("com.example.paint:/done#access_token="),
            "{location}"
        );
        assert!(
            location.contains("&expires_in=86400&token_type=bearer&state=s&iss="),
            "{location}"
        );
    });
}
