//! Tokens for some resource servers and not for others (RFC 8707).

use super::{allows, asks, code_in, openid_program, wishes_of};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp, token_in};
use crate::kit::exact::CALLBACK;
use crate::kit::form::text_of;
use crate::kit::http::Response;
use crate::kit::program::{Program, REQUEST_TOKEN, encoded, refuses, server_program};
use crate::web::each_with_ada;
use serde_json::{Value, json};
use vestibule::domain::oauth::client::{GrantType, ResponseType, Switch, TokenFormat};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;

const API: &str = "https://api.example.org/v1";
const FILES: &str = "https://files.example.org/";
const UNKNOWN: &str = "The resource is unknown or not one of this application";

#[track_caller]
fn edits(app: &TestApp, program: &Program, wishes: &Wishes) {
    apps::edit(app.platform(), &program.app.client_id, wishes).expect("edited");
}

fn having(resources: &[&str]) -> Wishes {
    Wishes {
        resources: Some(resources.iter().map(|&name| name.to_owned()).collect()),
        ..Wishes::default()
    }
}

/// An app that speaks OpenID Connect and has both.
#[track_caller]
fn program_with_both(app: &TestApp) -> Program {
    let program = openid_program(app);
    edits(app, &program, &having(&[API, FILES]));
    program
}

/// A resource server with these.
#[track_caller]
fn resource_server(app: &TestApp, resources: &[&str]) -> Program {
    server_program(
        app,
        Wishes {
            on: vec![Switch::ResourceServer],
            ..having(resources)
        },
    )
}

/// The tokens of a sign-in that names these at authorize, and these at the token endpoint.
#[track_caller]
fn tokens(app: &TestApp, program: &Program, (asked, then): (&[&str], &[&str])) -> Response {
    let named: Vec<_> = asked.iter().map(|name| ("resource", *name)).collect();
    let answer = allows(app, &mut app.stranger(), &asks(program, &named));
    let code = code_in(&answer);
    let mut fields = vec![("code", code.as_str()), ("redirect_uri", CALLBACK)];
    fields.extend(then.iter().map(|name| ("resource", *name)));
    program.posts(REQUEST_TOKEN, &fields)
}

#[track_caller]
fn token(answer: &Response) -> String {
    let told = answer.json();
    let token = told["access_token"].as_str().expect("a token");
    token.to_owned()
}

#[track_caller]
fn audience(program: &Program, token: &str) -> Value {
    let told = program.introspects(token).json();
    assert_eq!(told["active"], json!(true), "{told}");
    told["aud"].clone()
}

#[track_caller]
fn user(app: &TestApp, path: &str, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    app.stranger().send("GET", path, &headers, b"").status
}

#[test]
fn a_token_is_for_those_that_were_named_for_the_first_unasked_and_for_us_with_openid() {
    each_with_ada(|app| {
        let program = program_with_both(app);
        let us = app.origin();
        for (asked, then, aud) in [
            (&[][..], &[][..], json!([API, us])),
            (&[FILES], &[], json!([FILES, us])),
            (&[FILES, API], &[], json!([API, FILES, us])),
            (&[FILES, API, API], &[FILES], json!([FILES, us])),
            (&[], &[API], json!([API, us])),
        ] {
            let answer = tokens(app, &program, (asked, then));
            let told = audience(&program, &token(&answer));
            assert_eq!(told, aud, "{asked:?} {then:?}");
        }
        edits(app, &program, &having(&[""]));
        let told = tokens(app, &program, (&[], &[]));
        assert_eq!(audience(&program, &token(&told)), json!(us));
    });
}

