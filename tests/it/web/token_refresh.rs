//! Refresh tokens: each is good once, for ten seconds again, and after that it ends its family.

use super::{each_app, each_pair, each_program, each_with_ada};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::issued::{Allowed, PLAIN, makes_code};
use crate::kit::program::{
    Pair, Program, gives, gives_pair, public_program, refuses, server_program,
};
use crate::kit::samples::lifetimes;
use std::time::Duration;
use vestibule::domain::oauth::client::GrantType;
use vestibule::domain::oauth::registration::{TokenTtl, Wishes};
use vestibule::domain::time::days;
use vestibule::flow::apps;

const MOMENT: Duration = Duration::from_millis(1);
const REPEAT: Duration = Duration::from_secs(10);

#[track_caller]
fn is_invalid(answer: &Response) {
    refuses(answer, 400, "invalid_grant", "Invalid refresh token");
}

fn family(app: &TestApp, program: &Program) -> Pair {
    let code = makes_code(app, &program.app, "ada", PLAIN);
    gives_pair(&program.redeems(&code))
}

fn scoped(program: &Program, token: &str, scope: &str) -> Response {
    program.asks(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", scope),
    ])
}

#[test]
fn each_use_gives_a_new_pair_and_the_old_access_token_lives_on() {
    each_pair("", |app, program, first| {
        let mut pairs = vec![first];
        for _ in 0..5 {
            app.advance(REPEAT);
            let last = pairs.last().expect("one");
            pairs.push(gives_pair(&program.refreshes(&last.refresh)));
        }
        assert!(pairs.iter().all(|pair| app.is_live(&pair.access)));
        let mut tokens: Vec<_> = pairs
            .iter()
            .flat_map(|pair| [&pair.access, &pair.refresh])
            .collect();
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), 12);
        // A refresh token is no access token.
        assert!(!app.is_live(&pairs[5].refresh));
    });
}

#[test]
fn r109_a_used_token_in_the_hands_of_another_app_ends_nothing() {
    each_pair("", |app, program, pair| {
        let next = gives_pair(&program.refreshes(&pair.refresh));
        let other = server_program(app, Wishes::default());
        app.advance(REPEAT);
        is_invalid(&other.refreshes(&pair.refresh));
        gives_pair(&program.refreshes(&next.refresh));
    });
}

#[test]
fn r107_within_ten_seconds_the_same_answer_comes_again() {
    each_pair("", |app, program, first| {
        let answer = program.refreshes(&first.refresh);
        let second = gives_pair(&answer);
        app.advance(REPEAT - MOMENT);
        for _ in 0..3 {
            let again = program.refreshes(&first.refresh);
            assert_eq!(gives_pair(&again), second);
            assert_eq!(again.body, answer.body);
        }
        assert!(app.is_live(&first.access) && app.is_live(&second.access));
        // It was no use of the successor.
        gives_pair(&program.refreshes(&second.refresh));
    });
}

#[test]
fn r107_after_ten_seconds_the_old_one_ends_the_family() {
    each_pair("", |app, program, first| {
        let other = family(app, program);
        let second = gives_pair(&program.refreshes(&first.refresh));
        app.advance(REPEAT);
        is_invalid(&program.refreshes(&first.refresh));
        for token in [&first.access, &second.access] {
            assert!(!app.is_live(token));
        }
        is_invalid(&program.refreshes(&second.refresh));
        is_invalid(&program.refreshes(&first.refresh));
        // Another family of the same person and app is none of it.
        assert!(app.is_live(&other.access));
        gives_pair(&program.refreshes(&other.refresh));
    });
}

#[test]
fn r107_once_the_successor_was_used_the_old_one_ends_the_family_at_once() {
    each_pair("", |app, program, first| {
        let second = gives_pair(&program.refreshes(&first.refresh));
        let third = gives_pair(&program.refreshes(&second.refresh));
        is_invalid(&program.refreshes(&first.refresh));
        for pair in [&first, &second, &third] {
            assert!(!app.is_live(&pair.access));
            is_invalid(&program.refreshes(&pair.refresh));
        }
    });
}

