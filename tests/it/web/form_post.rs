//! `response_mode=form_post`: a page of ours whose form brings the answer to the address.

use super::{decides, each_web_app, each_with_ada, one_app, one_with_ada};
use crate::kit::app::{TestApp, token_in};
use crate::kit::code::{CHALLENGE, asking_code, token_for};
use crate::kit::exact::{
    CALLBACK, LEADS_AWAY, adds_desktop_app, adds_web_app, asking, asks_to_sign_in, is_page,
};
use crate::kit::form::Form;
use crate::kit::http::Response;

const FORM_POST: (&str, &str) = ("response_mode", "form_post");

/// The page's one form: to the address and with exactly these fields, `ISS` for our own name. The token or
/// code, whose place is taken by `T`, is given back.
#[track_caller]
fn posts(app: &TestApp, answer: &Response, address: &str, fields: &[(&str, &str)]) -> String {
    is_page(answer, 200, LEADS_AWAY);
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let html = answer.text();
    assert!(html.contains("<script src=\"/static/form_post.js\" defer></script>"));
    assert_eq!(html.matches("<form").count(), 1, "{html}");
    assert!(html.contains("method=\"post\""), "{html}");
    let form = answer.form("Continue");
    assert_eq!(form.action.as_deref(), Some(address));
    let secret = secret_of(&form);
    let origin = app.origin();
    let wanted: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| {
            let value = match *value {
                "T" => secret.as_str(),
                "ISS" => origin.as_str(),
                other => other,
            };
            ((*name).to_owned(), value.to_owned())
        })
        .collect();
    assert_eq!(form.pressed("Continue"), wanted);
    secret
}

fn secret_of(form: &Form) -> String {
    let value = form.value("access_token").or(form.value("code"));
    value.unwrap_or_default().to_owned()
}

#[test]
fn a_code_and_a_token_are_posted_with_their_fields_in_order() {
    each_with_ada(|app| {
        for uri in [CALLBACK, "https://client.example/cb?a=1&b=%22"] {
            let client_id = adds_web_app(app, &[uri]);
            let more = [FORM_POST, ("state", "s&1"), ("scope", "basic nonsense")];
            let answer = decides(app, &asking_code(&client_id, &more), "ada", "Allow");
            let common = [("state", "s&1"), ("scope", "basic"), ("iss", "ISS")];
            let fields = [&[("code", "T"), ("expires_in", "600")], &common[..]].concat();
            let code = posts(app, &answer, uri, &fields);
            token_for(app, &client_id, &code, &[]);
            let answer = decides(app, &asking(&client_id, &more), "ada", "Allow");
            let own = [
                ("access_token", "T"),
                ("expires_in", "86400"),
                ("token_type", "bearer"),
            ];
            let fields = [&own[..], &common[..]].concat();
            let token = posts(app, &answer, uri, &fields);
            assert!(app.is_live(&token));
        }
    });
}

#[test]
fn faults_are_posted_too() {
    each_web_app(|app, client_id| {
        for (fault, error, description) in [
            (
                ("prompt", "none"),
                "login_required",
                "The user is not signed in",
            ),
            (
                ("scope", "nonsense"),
                "invalid_scope",
                "None of the requested scopes is known, or one is malformed",
            ),
            (
                ("code_challenge", CHALLENGE),
                "invalid_request",
                "A parameter was sent more than once",
            ),
        ] {
            let path = asking_code(client_id, &[FORM_POST, fault]);
            let fields = [
                ("error", error),
                ("error_description", description),
                ("iss", "ISS"),
            ];
            posts(app, &app.stranger().get(&path), CALLBACK, &fields);
        }
    });
}

#[test]
fn r57_a_state_that_a_form_would_change_is_refused_and_not_given_back() {
    one_app("", |app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let with = |state| asking_code(&client_id, &[FORM_POST, ("state", state)]);
        for state in ["a\nb", "a\rb", "\0", "\n\r", "\r\n\n"] {
            let fields = [
                ("error", "invalid_request"),
                (
                    "error_description",
                    "This state cannot be returned exactly with form_post",
                ),
                ("iss", "ISS"),
            ];
            posts(app, &app.stranger().get(&with(state)), CALLBACK, &fields);
            asks_to_sign_in(
                &app.stranger()
                    .get(&asking_code(&client_id, &[("state", state)])),
            );
        }
        for state in ["a\r\nb", "\"><script>alert(1)</script>", "\u{1F980}\t&#10;"] {
            asks_to_sign_in(&app.stranger().get(&with(state)));
        }
    });
}

#[test]
fn r69_a_double_click_gives_the_same_page() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let mut browser = app.stranger();
        let path = asking(&client_id, &[FORM_POST, ("state", "\"<&\r\n")]);
        let page = app.signs_in(&mut browser, &path, "ada");
        let first = app.presses(&mut browser, &page, "Allow");
        let again = app.presses(&mut browser, &page, "Allow");
        assert_eq!(first.text(), again.text());
        let token = secret_of(&first.form("Continue"));
        let ends = format!("/platform/oauth/invalidate_token?access_token={token}");
        assert_eq!(app.stranger().get(&ends).status, 200);
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 403);
    });
}

#[test]
fn a_program_at_a_private_address_gets_no_form() {
    one_app("", |app| {
        let client_id = adds_desktop_app(app, &["com.example.app:/cb", "http://127.0.0.1/cb"]);
        let to = |uri| asking(&client_id, &[FORM_POST, ("redirect_uri", uri)]);
        let refused = app.stranger().get(&to("com.example.app:/cb"));
        assert!(
            refused
                .location()
                .starts_with("com.example.app:/cb?error=invalid_request&")
        );
        asks_to_sign_in(&app.stranger().get(&to("http://127.0.0.1:4000/cb")));
    });
}

#[test]
fn r41_without_the_mode_a_token_stays_in_the_fragment() {
    one_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let answer = decides(app, &asking(&client_id, &[]), "ada", "Allow");
        assert_eq!(answer.status, 302);
        token_in(answer.location());
    });
}
