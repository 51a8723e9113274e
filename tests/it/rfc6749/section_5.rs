//! RFC 6749 §5 and §6, and what §10.4 says of refresh tokens: answers of the token endpoint.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::issued::{Allowed, PLAIN, makes_code};
use crate::kit::program::{
    Program, REQUEST_TOKEN, gives, gives_pair, public_program, refuses, refuses_basic,
    server_program,
};
use crate::web::{each_pair, each_program};
use std::collections::BTreeSet;
use vestibule::domain::oauth::registration::Wishes;

/// One answer of each kind: tokens by every grant, and a refusal of every code.
fn answers(app: &TestApp, program: &Program) -> Vec<Response> {
    let code = makes_code(app, &program.app, "ada", PLAIN);
    let first = program.redeems(&code);
    let pair = gives_pair(&first);
    let bare = server_program(
        app,
        Wishes {
            grants: Some(vec![]),
            ..Wishes::default()
        },
    );
    vec![
        first,
        program.refreshes(&pair.refresh),
        program.trades("ada", PASSWORD),
        program.asks(&[("grant_type", "client_credentials")]),
        program.asks(&[]),
        program.sends(REQUEST_TOKEN, &[], &[("client_id", "nobody")]),
        program.redeems("x"),
        bare.trades("ada", PASSWORD),
        program.asks(&[("grant_type", "x")]),
        program.asks(&[("grant_type", "client_credentials"), ("scope", "x")]),
    ]
}

/// "The parameters are included in the entity-body of the HTTP response using the "application/json" media type as
/// defined by [RFC4627]. The parameters are serialized into a JavaScript Object Notation (JSON) structure by adding
/// each parameter at the highest structure level."
/// "The authorization server MUST include the HTTP "Cache-Control" response header field [RFC2616] with a value of
/// "no-store" in any response containing tokens, credentials, or other sensitive information, as well as the
/// "Pragma" response header field [RFC2616] with a value of "no-cache"."
#[test]
fn s5_1_every_answer_is_json_with_its_members_at_the_top_and_kept_by_no_cache() {
    each_program(|app, program| {
        for answer in answers(app, program) {
            assert_eq!(answer.headers_named("cache-control"), ["no-store"]);
            assert_eq!(answer.headers_named("pragma"), ["no-cache"]);
            assert_eq!(answer.header("content-type"), Some("application/json"));
            let told = answer.json();
            let members = told.as_object().expect("an object");
            assert!(
                members
                    .values()
                    .all(|value| value.is_string() || value.is_number())
            );
            assert_eq!(members.contains_key("access_token"), answer.status == 200);
            assert_eq!(members.contains_key("error"), answer.status != 200);
        }
    });
}

/// "scope OPTIONAL, if identical to the scope requested by the client; otherwise, REQUIRED."
#[test]
fn s5_1_another_scope_than_the_one_asked_for_is_told() {
    each_program(|_, program| {
        let asks = |scope: &str| {
            program.asks(&[
                ("grant_type", "password"),
                ("username", "ada"),
                ("password", PASSWORD),
                ("scope", scope),
            ])
        };
        gives_pair(&asks("email"));
        gives(
            &asks("email unknown"),
            r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"email"}"#,
        );
    });
}

/// "If the client attempted to authenticate via the "Authorization" request header field, the authorization server
/// MUST respond with an HTTP 401 (Unauthorized) status code and include the "WWW-Authenticate" response header field
/// matching the authentication scheme used by the client."
#[test]
fn s5_2_who_failed_with_basic_is_challenged_with_basic() {
    each_program(|app, program| {
        for header in [
            crate::kit::program::basic(&program.app.client_id, "x"),
            crate::kit::program::basic(&program.app.client_id, ""),
        ] {
            let answer = program.sends(REQUEST_TOKEN, &[("Authorization", &header)], &[]);
            refuses_basic(app, &answer, "Invalid application secret");
        }
        let answer = program.sends(REQUEST_TOKEN, &[("Authorization", "Basic ?")], &[]);
        refuses_basic(app, &answer, "invalid client application id");
    });
}

