//! A code becomes tokens, once: every fault, their order, and what a second use ends.

use super::{each_app, each_program, each_with_ada};
use crate::kit::app::TestApp;
use crate::kit::exact::CALLBACK;
use crate::kit::http::Response;
use crate::kit::issued::{Allowed, CHALLENGE, CODE_TTL, PLAIN, VERIFIER, makes_code};
use crate::kit::program::{
    Pair, Program, gives, gives_pair, public_program, refuses, server_program,
};
use std::time::Duration;
use vestibule::domain::oauth::client::GrantType;
use vestibule::domain::oauth::code::AddressSent;
use vestibule::domain::oauth::registration::Wishes;

const MOMENT: Duration = Duration::from_millis(1);
const NO_REFRESH: &str = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;

const PKCE: Allowed = Allowed {
    challenge: Some(CHALLENGE),
    ..PLAIN
};
/// The app had left the address out.
const UNSENT: Allowed = Allowed {
    address: AddressSent::No,
    ..PLAIN
};

#[track_caller]
fn is_invalid(answer: &Response) {
    refuses(answer, 400, "invalid_grant", "Invalid authorization code");
}

#[track_caller]
fn is_expired(answer: &Response) {
    refuses(answer, 400, "invalid_grant", "Authorization code expired");
}

#[track_caller]
fn differs(answer: &Response) {
    let text = "Redirection url must match the url used for the code request";
    refuses(answer, 400, "invalid_grant", text);
}

#[track_caller]
fn is_unproven(answer: &Response) {
    refuses(answer, 400, "invalid_grant", "Invalid code verifier");
}

/// Redeems with the sample callback and this verifier.
fn proves(program: &Program, code: &str, verifier: &str) -> Response {
    program.asks(&[
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", verifier),
    ])
}

fn is_dead(app: &TestApp, program: &Program, pair: &Pair) -> bool {
    let refused = program.refreshes(&pair.refresh).status == 400;
    let ended = !app.is_live(&pair.access);
    assert_eq!(refused, ended);
    ended
}

#[test]
fn a_code_gives_a_pair_that_stands_for_the_person_who_allowed_it() {
    each_app("", |app| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        for program in [
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        ] {
            let code = makes_code(app, &program.app, "ada", PKCE);
            let pair = gives_pair(&proves(&program, &code, VERIFIER));
            let user = app.asks_user(&pair.access);
            let body = format!(
                r#"{{"id":"{}","type":"person","name":"ada","email":"ada@example.org","scope":["basic","email"],"client_id":"{}"}}"#,
                ada.public_id, program.app.client_id
            );
            assert_eq!((user.status, user.text()), (200, body));
        }
        // An app without the grant gets no refresh token.
        let program = server_program(
            app,
            Wishes {
                grants: Some(vec![GrantType::AuthorizationCode]),
                ..Wishes::default()
            },
        );
        let code = makes_code(app, &program.app, "ada", PLAIN);
        gives(&program.redeems(&code), NO_REFRESH);
    });
}

#[test]
fn what_is_no_code_is_refused() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let (row, secret) = code.split_at(11);
        let longer = format!("{code}0");
        let guesses = [
            "x".to_owned(),
            "\0".to_owned(),
            "z".repeat(40),
            "x".repeat(20_000),
            format!("{row}{}", "A".repeat(29)),
            format!("00000000001{secret}"),
            longer,
            format!("{code} "),
        ];
        for guess in &guesses {
            is_invalid(&program.redeems(guess));
        }
        let pair = gives_pair(&program.redeems(&code));
        // Tokens are no codes.
        is_invalid(&program.redeems(&pair.access));
        is_invalid(&program.redeems(&pair.refresh));
        assert!(!is_dead(app, program, &pair));
    });
}

#[test]
fn r104_a_code_is_good_for_six_hundred_seconds() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let late = makes_code(app, &program.app, "ada", PLAIN);
        // Making a code takes a millisecond of this clock.
        app.advance(CODE_TTL - MOMENT * 3);
        gives_pair(&program.redeems(&code));
        app.advance(MOMENT);
        app.advance(MOMENT);
        is_expired(&program.redeems(&late));
        is_expired(&program.redeems(&late));
    });
}

