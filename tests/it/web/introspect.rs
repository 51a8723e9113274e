//! Introspection: who may ask, what a live token tells, and that nothing else tells anything.

use super::each_app;
use super::each_program;
use super::each_with_ada;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{
    INTROSPECT, Program, basic, gives, gives_pair, is_kept_nowhere, public_program, refuses,
    refuses_basic, server_program,
};
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::apps::{self, Given};

const OWN_BODY: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

/// The APIs' own app.
fn resource_server(app: &TestApp) -> Program {
    let wishes = Wishes {
        on: vec![Switch::ResourceServer],
        ..Wishes::default()
    };
    server_program(app, wishes)
}

#[track_caller]
fn is_inactive(answer: &Response) {
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (200, r#"{"active":false}"#)
    );
    is_kept_nowhere(answer);
}

#[track_caller]
fn tells(answer: &Response, body: &str) {
    assert_eq!((answer.status, answer.text().as_str()), (200, body));
    is_kept_nowhere(answer);
}

#[test]
fn r98_without_credentials_or_with_wrong_ones_nothing_is_told() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let token = [("token", pair.access.as_str())];
        let needed = "client authentication is required";
        refuses_basic(app, &program.sends(INTROSPECT, &[], &token), needed);
        // The token itself is no credential.
        for scheme in ["Bearer", "OAuth"] {
            let header = format!("{scheme} {}", pair.access);
            let answer = program.sends(INTROSPECT, &[("Authorization", &header)], &token);
            refuses_basic(app, &answer, needed);
        }
        let itself = basic(&pair.access, &pair.access);
        let answer = program.sends(INTROSPECT, &[("Authorization", &itself)], &token);
        refuses_basic(app, &answer, "invalid client application id");
        let id = program.app.client_id.as_str();
        let wrong = basic(id, "x");
        let answer = program.sends(INTROSPECT, &[("Authorization", &wrong)], &token);
        refuses_basic(app, &answer, "Invalid application secret");
        for fields in [
            vec![("client_id", id), token[0]],
            vec![("client_id", id), ("client_secret", "x"), token[0]],
        ] {
            let answer = program.sends(INTROSPECT, &[], &fields);
            refuses(&answer, 401, "invalid_client", "Invalid application secret");
        }
        // A public app only names itself, which anybody can.
        let public = public_program(app, Wishes::default());
        let pair = gives_pair(&public.trades("ada", PASSWORD));
        refuses_basic(app, &public.introspects(&pair.access), needed);
    });
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
fn a_persons_token_tells_its_members_in_the_contracts_order() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let (iat, day) = (app.now().seconds(), 86_400);
        let (id, origin) = (&program.app.client_id, app.origin());
        let sub = &ada.public_id;
        let access = format!(
            r#"{{"active":true,"scope":"basic email","client_id":"{id}","sub":"{sub}","username":"ada","token_type":"bearer","exp":{},"iat":{iat},"iss":"{origin}"}}"#,
            iat + day
        );
        tells(&program.introspects(&pair.access), &access);
        // A refresh token has no type, so that no API takes it for an access token.
        let refresh = format!(
            r#"{{"active":true,"scope":"basic email","client_id":"{id}","sub":"{sub}","username":"ada","exp":{},"iat":{iat},"iss":"{origin}"}}"#,
            iat + 30 * day
        );
        tells(&program.introspects(&pair.refresh), &refresh);
        // A hint, right or wrong, changes nothing.
        for hint in ["access_token", "refresh_token", "x", ""] {
            for (token, body) in [(&pair.access, &access), (&pair.refresh, &refresh)] {
                let fields = [("token", token.as_str()), ("token_type_hint", hint)];
                tells(&program.posts(INTROSPECT, &fields), body);
            }
        }
        tells(&resource_server(app).introspects(&pair.access), &access);
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

#[test]
fn r97_another_apps_token_is_inactive_unless_a_resource_server_asks() {
    each_program(|app, program| {
        let public = public_program(app, Wishes::default());
        let other = server_program(app, Wishes::default());
        let api = resource_server(app);
        for holder in [program, &public] {
            let pair = gives_pair(&holder.trades("ada", PASSWORD));
            for token in [&pair.access, &pair.refresh] {
                is_inactive(&other.introspects(token));
            }
            let seen = api.introspects(&pair.access).json();
            assert_eq!(seen["client_id"], holder.app.client_id.as_str());
            // Refresh tokens are nobody's business but their own app's.
            is_inactive(&api.introspects(&pair.refresh));
        }
        let wishes = Wishes {
            name: Some("Sample".to_owned()),
            kind: Some(Kind::Desktop),
            confidentiality: Some(Confidentiality::Public),
            on: vec![Switch::ResourceServer],
            ..Wishes::default()
        };
        let refused = apps::add(app.platform(), &wishes, &Given::default());
        assert!(refused.is_err(), "a public app is no resource server");
    });
}

#[test]
fn r99_whatever_is_not_live_is_exactly_inactive() {
    each_program(|app, program| {
        let api = resource_server(app);
        let first = gives_pair(&program.trades("ada", PASSWORD));
        let (row, secret) = first.access.split_at(11);
        let strangers = [
            "x".to_owned(),
            "\0".to_owned(),
            "z".repeat(40),
            "x".repeat(20_000),
            format!("{row}{}", "A".repeat(29)),
            format!("00000000001{secret}"),
        ];
        for asker in [program, &api] {
            for stranger in &strangers {
                is_inactive(&asker.introspects(stranger));
            }
        }
        // Used, within and after the ten seconds; asking about it is no use of it.
        let second = gives_pair(&program.refreshes(&first.refresh));
        is_inactive(&program.introspects(&first.refresh));
        app.advance(Duration::from_secs(10));
        is_inactive(&program.introspects(&first.refresh));
        assert_eq!(program.introspects(&second.refresh).json()["active"], true);
        // Expired.
        app.advance(days(1));
        for asker in [program, &api] {
            is_inactive(&asker.introspects(&second.access));
        }
        app.advance(days(29));
        is_inactive(&program.introspects(&second.refresh));
        // Revoked.
        let third = gives_pair(&program.trades("ada", PASSWORD));
        assert_eq!(program.revokes(&third.refresh).status, 200);
        for token in [&third.access, &third.refresh] {
            is_inactive(&program.introspects(token));
            is_inactive(&api.introspects(token));
        }
    });
}