#[test]
fn one_that_is_none_of_the_app_or_of_the_grant_is_an_invalid_target() {
    each_with_ada(|app| {
        let program = program_with_both(app);
        for bad in [
            "https://api.example.org/v1/",
            "x",
            "https://evil.example/",
            "%ff",
        ] {
            let path = asks(&program, &[("prompt", "none"), ("resource", API)]);
            let sent = match bad {
                "%ff" => "%ff".to_owned(),
                text => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
            };
            let answer = app.stranger().get(&format!("{path}&resource={sent}"));
            let expected = format!(
                "{CALLBACK}?{}#",
                encoded(&[
                    ("error", "invalid_target"),
                    ("error_description", UNKNOWN),
                    ("state", "s t"),
                    ("iss", app.origin().as_str()),
                ])
            );
            assert_eq!(
                (answer.status, answer.location()),
                (302, expected.as_str()),
                "{bad}"
            );
        }
        let answer = allows(
            app,
            &mut app.stranger(),
            &asks(&program, &[("resource", FILES)]),
        );
        let code = code_in(&answer);
        let redeems = |resource| {
            let fields = [
                ("code", code.as_str()),
                ("redirect_uri", CALLBACK),
                resource,
            ];
            program.posts(REQUEST_TOKEN, &fields)
        };
        refuses(&redeems(("resource", API)), 400, "invalid_target", UNKNOWN);
        // The code is still good.
        let pair = redeems(("resource", FILES)).json();
        let refresh = pair["refresh_token"].as_str().expect("a refresh token");
        let again = |resource: &str| {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh),
                ("resource", resource),
            ];
            program.posts(REQUEST_TOKEN, &fields)
        };
        refuses(&again(API), 400, "invalid_target", UNKNOWN);
        // The same refresh again gives the same token, and none for another.
        let two = tokens(app, &program, (&[API, FILES], &[])).json();
        let used = two["refresh_token"].as_str().expect("a refresh token");
        let uses = |resource: &str| {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", used),
                ("resource", resource),
            ];
            program.posts(REQUEST_TOKEN, &fields)
        };
        let first = token(&uses(API));
        assert_eq!(
            (token(&uses(API)), token(&uses(""))),
            (first.clone(), first)
        );
        for other in [FILES, "https://evil.example/"] {
            refuses(&uses(other), 400, "invalid_target", UNKNOWN);
        }
        // Its owner took it away.
        edits(app, &program, &having(&[API]));
        refuses(&again(""), 400, "invalid_target", UNKNOWN);
        edits(app, &program, &having(&[FILES, API]));
        let answer = again("");
        assert_eq!(
            audience(&program, &token(&answer)),
            json!([FILES, app.origin()])
        );
    });
}

/// Whether or not it asked who signed in.
#[test]
fn a_grant_for_some_gives_nothing_once_its_app_has_none() {
    each_with_ada(|app| {
        let program = program_with_both(app);
        for scope in ["basic", "openid basic"] {
            let named = [("scope", scope), ("resource", API), ("resource", FILES)];
            let code = || code_in(&allows(app, &mut app.stranger(), &asks(&program, &named)));
            let pair = program.redeems(&code()).json();
            let waits = code();
            let refresh = pair["refresh_token"].as_str().expect("a refresh token");
            edits(app, &program, &having(&[""]));
            refuses(&program.refreshes(refresh), 400, "invalid_target", UNKNOWN);
            refuses(&program.redeems(&waits), 400, "invalid_target", UNKNOWN);
            edits(app, &program, &having(&[API, FILES]));
            assert_eq!(program.refreshes(refresh).status, 200);
        }
    });
}

#[test]
fn tokens_without_a_page_and_those_in_a_fragment_have_an_audience_too() {
    each_with_ada(|app| {
        let program = program_with_both(app);
        let own = |grant: &str, more: &[(&str, &str)]| {
            program.posts(REQUEST_TOKEN, &[&[("grant_type", grant)], more].concat())
        };
        let resource = ("resource", FILES);
        let credentials = [("username", "ada"), ("password", PASSWORD)];
        for (grant, more) in [("client_credentials", &[][..]), ("password", &credentials)] {
            let unasked = own(grant, more);
            assert_eq!(audience(&program, &token(&unasked)), json!(API), "{grant}");
            let named = own(grant, &[more, &[resource]].concat());
            assert_eq!(audience(&program, &token(&named)), json!(FILES), "{grant}");
            let other = own(grant, &[more, &[("resource", "x")]].concat());
            refuses(&other, 400, "invalid_target", UNKNOWN);
        }
        let wishes = Wishes {
            response_types: Some(vec![ResponseType::Token]),
            grants: Some(vec![GrantType::ClientCredentials]),
            ..having(&[API, FILES])
        };
        let implicit = server_program(app, wishes);
        let fields = [
            ("client_id", implicit.app.client_id.as_str()),
            ("response_type", "token"),
        ];
        let path = format!("{AUTHORIZE}?{}&resource={FILES}", encoded(&fields));
        let answer = allows(app, &mut app.stranger(), &path);
        assert_eq!(
            audience(&implicit, &token_in(answer.location())),
            json!(FILES)
        );
    });
}

#[test]
fn a_resource_server_sees_what_is_for_it_or_for_everybody() {
    each_with_ada(|app| {
        let program = program_with_both(app);
        let for_api = token(&tokens(app, &program, (&[API], &[])));
        let plain = server_program(app, wishes_of(&["basic"]));
        let answer = plain.posts(REQUEST_TOKEN, &[("grant_type", "client_credentials")]);
        let for_all = token(&answer);
        let us = app.origin();
        for (resources, sees) in [
            (&[][..], [true, true]),
            (&[API], [true, true]),
            (&[FILES], [false, true]),
            (&[FILES, us.as_str()], [true, true]),
        ] {
            let server = resource_server(app, resources);
            let seen = [&for_api, &for_all].map(|token| {
                let told = server.introspects(token).json();
                let active = told["active"] == json!(true);
                assert!(active || told == json!({ "active": false }));
                active
            });
            assert_eq!(seen, sees, "{resources:?}");
        }
        assert_eq!(plain.introspects(&for_all).json().get("aud"), None);
    });
}

