//! `client_credentials`: a token that stands for the app itself.

use super::{each_app, each_program};
use crate::kit::http::Response;
use crate::kit::program::{Program, gives, refuses, server_program};
use std::time::Duration;
use vestibule::domain::oauth::registration::{TokenTtl, Wishes};
use vestibule::flow::apps;

const PLAIN: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

fn asks(program: &Program, scope: Option<&str>) -> Response {
    let scope = scope.map(|scope| ("scope", scope));
    let own = [("grant_type", "client_credentials")];
    let fields: Vec<_> = own.into_iter().chain(scope).collect();
    program.asks(&fields)
}

#[test]
fn the_token_stands_for_the_app_alone_and_tells_three_members() {
    each_app("", |app| {
        let program = server_program(
            app,
            Wishes {
                name: Some("Tree \"Viewer\"".to_owned()),
                ..Wishes::default()
            },
        );
        let token = gives(&asks(&program, None), PLAIN).access;
        assert!(app.is_live(&token));
        let answer = app.asks_user(&token);
        let uuid = &program.app.uuid;
        let body = format!(r#"{{"id":"app:{uuid}","type":"app","name":"Tree \"Viewer\""}}"#);
        assert_eq!((answer.status, answer.text()), (200, body));
        // Each is a token of its own; a scope that is all there is changes nothing.
        let second = gives(&asks(&program, Some("email,basic")), PLAIN).access;
        assert_ne!(token, second);
    });
}

#[test]
fn it_lives_as_long_as_the_app_was_given_and_no_longer() {
    each_app("", |app| {
        let program = server_program(
            app,
            Wishes {
                token_ttl: Some(TokenTtl::Own(Duration::from_secs(90))),
                ..Wishes::default()
            },
        );
        let body = PLAIN.replace("86400", "90");
        let token = gives(&asks(&program, None), &body).access;
        app.advance(Duration::from_millis(89_999));
        assert!(app.is_live(&token));
        app.advance(Duration::from_millis(1));
        assert!(!app.is_live(&token));
        assert_eq!(app.asks_user(&token).status, 401);
    });
}

#[test]
fn r60_scopes_are_narrowed_to_the_registered_ones_and_told_when_they_differ() {
    each_app("", |app| {
        let program = server_program(
            app,
            Wishes {
                scopes: Some(vec!["basic".to_owned()]),
                ..Wishes::default()
            },
        );
        gives(&asks(&program, Some("basic")), PLAIN);
        gives(&asks(&program, Some("")), PLAIN);
        let told = PLAIN.replace('}', r#","scope":"basic"}"#);
        gives(&asks(&program, Some("email basic")), &told);
        let text = "None of the requested scopes may be granted, or one is malformed";
        for scope in ["email", "Basic", "ba\"sic basic", "\u{e4} basic", "\0"] {
            let answer = asks(&program, Some(scope));
            refuses(&answer, 400, "invalid_scope", text);
        }
    });
}

#[test]
fn it_outlives_every_person_and_dies_with_its_app() {
    each_program(|app, program| {
        let token = gives(&asks(program, None), PLAIN).access;
        vestibule::flow::users::remove(app.platform(), "ada").expect("removed");
        assert!(app.is_live(&token));
        let id = &program.app.client_id;
        apps::disable(app.platform(), id).expect("disabled");
        assert!(!app.is_live(&token));
        apps::enable(app.platform(), id).expect("enabled");
        app.advance(Duration::from_millis(1));
        assert!(!app.is_live(&token), "dead is dead");
        let token = gives(&asks(program, None), PLAIN).access;
        assert!(app.is_live(&token));
        let answer = app.stranger().get(&format!(
            "/platform/oauth/invalidate_token?access_token={token}"
        ));
        assert_eq!(answer.status, 200);
        assert!(!app.is_live(&token));
    });
}