/// "Values for the "error" parameter MUST NOT include characters outside the set %x20-21 / %x23-5B / %x5D-7E."
/// "Values for the "error_description" parameter MUST NOT include characters outside the set %x20-21 / %x23-5B /
/// %x5D-7E."
#[test]
fn s5_2_errors_are_the_listed_words_and_their_descriptions_plain_ascii() {
    each_program(|app, program| {
        let answers = answers(app, program);
        let refused = answers.iter().filter(|answer| answer.status != 200);
        let mut words = BTreeSet::new();
        for told in refused.map(Response::json) {
            let text = |member: &str| told[member].as_str().expect("a text").to_owned();
            let plain = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
            for member in ["error", "error_description"] {
                assert!(text(member).bytes().all(plain), "{told}");
            }
            words.insert(text("error"));
        }
        let listed = [
            "invalid_client",
            "invalid_grant",
            "invalid_request",
            "invalid_scope",
            "unauthorized_client",
            "unsupported_grant_type",
        ];
        assert_eq!(words, listed.map(str::to_owned).into());
    });
}

/// "The requested scope MUST NOT include any scope not originally granted by the resource owner, and if omitted is
/// treated as equal to the scope originally granted by the resource owner."
#[test]
fn s6_r109_a_refresh_never_grants_more_and_by_default_all_of_it() {
    each_program(|app, program| {
        let narrow = Allowed {
            scopes: "basic",
            ..PLAIN
        };
        let code = makes_code(app, &program.app, "ada", narrow);
        let pair = gives_pair(&program.redeems(&code));
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &pair.refresh),
            ("scope", "basic email"),
        ];
        let text = "None of the requested scopes may be granted, or one is malformed";
        refuses(&program.asks(&fields), 400, "invalid_scope", text);
        let next = gives_pair(&program.refreshes(&pair.refresh));
        assert_eq!(program.introspects(&next.access).json()["scope"], "basic");
    });
}

/// "The authorization server MUST: require client authentication for confidential clients or for any client that
/// was issued client credentials (or with other authentication requirements), authenticate the client if client
/// authentication is included and ensure that the refresh token was issued to the authenticated client, and validate
/// the refresh token." The app is authenticated as for every grant (`s3_2_1_…`), and `s10_4_…` holds what is no token.
/// §10.4: "The authorization server MUST maintain the binding between a refresh token and the client to whom it was
/// issued." "The authorization server MUST verify the binding between the refresh token and client identity whenever
/// the client identity can be authenticated."
#[test]
fn s6_a_refresh_token_works_for_its_own_app_alone_through_every_rotation() {
    each_pair("", |app, program, mut pair| {
        let others = [
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        ];
        for _ in 0..3 {
            for other in &others {
                let answer = other.refreshes(&pair.refresh);
                refuses(&answer, 400, "invalid_grant", "Invalid refresh token");
            }
            pair = gives_pair(&program.refreshes(&pair.refresh));
        }
    });
}

/// "If a new refresh token is issued, the refresh token scope MUST be identical to that of the refresh token
/// included by the client in the request."
#[test]
fn s6_the_new_refresh_token_holds_what_the_old_one_held() {
    each_pair("", |_, program, pair| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &pair.refresh),
            ("scope", "email"),
        ];
        let next = program.asks(&fields).json();
        let scope = |member: &str| {
            let token = next[member].as_str().expect("a token");
            program.introspects(token).json()["scope"].clone()
        };
        assert_eq!(scope("access_token"), "email");
        assert_eq!(scope("refresh_token"), "basic email");
    });
}

/// §10.4: "The authorization server MUST ensure that refresh tokens cannot be generated, modified, or guessed to
/// produce valid refresh tokens by unauthorized parties."
#[test]
fn s10_4_no_neighbour_of_a_refresh_token_is_one() {
    each_program(|_, program| {
        let pairs = [(); 2].map(|()| gives_pair(&program.trades("ada", PASSWORD)));
        let [one, two] = pairs.each_ref().map(|pair| pair.refresh.as_str());
        let mixed = format!("{}{}", &one[..11], &two[11..]);
        let changed = (0..40).map(|at| {
            let other = if &one[at..=at] == "a" { "b" } else { "a" };
            format!("{}{other}{}", &one[..at], &one[at + 1..])
        });
        for guess in changed.chain([mixed, pairs[0].access.clone()]) {
            let text = "Invalid refresh token";
            refuses(&program.refreshes(&guess), 400, "invalid_grant", text);
        }
        gives_pair(&program.refreshes(one));
    });
}