#[test]
fn r104_the_address_is_the_one_of_the_request() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        differs(&program.asks(&[("code", &code)]));
        for other in [
            "https://client.example/cb/",
            "https://client.example:443/cb",
            "https://CLIENT.example/cb",
            "https://evil.example/cb",
            "\0",
        ] {
            differs(&program.asks(&[("code", &code), ("redirect_uri", other)]));
        }
        // Its other name does as well; and none of the faults has spent the code.
        let alias = [("code", code.as_str()), ("redirect_url", CALLBACK)];
        gives_pair(&program.asks(&alias));

        // Left out of the request, it may be left out here, or be the one that was used.
        let code = makes_code(app, &program.app, "ada", UNSENT);
        differs(&program.asks(&[("code", &code), ("redirect_uri", "https://evil.example/")]));
        gives_pair(&program.asks(&[("code", &code)]));
        let code = makes_code(app, &program.app, "ada", UNSENT);
        gives_pair(&program.redeems(&code));
        // Of a loopback address the port belongs to it.
        let loopback = Allowed {
            redirect_uri: "http://127.0.0.1:53535/cb",
            ..PLAIN
        };
        let code = makes_code(app, &program.app, "ada", loopback);
        for other in ["http://127.0.0.1:53536/cb", "http://127.0.0.1/cb"] {
            differs(&program.asks(&[("code", &code), ("redirect_uri", other)]));
        }
        let same = [
            ("code", code.as_str()),
            ("redirect_uri", loopback.redirect_uri),
        ];
        gives_pair(&program.asks(&same));
    });
}

#[test]
fn r105_a_challenge_is_met_by_its_verifier_and_by_nothing_else() {
    each_with_ada(|app| {
        let program = public_program(app, Wishes::default());
        let code = makes_code(app, &program.app, "ada", PKCE);
        is_unproven(&program.redeems(&code));
        let other = VERIFIER.replace('d', "e");
        for wrong in [
            "",
            "x",
            // Its own challenge, as the method `plain` would have it.
            CHALLENGE,
            &other,
            &VERIFIER[..42],
            &"a".repeat(129),
            "\0",
            &format!("{} ", &VERIFIER[..42]),
        ] {
            is_unproven(&proves(&program, &code, wrong));
        }
        gives_pair(&proves(&program, &code, VERIFIER));
    });
}

#[test]
fn r106_a_verifier_without_a_challenge_is_refused() {
    each_program(|app, program| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        is_unproven(&proves(program, &code, VERIFIER));
        gives_pair(&program.redeems(&code));
    });
}

#[test]
fn the_checks_come_in_the_order_of_the_contract() {
    each_with_ada(|app| {
        let program = server_program(app, Wishes::default());
        let other = server_program(app, Wishes::default());
        let code = makes_code(app, &program.app, "ada", PKCE);
        let asks = |program: &Program, address: &str, verifier: &str| {
            program.asks(&[
                ("code", &code),
                ("redirect_uri", address),
                ("code_verifier", verifier),
            ])
        };
        differs(&asks(&program, "https://x.example/", "x"));
        is_unproven(&asks(&program, CALLBACK, "x"));
        is_invalid(&asks(&other, "https://x.example/", "x"));
        let pair = gives_pair(&asks(&program, CALLBACK, VERIFIER));
        // Used: whatever fails before that is told first, and ends nothing.
        is_invalid(&asks(&other, CALLBACK, VERIFIER));
        differs(&asks(&program, "https://x.example/", VERIFIER));
        is_unproven(&asks(&program, CALLBACK, "x"));
        assert!(app.is_live(&pair.access));
        app.advance(CODE_TTL);
        is_invalid(&asks(&other, "https://x.example/", "x"));
        is_expired(&asks(&program, "https://x.example/", "x"));
        is_expired(&asks(&program, CALLBACK, VERIFIER));
        assert!(!is_dead(app, &program, &pair));
        // The client comes first of all.
        let answer = program.sends(
            crate::kit::program::REQUEST_TOKEN,
            &[],
            &[("client_id", "nobody"), ("code", &code)],
        );
        let text = "invalid client application id";
        refuses(&answer, 401, "invalid_client", text);
    });
}

#[test]
fn r104_a_code_is_refused_the_second_time_and_its_tokens_die() {
    each_program(|app, program| {
        let bystander = makes_code(app, &program.app, "ada", PLAIN);
        let bystander = gives_pair(&program.redeems(&bystander));
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let first = gives_pair(&program.redeems(&code));
        app.advance(MOMENT);
        // What came of it later dies as well.
        let second = gives_pair(&program.refreshes(&first.refresh));
        for token in [&first.access, &second.access] {
            assert!(app.is_live(token));
        }
        is_invalid(&program.redeems(&code));
        assert!(!app.is_live(&first.access));
        assert!(is_dead(app, program, &second));
        is_invalid(&program.redeems(&code));
        // Another code of the same person for the same app is another grant.
        assert!(!is_dead(app, program, &bystander));
    });
}
