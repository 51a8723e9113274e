//! The token endpoint: who is asking, and with which grant. Exact refusals.

use super::{each_app, each_program};
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::program::{
    Program, REQUEST_TOKEN, basic, gives, public_program, refuses, refuses_basic, server_program,
};
use std::collections::BTreeSet;
use std::time::Duration;
use vestibule::domain::oauth::client::GrantType;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::apps;

const UNKNOWN: &str = "0123456789abcdefghijABCDEFGHIJ0123456789";
const OWN: [(&str, &str); 1] = [("grant_type", "client_credentials")];
const OWN_BODY: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

#[track_caller]
fn is_unknown(answer: &Response) {
    refuses(
        answer,
        401,
        "invalid_client",
        "invalid client application id",
    );
}

#[track_caller]
fn is_wrong(answer: &Response) {
    refuses(answer, 401, "invalid_client", "Invalid application secret");
}

#[track_caller]
fn is_two_ways(answer: &Response) {
    let text = "The client identified itself in two ways";
    refuses(answer, 400, "invalid_request", text);
}

/// In the body with this id and secret, if any.
fn posts(program: &Program, id: &str, secret: Option<&str>) -> Response {
    let secret = secret.map(|secret| ("client_secret", secret));
    let fields: Vec<_> = OWN
        .into_iter()
        .chain([("client_id", id)])
        .chain(secret)
        .collect();
    program.sends(REQUEST_TOKEN, &[], &fields)
}

#[test]
fn r114_a_wrong_an_empty_and_a_missing_secret_are_refused_alike() {
    each_program(|app, program| {
        let (id, good) = (&program.app.client_id, program.secret.clone().expect("one"));
        let longer = format!("{good}x");
        gives(&posts(program, id, Some(&good)), OWN_BODY);
        for wrong in ["", "x", &good[1..], &longer, &good.to_lowercase()] {
            is_wrong(&posts(program, id, Some(wrong)));
            let header = basic(id, wrong);
            let answer = program.sends(REQUEST_TOKEN, &[("Authorization", &header)], &OWN);
            refuses_basic(app, &answer, "Invalid application secret");
        }
        is_wrong(&posts(program, id, None));
        // Another app's secret opens that one only.
        let other = server_program(app, Wishes::default());
        is_wrong(&posts(program, id, other.secret.as_deref()));
        // A word for a bearer is no try at Basic.
        let bearer = [("Authorization", "Bearer x")];
        let fields = [("client_id", id.as_str()), OWN[0]];
        is_wrong(&program.sends(REQUEST_TOKEN, &bearer, &fields));
    });
}

/// RFC 6819 §5.1.4.2: nothing in an answer tells how near a guess was. Hashes are compared, in constant time.
#[test]
fn r115_a_secret_that_is_wrong_by_one_byte_is_refused_like_one_that_is_wrong_by_all() {
    each_program(|_, program| {
        let good = program.secret.clone().expect("one");
        let but_one = |place: usize| {
            let mut near = good.clone().into_bytes();
            near[place] = if near[place] == b'x' { b'y' } else { b'x' };
            String::from_utf8(near).expect("ASCII")
        };
        let guesses = [but_one(0), but_one(20), but_one(39), "-".repeat(40)];
        let told = |guess: &String| {
            let answer = posts(program, &program.app.client_id, Some(guess));
            is_wrong(&answer);
            let undated = answer.headers.iter().filter(|(name, _)| {
                !["date", "x-request-id"].contains(&name.to_ascii_lowercase().as_str())
            });
            (
                undated.cloned().collect::<BTreeSet<_>>(),
                answer.body.clone(),
            )
        };
        let told: Vec<_> = guesses.iter().map(told).collect();
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    });
}

#[test]
fn r114_a_public_app_has_no_secret_and_an_empty_one_is_none() {
    each_app("", |app| {
        let program = public_program(app, Wishes::default());
        let id = &program.app.client_id;
        // It is let in, and fails only where its code is missing.
        let is_let_in = |answer: &Response| {
            refuses(answer, 400, "invalid_request", "Code must be provided");
        };
        is_let_in(&program.asks(&[]));
        is_let_in(&program.asks(&[("client_secret", "")]));
        let empty = basic(id, "");
        is_let_in(&program.sends(REQUEST_TOKEN, &[("Authorization", &empty)], &[]));
        is_wrong(&program.asks(&[("client_secret", "x")]));
        let header = basic(id, "x");
        let answer = program.sends(REQUEST_TOKEN, &[("Authorization", &header)], &[]);
        refuses_basic(app, &answer, "Invalid application secret");
    });
}

#[test]
fn key_and_number_name_the_same_app_in_body_and_header() {
    each_program(|_, program| {
        let secret = program.secret.clone().expect("one");
        let number = program.app.id.0.to_string();
        for id in [&program.app.client_id, &number] {
            gives(&posts(program, id, Some(&secret)), OWN_BODY);
            let header = basic(id, &secret);
            for also in [&program.app.client_id, &number] {
                let fields = [("client_id", also.as_str()), OWN[0]];
                let answer = program.sends(REQUEST_TOKEN, &[("Authorization", &header)], &fields);
                gives(&answer, OWN_BODY);
            }
        }
    });
}