#[test]
fn the_same_answer_is_not_given_again_after_its_family_was_revoked() {
    each_app("", |app| {
        // By its new or its old token.
        let ends: [fn(&Program, &Pair, &Pair) -> Response; 2] = [
            |program, _, second| program.revokes(&second.refresh),
            |program, first, _| program.revokes(&first.refresh),
        ];
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        for end in ends {
            let first = family(app, &program);
            let second = gives_pair(&program.refreshes(&first.refresh));
            assert_eq!(end(&program, &first, &second).status, 200);
            for pair in [&first, &second] {
                is_invalid(&program.refreshes(&pair.refresh));
                assert!(!app.is_live(&pair.access));
            }
        }
    });
}

#[test]
fn an_answer_whose_token_was_given_back_is_not_given_again_and_ends_no_family() {
    each_pair("", |app, program, first| {
        let second = gives_pair(&program.refreshes(&first.refresh));
        assert_eq!(program.revokes(&second.access).status, 200);
        is_invalid(&program.refreshes(&first.refresh));
        assert!(!app.is_live(&second.access));
        let third = gives_pair(&program.refreshes(&second.refresh));
        assert!(app.is_live(&third.access));
    });
}

#[test]
fn the_same_answer_for_another_scope_says_which_scope_it_has() {
    each_pair("", |_, program, first| {
        let second = gives_pair(&program.refreshes(&first.refresh));
        let told = r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"basic email"}"#;
        let again = scoped(program, &first.refresh, "email");
        assert_eq!(gives(&again, told), second);
        let text = "None of the requested scopes may be granted, or one is malformed";
        let answer = scoped(program, &first.refresh, "unknown");
        refuses(&answer, 400, "invalid_scope", text);
        assert_eq!(gives_pair(&program.refreshes(&first.refresh)), second);
    });
}

#[test]
fn r109_a_refresh_may_ask_for_less_and_the_family_keeps_what_it_has() {
    each_pair("", |_, program, first| {
        let told = |scope: &str| {
            format!(
                r#"{{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"{scope}"}}"#
            )
        };
        let scopes = |token: &str| program.introspects(token).json()["scope"].clone();
        let second = gives(&scoped(program, &first.refresh, "email"), &told("email"));
        assert_eq!(scopes(&second.access), "email");
        assert_eq!(scopes(&second.refresh), "basic email");
        let third = gives(&scoped(program, &second.refresh, "basic"), &told("basic"));
        let fourth = gives_pair(&program.refreshes(&third.refresh));
        assert_eq!(scopes(&fourth.access), "basic email");
        gives_pair(&scoped(program, &fourth.refresh, "email,basic"));
    });
}

#[test]
fn r109_a_refresh_may_never_ask_for_more() {
    each_program(|app, program| {
        let narrow = Allowed {
            scopes: "basic",
            ..PLAIN
        };
        let code = makes_code(app, &program.app, "ada", narrow);
        let pair = gives_pair(&program.redeems(&code));
        let text = "None of the requested scopes may be granted, or one is malformed";
        for wider in ["basic email", "email", "unknown", "ba\"sic", "\0"] {
            let answer = scoped(program, &pair.refresh, wider);
            refuses(&answer, 400, "invalid_scope", text);
        }
        // None of it has used the token up.
        gives_pair(&scoped(program, &pair.refresh, "basic"));
    });
}

#[test]
fn a_family_ends_when_it_lies_idle() {
    each_pair(
        "[refresh_ttl]\nidle = 172800\nabsolute = 432000",
        |app, program, first| {
            app.advance(days(2) - MOMENT);
            let second = gives_pair(&program.refreshes(&first.refresh));
            app.advance(days(2));
            is_invalid(&program.refreshes(&second.refresh));
        },
    );
}

