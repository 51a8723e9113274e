//! Introspection: who may ask, what a live token tells, and that nothing else tells anything.

use super::revoke::is_done;
use super::{each_program, each_with_ada};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{
    INTROSPECT, Program, REVOKE, basic, gives_pair, is_kept_nowhere, refuses, refuses_basic,
    server_program,
};
use crate::kit::samples::turned;
use vestibule::domain::oauth::client::Switch;

/// The APIs' own app.
pub fn resource_server(app: &TestApp) -> Program {
    server_program(app, turned(Switch::ResourceServer, true))
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
fn who_authenticates_by_basic_asks_and_revokes_as_itself_and_others_revoke_nothing() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let token = ("token", pair.access.as_str());
        let by_form = program.posts(INTROSPECT, &[token]);
        assert_eq!(by_form.json()["active"], true);
        let by_basic = program.posts_with_basic(INTROSPECT, &[token]);
        assert_eq!(by_basic.text(), by_form.text());
        let answer = program.sends(REVOKE, &[], &[token]);
        refuses(
            &answer,
            400,
            "invalid_request",
            "client_id must be provided",
        );
        let wrong = basic(&program.app.client_id, "x");
        let answer = program.sends(REVOKE, &[("Authorization", &wrong)], &[token]);
        refuses_basic(app, &answer, "Invalid application secret");
        assert!(app.is_live(&pair.access));
        is_done(&program.posts_with_basic(REVOKE, &[token]));
        assert!(!app.is_live(&pair.access));
    });
}

#[test]
fn even_an_app_that_opted_in_never_asks_by_get_or_in_the_address() {
    each_with_ada(|app| {
        let wishes = turned(Switch::TokenByGet, true);
        let program = server_program(app, wishes);
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let fields = [program.credentials(), vec![("token", &pair.access)]].concat();
        let got = program.gets(INTROSPECT, &fields);
        assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
        let path = format!("{INTROSPECT}?token={}", pair.access);
        let text = "Parameters must be sent in the request body";
        refuses(&program.posts(&path, &[]), 400, "invalid_request", text);
    });
}