#[test]
fn our_own_resources_refuse_a_token_that_is_for_others_alone() {
    each_with_ada(|app| {
        let program = program_with_both(app);
        let known = token(&tokens(app, &program, (&[API], &[])));
        assert_eq!(
            ["/api/user", "/oauth/userinfo"].map(|path| user(app, path, &known)),
            [200, 200]
        );
        let answer = program.posts(REQUEST_TOKEN, &[("grant_type", "client_credentials")]);
        let foreign = token(&answer);
        assert_eq!(
            ["/api/user", "/oauth/userinfo"].map(|path| user(app, path, &foreign)),
            [401, 403]
        );
        // It lives all the same.
        assert!(app.is_live(&foreign));
        let us = app.origin();
        edits(app, &program, &having(&[&us]));
        let answer = program.posts(REQUEST_TOKEN, &[("grant_type", "client_credentials")]);
        assert_eq!(user(app, "/api/user", &token(&answer)), 200);
    });
}

#[test]
fn an_app_without_resources_that_asks_for_access_alone_may_say_what_it_likes() {
    each_with_ada(|app| {
        let program = server_program(app, wishes_of(&["basic"]));
        let named = [("scope", "basic"), ("resource", API)];
        let answer = allows(app, &mut app.stranger(), &asks(&program, &named));
        let code = code_in(&answer);
        let fields = [
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("resource", "x"),
        ];
        let told = program
            .introspects(&token(&program.posts(REQUEST_TOKEN, &fields)))
            .json();
        assert_eq!((&told["active"], told.get("aud")), (&json!(true), None));
        // Who asks who signed in is told that it asks in vain.
        let openid = openid_program(app);
        let answer = app.stranger().get(&asks(&openid, &[("resource", API)]));
        assert!(answer.location().contains("error=invalid_target"));
    });
}

#[test]
fn the_consent_page_names_hosts_that_are_not_ours() {
    each_with_ada(|app| {
        let program = openid_program(app);
        let ours = format!("{}/api", app.origin());
        edits(app, &program, &having(&[&ours, API, "urn:example:x"]));
        let says = |named: &[&str]| {
            let named: Vec<_> = named.iter().map(|name| ("resource", *name)).collect();
            let page = app.signs_in(&mut app.stranger(), &asks(&program, &named), "ada");
            text_of(&page.text())
        };
        let also = "With this access it can also use ";
        assert!(says(&[API, "urn:example:x", &ours]).contains("api.example.org, urn:example:x"));
        assert!(says(&[API]).contains(also));
        assert!(!says(&[]).contains(also));
    });
}

#[test]
fn what_is_no_resource_is_not_registered() {
    each_with_ada(|app| {
        let program = openid_program(app);
        for bad in [
            "api",
            "https://api.example.org/#x",
            "/v1",
            "https://a.example/ b",
            "https://\u{e4}.example/",
        ] {
            let refused = apps::edit(app.platform(), &program.app.client_id, &having(&[API, bad]));
            let why = refused.err().map(|why| why.to_string()).unwrap_or_default();
            assert!(why.contains("is no resource"), "{bad}: {why}");
        }
        let many: Vec<String> = (0..21).map(|n| format!("{API}/{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let edits =
            |many: &[&str]| apps::edit(app.platform(), &program.app.client_id, &having(many));
        assert!(edits(&many).is_err());
        edits(&many[..20]).expect("twenty are taken");
        // In a JWT they travel along.
        let long: Vec<String> = (0..2)
            .map(|n| format!("{API}/{n}{}", "x".repeat(1100)))
            .collect();
        let long: Vec<&str> = long.iter().map(String::as_str).collect();
        edits(&long).expect("opaque tokens name nothing");
        let as_jwt = Wishes {
            access_token_format: Some(TokenFormat::Jwt),
            ..Wishes::default()
        };
        let refused = apps::edit(app.platform(), &program.app.client_id, &as_jwt);
        assert!(
            refused
                .err()
                .is_some_and(|why| why.to_string().contains("2048"))
        );
        edits(&long[..1]).expect("one is taken");
        apps::edit(app.platform(), &program.app.client_id, &as_jwt).expect("edited");
        assert!(edits(&long).is_err());
    });
}