#[test]
fn r111_two_ways_of_authenticating_are_a_bad_request_whoever_is_right() {
    each_app("", |app| {
        let one = server_program(app, Wishes::default());
        let two = server_program(app, Wishes::default());
        let secret = one.secret.clone().expect("one");
        is_two_ways(&one.posts_with_basic(REQUEST_TOKEN, &[OWN[0], ("client_secret", &secret)]));
        for id in [&two.app.client_id, UNKNOWN, "x"] {
            is_two_ways(&one.posts_with_basic(REQUEST_TOKEN, &[OWN[0], ("client_id", id)]));
        }
        let header = one.basic();
        let twice = [("Authorization", header.as_str()); 2];
        is_two_ways(&one.sends(REQUEST_TOKEN, &twice, &OWN));
        let both = [
            ("Authorization", header.as_str()),
            ("Authorization", &two.basic()),
        ];
        is_two_ways(&one.sends(REQUEST_TOKEN, &both, &OWN));
    });
}

#[test]
fn r63_what_is_sent_twice_is_a_bad_request() {
    each_program(|_, program| {
        let text = "A parameter was sent more than once";
        for (name, value) in [
            ("client_id", program.app.client_id.as_str()),
            ("grant_type", "client_credentials"),
            ("scope", "basic"),
        ] {
            let fields = [OWN[0], ("scope", "basic"), (name, value)];
            refuses(&program.asks(&fields), 400, "invalid_request", text);
        }
        let aliases = [("redirect_uri", "x"), ("redirect_url", "x")];
        refuses(&program.asks(&aliases), 400, "invalid_request", text);
        let unknown = [OWN[0], ("x", "1"), ("x", "2")];
        gives(&program.asks(&unknown), OWN_BODY);
    });
}

#[test]
fn grants_that_do_not_exist_and_grants_that_are_not_this_apps_are_two_refusals() {
    each_app("", |app| {
        let program = server_program(
            app,
            Wishes {
                grants: Some(vec![GrantType::AuthorizationCode]),
                ..Wishes::default()
            },
        );
        let only = "only authorization_code, password, refresh_token and client_credentials grant types are \
                    currently supported";
        for word in ["implicit", "Password", "authorization_code ", "\0", "urn:x"] {
            let answer = program.asks(&[("grant_type", word)]);
            refuses(&answer, 400, "unsupported_grant_type", only);
        }
        for word in ["refresh_token", "client_credentials", "password"] {
            let text = format!("This application is not authorized to use grant_type {word}");
            let answer = program.asks(&[("grant_type", word)]);
            refuses(&answer, 400, "unauthorized_client", &text);
        }
        // The default, also when it is sent empty.
        for word in ["", "authorization_code"] {
            let answer = program.asks(&[("grant_type", word)]);
            refuses(&answer, 400, "invalid_request", "Code must be provided");
        }
        let machine = server_program(
            app,
            Wishes {
                grants: Some(vec![GrantType::ClientCredentials]),
                ..Wishes::default()
            },
        );
        let text = "This application is not authorized to use grant_type authorization_code";
        refuses(&machine.asks(&[]), 400, "unauthorized_client", text);
    });
}

#[test]
fn both_secrets_open_while_one_replaces_the_other_and_then_the_new_one_alone() {
    each_program(|app, program| {
        let old = program.secret.clone().expect("one");
        let id = program.app.client_id.clone();
        let rotated = apps::rotate_secret(app.platform(), &id, Some(days(7))).expect("rotated");
        let new = rotated.client_secret.expect("a new one").to_string();
        app.advance(days(7) - Duration::from_millis(1));
        for secret in [&old, &new] {
            gives(&posts(program, &id, Some(secret)), OWN_BODY);
        }
        app.advance(Duration::from_millis(1));
        is_wrong(&posts(program, &id, Some(&old)));
        gives(&posts(program, &id, Some(&new)), OWN_BODY);
    });
}

#[test]
fn a_disabled_app_is_nobody_until_it_is_enabled_again() {
    each_app("", |app: &TestApp| {
        let program = server_program(app, Wishes::default());
        let id = program.app.client_id.clone();
        apps::disable(app.platform(), &id).expect("disabled");
        is_unknown(&program.asks(&OWN));
        let answer = program.posts_with_basic(REQUEST_TOKEN, &OWN);
        refuses_basic(app, &answer, "invalid client application id");
        apps::enable(app.platform(), &id).expect("enabled");
        app.advance(Duration::from_millis(1));
        let token = gives(&program.asks(&OWN), OWN_BODY).access;
        assert!(app.is_live(&token));
        apps::remove(app.platform(), &id).expect("removed");
        is_unknown(&program.asks(&OWN));
        assert!(!app.is_live(&token));
    });
}
