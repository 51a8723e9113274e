//! Programs that send what is nearly right: scope lists as authorize took them, secrets as they are.

use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::issued::{Allowed, PLAIN, makes_code};
use crate::kit::program::{
    INTROSPECT, NOBODYS, Program, REQUEST_TOKEN, REVOKE, basic_raw, encoded, gives, gives_pair,
    refuses, server_program,
};
use crate::web::{each_app, each_program, one_app};
use std::time::{Duration, Instant};
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::oauth::scope::{ScopeFault, Scopes};

fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).expect("well-formed")
}

#[test]
fn p12_names_that_authorize_dropped_are_dropped_at_a_refresh_too() {
    let (granted, known) = (scopes("basic email"), scopes("basic email photos"));
    let chosen = |sent: Option<&str>| granted.choose_again(sent, &known);
    assert_eq!(chosen(None), Ok((granted.clone(), false)));
    assert_eq!(chosen(Some(" , ")), Ok((granted.clone(), false)));
    assert_eq!(chosen(Some("email,basic")), Ok((granted.clone(), false)));
    assert_eq!(chosen(Some("basic")), Ok((scopes("basic"), false)));
    assert_eq!(chosen(Some("basic openid")), Ok((scopes("basic"), true)));
    // Known ones beyond the grant stay a fault, and so do nothing but unknown ones.
    for refused in [
        "basic photos",
        "photos",
        "openid",
        "openid photos",
        "ba\"sic",
    ] {
        assert_eq!(chosen(Some(refused)), Err(ScopeFault), "{refused}");
    }
}

#[test]
fn p12_a_refresh_with_the_list_that_authorize_was_sent_works_and_tells_what_was_granted() {
    each_program(|app, program| {
        let allowed = Allowed {
            scopes: "basic",
            scopes_changed: true,
            ..PLAIN
        };
        let code = makes_code(app, &program.app, "ada", allowed);
        let told = r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"basic"}"#;
        let first = gives(&program.redeems(&code), told);
        let refreshes = |token: &str, scope: &str| {
            program.asks(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
                ("scope", scope),
            ])
        };
        let second = gives(&refreshes(&first.refresh, "basic offline_access"), told);
        // Sent again within ten seconds: the same.
        assert_eq!(
            gives(&refreshes(&first.refresh, "basic offline_access"), told),
            second
        );
        for beyond in ["basic email", "email", "offline_access"] {
            let text = "None of the requested scopes may be granted, or one is malformed";
            refuses(
                &refreshes(&second.refresh, beyond),
                400,
                "invalid_scope",
                text,
            );
        }
        gives(&refreshes(&second.refresh, "basic"), told);
    });
}

#[test]
fn p12_an_unknown_name_beside_a_grant_of_all_that_was_asked_for_is_told_as_well() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let pair = gives_pair(&program.redeems(&code));
        let answer = program.asks(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &pair.refresh),
            ("scope", "basic email photos"),
        ]);
        gives(
            &answer,
            r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"basic email"}"#,
        );
    });
}

/// What the token endpoint says to these credentials in a header.
fn by_basic(program: &Program, pair: &str) -> u16 {
    program
        .sends(REQUEST_TOKEN, &[("Authorization", pair)], &[OWN])
        .status
}

#[test]
fn p13_a_brought_secret_with_a_plus_or_a_percent_sign_opens_raw_and_encoded() {
    each_app("", |app| {
        for (brought, encoded) in [
            ("plus+and-no-blank-here", "plus%2Band-no-blank-here"),
            ("percent%41nd-no-letter", "percent%2541nd-no-letter"),
            ("percent%ff-is-no-utf-8", "percent%25ff-is-no-utf-8"),
        ] {
            let program = Program::bringing(app, brought);
            let id = &program.app.client_id;
            let header = |secret: &str| basic_raw(id, secret);
            assert_eq!(by_basic(&program, &header(brought)), 200, "{brought}");
            assert_eq!(by_basic(&program, &header(encoded)), 200, "{encoded}");
            // Neither reading opens what is another secret.
            let near = brought.replace(['+', '%'], " ");
            assert_eq!(by_basic(&program, &header(&near)), 401, "{near}");
        }
    });
}

const VALIDATE: &str = "/platform/oauth/validate_token";
const INVALIDATE: &str = "/platform/oauth/invalidate_token";
const USER: &str = "/api/user";
const OWN: (&str, &str) = ("grant_type", "client_credentials");

fn posts(app: &TestApp, path: &str, kind: &str, body: &str) -> Response {
    let headers = [("Content-Type", kind)];
    app.stranger().send("POST", path, &headers, body.as_bytes())
}

