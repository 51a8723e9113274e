//! OpenID Connect over HTTP: what an app that speaks it sends, and what it gets.

mod algorithms;
mod backchannel;
mod claims;
mod client_assertion;
pub mod device;
mod device_ends;
mod device_page;
mod discovery;
mod jwt_access;
mod levels;
mod logout;
mod refused;
mod resources;
mod sets;
mod sets_asked;
mod sets_refused;
mod sign_in;
mod tokens;
mod userinfo;

use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::exact::CALLBACK;
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{Program, encoded, server_program};
use crate::web::each_with_ada;
use serde_json::{Map, Value};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::jwk::PublicKey;
use vestibule::domain::openid::jwt::{Read, Typ};
use vestibule::flow::apps;
use vestibule::signing::verifies;

/// On each database, with Ada and an app that may ask for all four scopes.
#[track_caller]
fn each_openid(story: impl Fn(&TestApp, &Program)) {
    each_with_ada(|app| story(app, &openid_program(app)));
}

#[track_caller]
fn openid_program(app: &TestApp) -> Program {
    server_program(app, openid_wishes())
}

fn openid_wishes() -> Wishes {
    let scopes = ["openid", "profile", "email", "offline_access", "basic"];
    Wishes {
        scopes: Some(scopes.map(str::to_owned).to_vec()),
        post_logout_uris: Some(vec![logout::BYE.to_owned()]),
        ..Wishes::default()
    }
}

/// The address of an OpenID request for a code, with these parameters over the usual ones.
fn asks(program: &Program, more: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", program.app.client_id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email"),
        ("state", "s t"),
    ];
    let named = |name: &str| more.iter().any(|(other, _)| *other == name);
    let usual = usual.into_iter().filter(|(name, _)| !named(name));
    let fields: Vec<(&str, &str)> = usual.chain(more.iter().copied()).collect();
    let sent: Vec<(&str, &str)> = fields
        .into_iter()
        .filter(|(_, value)| *value != "-")
        .collect();
    format!("{AUTHORIZE}?{}", encoded(&sent))
}

/// Opens it, signs in where that is asked, and allows where that is asked.
#[track_caller]
fn allows(app: &TestApp, browser: &mut HttpClient, path: &str) -> Response {
    let mut page = browser.get(path);
    if page.status == 200 && page.text().contains("Sign in") {
        page = browser.signs_in(path, "ada", PASSWORD);
    }
    if Form::with_button(&page.text(), "Allow").is_some() {
        page = app.presses(browser, &page, "Allow");
    }
    page
}

/// The code that came to the callback.
#[track_caller]
fn code_in(answer: &Response) -> String {
    let (_, query) = answer.location().split_once('?').expect("a query");
    let mut fields = form_urlencoded::parse(query.trim_end_matches('#').as_bytes());
    let code = fields.find(|(name, _)| name == "code").expect("a code");
    code.1.into_owned()
}

/// The claims of an ID token, verified by the published keys.
#[track_caller]
fn claims_in(app: &TestApp, answer: &Response) -> Map<String, Value> {
    let told = answer.json();
    claims_of(app, told["id_token"].as_str().expect("an ID token"))
}

/// The same of its text.
#[track_caller]
fn claims_of(app: &TestApp, text: &str) -> Map<String, Value> {
    verified(app, text, Typ::IdToken, Algorithm::Rs256)
}

/// The claims of a statement of this kind, verified by the published key that it names.
#[track_caller]
fn verified(app: &TestApp, text: &str, typ: Typ, algorithm: Algorithm) -> Map<String, Value> {
    let read = Read::parse(text, typ).expect("a statement of its kind");
    assert_eq!(read.algorithm, algorithm);
    let jwks = app.stranger().get("/oauth/jwks").json();
    let keys = jwks["keys"].as_array().expect("keys");
    let key = keys
        .iter()
        .find(|key| key["kid"] == read.kid.clone().unwrap_or_default());
    let key = PublicKey::read(
        key.expect("a published key")
            .as_object()
            .expect("an object"),
    );
    assert!(verifies(&key.expect("a key"), read.signed, &read.signature));
    read.claims
}

/// The tokens of a fresh sign-in with these parameters.
#[track_caller]
fn signs_in(app: &TestApp, program: &Program, more: &[(&str, &str)]) -> Response {
    let mut browser = app.stranger();
    let answer = allows(app, &mut browser, &asks(program, more));
    let tokens = program.redeems(&code_in(&answer));
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    tokens
}

#[track_caller]
fn disables(app: &TestApp, program: &Program) {
    apps::disable(app.platform(), &program.app.client_id).expect("disabled");
}

/// Of an app that does not speak OpenID Connect.
fn plain_wishes() -> Wishes {
    wishes_of(&["basic", "email"])
}

fn wishes_of(scopes: &[&str]) -> Wishes {
    Wishes {
        scopes: Some(scopes.iter().map(|&scope| scope.to_owned()).collect()),
        ..Wishes::default()
    }
}