#[test]
fn a_family_ends_at_its_age_however_often_it_is_used() {
    each_pair(
        "[refresh_ttl]\nidle = 172800\nabsolute = 432000",
        |app, program, mut pair| {
            // The grant began a millisecond before its code was redeemed.
            for _ in 0..4 {
                app.advance(days(1));
                pair = gives_pair(&program.refreshes(&pair.refresh));
            }
            app.advance(days(1) - MOMENT * 2);
            pair = gives_pair(&program.refreshes(&pair.refresh));
            app.advance(MOMENT);
            is_invalid(&program.refreshes(&pair.refresh));
            assert!(app.is_live(&pair.access), "it has a time of its own");
        },
    );
}

#[test]
fn a_family_in_use_outlasts_the_sweep_and_still_sees_its_oldest_token_again() {
    each_pair("", |app, program, first| {
        let mut pair = first.clone();
        for _ in 0..8 {
            app.advance(days(29));
            let store = &app.platform().store;
            store.sweep(app.now(), lifetimes(days(1))).expect("sweeps");
            pair = gives_pair(&program.refreshes(&pair.refresh));
        }
        is_invalid(&program.refreshes(&first.refresh));
        assert!(!app.is_live(&pair.access));
    });
}

#[test]
fn an_app_that_lost_the_grant_refreshes_no_longer() {
    each_pair("", |app, program, pair| {
        let edit = |grants: &[GrantType]| {
            let wishes = Wishes {
                grants: Some(grants.to_vec()),
                ..Wishes::default()
            };
            let id = &program.app.client_id;
            apps::edit(app.platform(), id, &wishes).expect("edited");
        };
        edit(&[GrantType::AuthorizationCode]);
        let text = "This application is not authorized to use grant_type refresh_token";
        let answer = program.refreshes(&pair.refresh);
        refuses(&answer, 400, "unauthorized_client", text);
        edit(&[GrantType::AuthorizationCode, GrantType::RefreshToken]);
        gives_pair(&program.refreshes(&pair.refresh));
    });
}

#[test]
fn scopes_that_the_owner_took_away_come_with_no_refresh_and_no_code() {
    each_pair("", |app, program, pair| {
        let code = makes_code(app, &program.app, "ada", PLAIN);
        let fewer = Wishes {
            scopes: Some(vec!["basic".to_owned()]),
            ..Wishes::default()
        };
        let id = &program.app.client_id;
        apps::edit(app.platform(), id, &fewer).expect("edited");
        let told = r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer","scope":"basic"}"#;
        gives(&program.redeems(&code), told);
        let next = gives(&program.refreshes(&pair.refresh), told);
        assert_eq!(program.introspects(&next.access).json()["scope"], "basic");
        let text = "None of the requested scopes may be granted, or one is malformed";
        let answer = scoped(program, &next.refresh, "email");
        refuses(&answer, 400, "invalid_scope", text);
    });
}

#[test]
fn a_public_app_and_one_with_short_lived_tokens_rotate_the_same_way() {
    each_with_ada(|app| {
        let program = public_program(
            app,
            Wishes {
                token_ttl: Some(TokenTtl::Own(Duration::from_secs(60))),
                ..Wishes::default()
            },
        );
        let body = r#"{"access_token":"ACCESS","expires_in":60,"refresh_token":"REFRESH","token_type":"bearer"}"#;
        let first = gives(&program.trades("ada", PASSWORD), body);
        app.advance(days(1));
        let second = gives(&program.refreshes(&first.refresh), body);
        app.advance(REPEAT - MOMENT);
        assert_eq!(gives(&program.refreshes(&first.refresh), body), second);
        app.advance(MOMENT);
        is_invalid(&program.refreshes(&first.refresh));
        is_invalid(&program.refreshes(&second.refresh));
    });
}