/// Told in the form of this endpoint what its body is in place of a form.
#[track_caller]
fn is_told(app: &TestApp, path: &str, answer: &Response, found: &str) {
    let text = format!("The body must be application/x-www-form-urlencoded, not {found}");
    if path != USER {
        refuses(answer, 400, "invalid_request", &text);
        return;
    }
    let body = format!(r#"{{"error":{{"type":"ApiException","message":"{text}"}}}}"#);
    assert_eq!((answer.status, answer.text()), (400, body));
    let challenge = format!(
        "Bearer realm=\"{}\", error=\"invalid_request\"",
        app.origin()
    );
    assert_eq!(answer.header("www-authenticate"), Some(&*challenge));
    assert!(answer.header("x-api-rate-limit").is_some());
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data";

#[test]
fn p13_a_body_that_is_no_form_is_told_so_at_every_endpoint_for_programs() {
    each_app("", |app| {
        let json = r#"{"grant_type":"client_credentials","access_token":"x","token":"y"}"#;
        let part = "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\ny\r\n--x--\r\n";
        for path in [
            REQUEST_TOKEN,
            INTROSPECT,
            REVOKE,
            VALIDATE,
            INVALIDATE,
            USER,
        ] {
            for (kind, body, found) in [
                (JSON, json, JSON),
                ("Application/JSON; charset=utf-8", json, JSON),
                // What curl and old libraries call it.
                (FORM, json, JSON),
                ("text/plain", &format!("\r\n {json}"), JSON),
                ("multipart/form-data; boundary=x", part, MULTIPART),
            ] {
                is_told(app, path, &posts(app, path, kind, body), found);
            }
        }
    });
}

#[test]
fn p13_what_was_found_counts_and_not_what_the_body_says_it_is() {
    each_app("", |app| {
        let wishes = Wishes {
            on: vec![Switch::TokenByGet],
            ..Wishes::default()
        };
        let program = server_program(app, wishes);
        let fields = encoded(&[program.credentials(), vec![OWN]].concat());
        let in_query = format!("{REQUEST_TOKEN}?{fields}");
        for (path, body) in [
            (in_query.as_str(), ""),
            (&in_query, "{}"),
            (REQUEST_TOKEN, &fields),
        ] {
            for kind in [JSON, MULTIPART, "text/plain", FORM] {
                let answer = posts(app, path, kind, body);
                assert_eq!(answer.status, 200, "{kind} {body} {}", answer.text());
            }
        }
        let token = gives_own(&posts(app, REQUEST_TOKEN, FORM, &fields));
        let presented = format!("access_token={token}");
        for path in [VALIDATE, USER] {
            let in_query = format!("{path}?{presented}");
            // Tokens of this app may not stand in an address of the API.
            let status = if path == USER { 401 } else { 200 };
            assert_eq!(posts(app, &in_query, JSON, "{}").status, status, "{path}");
            assert_eq!(posts(app, path, JSON, &presented).status, 200, "{path}");
        }
        let bearer = format!("Bearer {token}");
        let headers = [("Content-Type", JSON), ("Authorization", &bearer)];
        let answer = app.stranger().send("POST", USER, &headers, b"{}");
        assert_eq!(answer.status, 200, "{}", answer.text());
    });
}

#[test]
fn p13_without_a_body_everybody_is_told_what_they_were_told_before() {
    one_app("", |app| {
        for kind in [JSON, FORM, MULTIPART] {
            for body in ["", " \r\n"] {
                let answers = [
                    (
                        REQUEST_TOKEN,
                        400,
                        r#"{"error":"invalid_request","error_description":"client_id must be provided"}"#,
                    ),
                    (
                        VALIDATE,
                        400,
                        r#"{"error":"invalid_token","error_description":"invalid token"}"#,
                    ),
                    (
                        INVALIDATE,
                        400,
                        r#"{"error":"invalid_request","error_description":"access_token must be provided"}"#,
                    ),
                    (
                        USER,
                        401,
                        r#"{"error":{"type":"OAuthException","message":"Access token required"}}"#,
                    ),
                ];
                for (path, status, text) in answers {
                    let answer = posts(app, path, kind, body);
                    assert_eq!((answer.status, answer.text().as_str()), (status, text));
                }
            }
        }
    });
}

#[track_caller]
fn gives_own(answer: &Response) -> String {
    let token = answer.json()["access_token"].as_str().map(str::to_owned);
    token.unwrap_or_else(|| panic!("no token in {}", answer.text()))
}

#[test]
fn p03_a_form_that_asks_for_another_protocol_is_read_by_its_length() {
    one_app("", |app| {
        let program = server_program(app, Wishes::default());
        let fields = [program.credentials(), vec![("token", NOBODYS)]].concat();
        let form = encoded(&fields);
        let sends = |more: &str, behind: &str| {
            let request = format!(
                "POST {REVOKE} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 {more}Content-Length: {}\r\n\r\n{form}{behind}",
                app.address,
                form.len()
            );
            app.stranger().raw(request.as_bytes()).expect("an answer")
        };
        assert_eq!(sends("", "").status, 200);
        let began = Instant::now();
        for asked in [
            "Upgrade: websocket\r\n",
            "Upgrade: WebSocket\r\nConnection: Upgrade\r\n",
            "Upgrade: h2c\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
        ] {
            // What comes behind is no part of it.
            for behind in ["", "&token=x", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"] {
                let answer = sends(asked, behind);
                assert_eq!(answer.status, 200, "{asked}{behind}: {}", answer.text());
            }
            let get = format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{asked}\r\n");
            let answer = app.stranger().raw(get.as_bytes()).expect("an answer");
            assert_eq!(answer.status, 200, "{asked}");
            assert_eq!(answer.header("connection"), Some("close"), "{asked}");
        }
        // For a body that does not end, twenty seconds are waited.
        assert!(
            began.elapsed() < Duration::from_secs(15),
            "{:?}",
            began.elapsed()
        );
    });
}
