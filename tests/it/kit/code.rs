//! The way of a code: asking for it, finding it in an answer, redeeming it.

use super::app::{AUTHORIZE, TestApp};
use super::http::Response;

pub use super::issued::{CHALLENGE, VERIFIER};

/// The path by which a program without a secret asks for a code.
pub fn asking_code(client_id: &str, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", client_id);
    query.append_pair("response_type", "code");
    query.append_pair("code_challenge", CHALLENGE);
    query.append_pair("code_challenge_method", "S256");
    query.extend_pairs(more);
    format!("{AUTHORIZE}?{}", query.finish())
}

/// The code in an address.
#[track_caller]
pub fn code_in(location: &str) -> String {
    let found = location
        .split(['?', '#', '&'])
        .find_map(|field| field.strip_prefix("code="));
    let code = found.unwrap_or_else(|| panic!("no code in {location}"));
    assert_eq!(code.len(), 40, "{location}");
    code.to_owned()
}

/// What the token endpoint says to this code with these further fields.
#[track_caller]
pub fn redeems(app: &TestApp, client_id: &str, code: &str, more: &[(&str, &str)]) -> Response {
    let fields = [("client_id", client_id), ("code", code)];
    let fields: Vec<(&str, &str)> = fields.iter().chain(more).copied().collect();
    app.stranger()
        .post_form("/platform/oauth/request_token", &fields)
}

/// The access token that a program without a secret gets for its code.
#[track_caller]
pub fn token_for(app: &TestApp, client_id: &str, code: &str, more: &[(&str, &str)]) -> String {
    let fields = [("code_verifier", VERIFIER)];
    let fields: Vec<(&str, &str)> = fields.iter().chain(more).copied().collect();
    let answer = redeems(app, client_id, code, &fields);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let json = answer.json();
    let token = json["access_token"].as_str().expect("an access token");
    assert!(app.is_live(token));
    token.to_owned()
}
