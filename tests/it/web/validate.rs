//! `validate_token` and `invalidate_token`: exact answers, and nothing else for anything else.

use super::{each_app, each_desktop, each_with_ada, one_app};
use crate::kit::app::TestApp;
use crate::kit::http::Response;

const VALIDATE: &str = "/platform/oauth/validate_token";
const INVALIDATE: &str = "/platform/oauth/invalidate_token";
const OK: &str = r#"{"result":"OK"}"#;
const INVALID: &str = r#"{"error":"invalid_token","error_description":"invalid token"}"#;
const NOT_GIVEN: &str =
    r#"{"error":"invalid_request","error_description":"access_token must be provided"}"#;

#[track_caller]
fn assert_says(answer: &Response, status: u16, body: &str) {
    assert_eq!((answer.status, answer.text().as_str()), (status, body));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn token_of(app: &TestApp) -> String {
    app.adds_user("ada", None);
    let (_, path) = app.adds_desktop_app();
    app.gets_token(&path, "ada")
}

/// What cannot be one token: how it is sent in a query or a body.
fn malformed(token: &str) -> Vec<String> {
    let shorter = &token[..39];
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlX29mXzMy";
    vec![
        String::new(),
        "access_token=".to_owned(),
        format!("access_token={shorter}"),
        format!("access_token={token}A"),
        format!("access_token={shorter}-"),
        format!("access_token=%20{token}"),
        format!("access_token={token}&access_token={token}"),
        format!("access_token={jwt}"),
        // A row number over 63 bits.
        format!("access_token={}", "z".repeat(40)),
        format!("token={token}"),
    ]
}

#[test]
fn r96_whatever_is_no_token_of_ours_is_invalid() {
    each_app("", |app| {
        let token = token_of(app);
        let mut program = app.stranger();
        for query in malformed(&token) {
            assert_says(&program.get(&format!("{VALIDATE}?{query}")), 400, INVALID);
            let form = [("Content-Type", "application/x-www-form-urlencoded")];
            let answer = program.send("POST", VALIDATE, &form, query.as_bytes());
            assert_says(&answer, 400, INVALID);
        }
        let twice = format!("{VALIDATE}?access_token={token}");
        assert_says(&program.send("POST", &twice, &[], b""), 200, OK);
        let answer = program.post_form(&twice, &[("access_token", &token)]);
        assert_says(&answer, 400, INVALID);
        // The right row with another secret; the right secret with another row.
        let (row, secret) = token.split_at(11);
        let strangers = [
            format!("{row}{}", "A".repeat(29)),
            format!("00000000001{secret}"),
        ];
        for stranger in strangers {
            let answer = program.get(&format!("{VALIDATE}?access_token={stranger}"));
            assert_says(&answer, 400, INVALID);
        }
    });
}

#[test]
fn tokens_of_another_kind_are_invalid_here_and_live_on() {
    each_with_ada(|app| {
        let (_, path) = app.adds_desktop_app();
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        let nonce = page.form("Allow").hidden("nonce").to_owned();
        let cookies = ["vestibule_session", "vestibule_browser"];
        let cookies = cookies.map(|name| browser.cookie(name).expect(name).value.clone());
        for other in cookies.into_iter().chain([nonce]) {
            assert_eq!(other.len(), 40);
            assert!(!app.is_live(&other));
            let path = format!("{INVALIDATE}?access_token={other}");
            assert_says(&app.stranger().get(&path), 200, OK);
        }
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 302);
    });
}

#[test]
fn invalidating_ends_that_token_only_and_is_ok_for_any_well_formed_one() {
    each_desktop(|app, path| {
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, path, "ada");
        let first = app.presses(&mut browser, &page, "Allow");
        let first = crate::kit::app::token_in(first.location());
        let others = [(); 2].map(|()| crate::kit::app::token_in(browser.get(path).location()));
        let mut program = app.stranger();
        let (row, _) = first.split_at(11);
        let guessed = format!("{INVALIDATE}?access_token={row}{}", "A".repeat(29));
        assert_says(&program.get(&guessed), 200, OK);
        assert!(app.is_live(&first), "ended by whoever knows its row");
        let by_get = format!("{INVALIDATE}?access_token={first}");
        for _ in 0..2 {
            assert_says(&program.get(&by_get), 200, OK);
            assert!(!app.is_live(&first));
        }
        assert!(others.iter().all(|token| app.is_live(token)));
        let answer = program.post_form(INVALIDATE, &[("access_token", &others[0])]);
        assert_says(&answer, 200, OK);
        assert_eq!(
            (app.is_live(&others[0]), app.is_live(&others[1])),
            (false, true)
        );
        // The consent is as it was.
        assert_eq!(browser.get(path).status, 302);
    });
}

#[test]
fn invalidating_nothing_two_things_or_no_token_is_a_bad_request() {
    one_app("", |app| {
        let token = token_of(app);
        let mut program = app.stranger();
        for query in malformed(&token) {
            assert_says(
                &program.get(&format!("{INVALIDATE}?{query}")),
                400,
                NOT_GIVEN,
            );
        }
        let twice = format!("{INVALIDATE}?access_token={token}");
        let answer = program.post_form(&twice, &[("access_token", &token)]);
        assert_says(&answer, 400, NOT_GIVEN);
        assert!(app.is_live(&token));
    });
}

#[test]
fn a_query_or_body_of_more_fields_than_anybody_sends_is_not_read() {
    one_app("", |app| {
        let token = token_of(app);
        let with = |count: usize| format!("access_token={token}{}", "&a".repeat(count));
        let mut program = app.stranger();
        const TOO_LARGE: &str =
            r#"{"error":"invalid_request","error_description":"The request is too large"}"#;
        for (count, status, body) in [(99, 200, OK), (100, 413, TOO_LARGE)] {
            let path = format!("{VALIDATE}?{}", with(count));
            assert_says(&program.get(&path), status, body);
            let sent = program.send("POST", VALIDATE, &[], with(count).as_bytes());
            assert_says(&sent, status, body);
        }
        let many = format!("/api/user?{}", "a&".repeat(101));
        assert_eq!(program.get(&many).status, 413);
        assert!(app.is_live(&token));
    });
}
