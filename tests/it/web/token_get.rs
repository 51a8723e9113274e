//! Parameters in the address of `request_token`: only for apps whose owner opted in.

use super::{each_app, each_program, each_with_ada};
use crate::kit::http::{HttpClient, Response};
use crate::kit::issued::{PLAIN, makes_code};
use crate::kit::program::{
    Program, REQUEST_TOKEN, encoded, gives, gives_pair, is_kept_nowhere, refuses, refuses_basic,
    server_program,
};
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;

const OWN: (&str, &str) = ("grant_type", "client_credentials");
const OWN_BODY: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

fn opted_in() -> Wishes {
    Wishes {
        on: vec![Switch::TokenByGet],
        ..Wishes::default()
    }
}

/// The method is not there for this one.
#[track_caller]
fn is_not_there(answer: &Response) {
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("POST")),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(!answer.text().contains("access_token"));
}

/// POST with these fields in the query and those in the body.
fn posts_split(program: &Program, query: &[(&str, &str)], body: &[(&str, &str)]) -> Response {
    let path = format!("{REQUEST_TOKEN}?{}", encoded(query));
    program.sends(&path, &[], body)
}

fn all(program: &Program) -> Vec<(&str, &str)> {
    [program.credentials(), vec![OWN]].concat()
}

#[test]
fn r64_get_is_405_with_allow_for_apps_that_did_not_opt_in_and_for_nobody_in_particular() {
    each_program(|app, program| {
        is_not_there(&program.gets(REQUEST_TOKEN, &all(program)));
        for query in [
            &[][..],
            &[("client_id", "nobody")],
            &[("client_id", "999"), ("client_secret", "x")],
            &[("client_id", "1"), ("client_id", "1")],
        ] {
            is_not_there(&program.gets(REQUEST_TOKEN, query));
        }
        let header = program.basic();
        let mut client = HttpClient::new(&app.address);
        let with_header = [("Authorization", header.as_str())];
        is_not_there(&client.send("GET", REQUEST_TOKEN, &with_header, b""));
        for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD"] {
            let answer = client.send(method, REQUEST_TOKEN, &[], b"");
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, Some("POST")),
                "{method}"
            );
        }
        // A program that asks for JSON is told in JSON.
        let accept = [("Accept", "application/json")];
        let answer = client.send("GET", REQUEST_TOKEN, &accept, b"");
        is_not_there(&answer);
        assert!(answer.json()["error"].is_string(), "{}", answer.text());
    });
}

#[test]
fn r64_who_opted_in_may_ask_by_get_with_everything_in_the_query() {
    each_with_ada(|app| {
        let program = server_program(app, opted_in());
        gives(&program.gets(REQUEST_TOKEN, &all(&program)), OWN_BODY);
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let more = [
            ("code", code.as_str()),
            ("redirect_url", PLAIN.redirect_uri),
        ];
        let fields = [program.credentials(), more.to_vec()].concat();
        let pair = gives_pair(&program.gets("/platform/oauth/token", &fields));
        let more = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &pair.refresh),
        ];
        let fields = [program.credentials(), more.to_vec()].concat();
        gives_pair(&program.gets(REQUEST_TOKEN, &fields));
        let header = program.basic();
        let path = format!("{REQUEST_TOKEN}?grant_type=client_credentials");
        let headers = [("Authorization", header.as_str())];
        let answer = HttpClient::new(&app.address).send("GET", &path, &headers, b"");
        gives(&answer, OWN_BODY);
        // By POST as before, and with the fields of a POST in its query.
        gives(&program.asks(&[OWN]), OWN_BODY);
        gives(&posts_split(&program, &all(&program), &[]), OWN_BODY);
    });
}

#[test]
fn who_opted_in_is_refused_by_get_as_by_post() {
    each_app("", |app| {
        let program = server_program(app, opted_in());
        let id = program.app.client_id.as_str();
        let wrong = [("client_id", id), ("client_secret", "x"), OWN];
        let answer = program.gets(REQUEST_TOKEN, &wrong);
        let text = "Invalid application secret";
        refuses(&answer, 401, "invalid_client", text);
        let answer = program.gets(REQUEST_TOKEN, &program.credentials());
        refuses(&answer, 400, "invalid_request", "Code must be provided");
        let header = crate::kit::program::basic(id, "x");
        let headers = [("Authorization", header.as_str())];
        let answer = HttpClient::new(&app.address).send("GET", REQUEST_TOKEN, &headers, b"");
        refuses_basic(app, &answer, text);
    });
}

#[test]
fn r112_a_secret_in_the_address_opens_nothing_unless_the_owner_opted_in() {
    each_program(|_, program| {
        let secret = program.secret.as_deref().expect("one");
        let id = ("client_id", program.app.client_id.as_str());
        let text = "Invalid application secret";
        for (query, body) in [
            (all(program), vec![]),
            (vec![("client_secret", secret)], vec![id, OWN]),
            (vec![("client_secret", "x")], vec![id, OWN]),
        ] {
            let answer = posts_split(program, &query, &body);
            refuses(&answer, 401, "invalid_client", text);
        }
    });
}

#[test]
fn r63_parameters_split_over_query_and_body_are_a_bad_request() {
    each_app("", |app| {
        for (wishes, text) in [
            (
                Wishes::default(),
                "Parameters must be sent in the request body",
            ),
            (
                opted_in(),
                "Parameters were sent in the body and in the query",
            ),
        ] {
            let program = server_program(app, wishes);
            let (good, own) = (program.credentials(), [OWN]);
            for (query, body) in [
                (&own[..], &good[..]),
                (&[("scope", "basic")], &all(&program)[..]),
            ] {
                let answer = posts_split(&program, query, body);
                refuses(&answer, 400, "invalid_request", text);
            }
            let answer = posts_split(&program, &own, &all(&program));
            let twice = "A parameter was sent more than once";
            refuses(&answer, 400, "invalid_request", twice);
            // What nobody knows, and what is empty, is not there.
            let harmless = [("utm", "x"), ("scope", "")];
            let answer = posts_split(&program, &harmless, &all(&program));
            gives(&answer, OWN_BODY);
            is_kept_nowhere(&answer);
        }
    });
}
