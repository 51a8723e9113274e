//! Introspection: who may ask, what a live token tells, and that nothing else tells anything.

use super::{each_program, each_with_ada};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{
    INTROSPECT, Program, gives, gives_pair, is_kept_nowhere, refuses, server_program,
};
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;

const OWN_BODY: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

/// The APIs' own app.
pub fn resource_server(app: &TestApp) -> Program {
    let wishes = Wishes {
        on: vec![Switch::ResourceServer],
        ..Wishes::default()
    };
    server_program(app, wishes)
}

#[track_caller]
pub fn is_inactive(answer: &Response) {
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (200, r#"{"active":false}"#)
    );
    is_kept_nowhere(answer);
}

#[track_caller]
pub fn tells(answer: &Response, body: &str) {
    assert_eq!((answer.status, answer.text().as_str()), (200, body));
    is_kept_nowhere(answer);
}

#[test]
fn an_app_asks_by_form_or_basic_and_never_by_get_or_in_the_address() {
    each_with_ada(|app| {
        let program = server_program(
            app,
            Wishes {
                on: vec![Switch::TokenByGet],
                ..Wishes::default()
            },
        );
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let token = [("token", pair.access.as_str())];
        let by_form = program.posts(INTROSPECT, &token);
        assert_eq!(by_form.json()["active"], true);
        let by_basic = program.posts_with_basic(INTROSPECT, &token);
        assert_eq!(by_basic.text(), by_form.text());
        let fields = [program.credentials(), token.to_vec()].concat();
        let got = program.gets(INTROSPECT, &fields);
        assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
        let path = format!("{INTROSPECT}?token={}", pair.access);
        let text = "Parameters must be sent in the request body";
        refuses(&program.posts(&path, &[]), 400, "invalid_request", text);
        for none in [&[][..], &[("token", "")]] {
            let text = "token must be provided";
            let answer = program.posts(INTROSPECT, none);
            refuses(&answer, 400, "invalid_request", text);
        }
        let twice = [token[0], token[0]];
        let text = "A parameter was sent more than once";
        refuses(
            &program.posts(INTROSPECT, &twice),
            400,
            "invalid_request",
            text,
        );
    });
}

#[test]
fn an_apps_own_token_tells_no_username() {
    each_program(|app, program| {
        let own = [("grant_type", "client_credentials"), ("scope", "email")];
        let token = gives(&program.asks(&own), OWN_BODY).access;
        let (iat, origin) = (app.now().seconds(), app.origin());
        let body = format!(
            r#"{{"active":true,"scope":"email","client_id":"{}","sub":"app:{}","token_type":"bearer","exp":{},"iat":{iat},"iss":"{origin}"}}"#,
            program.app.client_id,
            program.app.uuid,
            iat + 86_400
        );
        tells(&program.introspects(&token), &body);
        tells(&resource_server(app).introspects(&token), &body);
        is_inactive(&server_program(app, Wishes::default()).introspects(&token));
    });
}
