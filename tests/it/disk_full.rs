//! Refusal 118: the disk is full. Unavailable, never "wrong password"; what was given stays good, and with
//! room again all goes on.

use crate::kit::app::{PASSWORD, token_in};
use crate::kit::http::{HttpClient, Response};
use crate::kit::server::{Home, Server};
use crate::web::{asks_for, filled_in};

/// Enough to begin with, and far too little for what is asked below.
const ROOM_KB: u64 = 300;
const MOST_GRANTS: usize = 2000;

/// Grants by remembered consent until one fails: the tokens, and the failure.
#[track_caller]
fn fills_the_disk(browser: &mut HttpClient, path: &str) -> (Vec<String>, Response) {
    let mut tokens = Vec::new();
    for _ in 0..MOST_GRANTS {
        let answer = browser.get(path);
        if answer.status != 302 {
            return (tokens, answer);
        }
        tokens.push(token_in(answer.location()));
    }
    panic!("{MOST_GRANTS} grants found room");
}

#[track_caller]
fn assert_unavailable(answer: &Response) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.header("retry-after").is_some());
    assert!(!answer.text().contains("Wrong name"), "{}", answer.text());
}

#[track_caller]
fn assert_all_live(server: &Server, tokens: &[String]) {
    for token in tokens {
        let path = format!("/platform/oauth/validate_token?access_token={token}");
        assert_eq!(server.client().get(&path).text(), r#"{"result":"OK"}"#);
    }
}

#[test]
fn r118_on_a_full_disk_nothing_is_issued_and_nothing_that_was_is_lost() {
    let home = Home::new("[rate_limit]\ngrants = 0");
    home.adds_user("ada", PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let path = asks_for(
        app["client_id"].as_str().expect("a key"),
        &[("display", "desktop")],
    );
    let server = home.serves_with_files_up_to(ROOM_KB);
    let mut browser = server.client();
    let consent = browser.signs_in(&path, "ada", PASSWORD);
    let form = consent.form("Allow");
    assert_eq!(browser.submits(&consent, &form, "Allow").status, 302);
    let mut new = server.client();
    let (page, form) = filled_in(&mut new, &path, "ada", PASSWORD);

    let (tokens, failure) = fills_the_disk(&mut browser, &path);
    assert!(!tokens.is_empty(), "there was no room at all");
    assert_unavailable(&failure);
    assert_unavailable(&new.submits(&page, &form, "Sign in"));
    assert_all_live(&server, &tokens);
    assert_eq!(server.client().get("/healthz").status, 200);
    drop(server);

    let server = home.serves();
    assert_all_live(&server, &tokens);
    assert_eq!(new.submits(&page, &form, "Sign in").status, 303);
    let token = token_in(browser.get(&path).location());
    assert_all_live(&server, &[token]);
    home.runs(&["db", "check"], "").succeeds();
}
