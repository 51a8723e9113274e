//! Every set of response types: where its answer goes and what is in it. Rows are called as the modules of OpenID's
//! conformance suite are.

use super::{allows, claims_of, each_openid, openid_wishes};
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::exact::CALLBACK;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{Program, encoded, server_program};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use vestibule::domain::oauth::client::{Confidentiality, Kind, ResponseType};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::algorithm::Algorithm;

/// Each in some order of its words, with the fields of its answer but `state`, `scope` and `iss`.
pub const SETS: [(&str, &[&str]); 6] = [
    ("code", &["code"]),
    ("id_token", &["id_token"]),
    ("id_token code", &["code", "id_token"]),
    (
        "token code",
        &["code", "access_token", "expires_in", "token_type"],
    ),
    (
        "token id_token",
        &["access_token", "expires_in", "token_type", "id_token"],
    ),
    (
        "token code id_token",
        &[
            "code",
            "access_token",
            "expires_in",
            "token_type",
            "id_token",
        ],
    ),
];

pub const FORM_POST: (&str, &str) = ("response_mode", "form_post");

/// On each database, with Ada and an app with a secret that may have every set.
#[track_caller]
pub fn each_set(story: impl Fn(&TestApp, &Program, (&str, &[&str]))) {
    each_openid(|app, _| {
        let program = all_sets(app, openid_wishes());
        for set in SETS {
            story(app, &program, set);
        }
    });
}

#[track_caller]
pub fn all_sets(app: &TestApp, wishes: Wishes) -> Program {
    let response_types = Some(ResponseType::ALL.to_vec());
    server_program(
        app,
        Wishes {
            response_types,
            ..wishes
        },
    )
}

/// The address of a request for this set.
pub fn asks_for(program: &Program, set: &str, more: &[(&str, &str)]) -> String {
    let usual = [("response_type", set), ("nonce", "n")];
    let named = |name: &str| more.iter().any(|(other, _)| *other == name);
    let usual = usual.into_iter().filter(|(name, _)| !named(name));
    // In another order than most write them.
    let fields: Vec<(&str, &str)> = more.iter().copied().chain(usual).collect();
    super::asks(program, &fields)
}

/// The fields of an answer, with the place where they stand.
#[track_caller]
pub fn told(answer: &Response) -> (&'static str, Vec<(String, String)>) {
    if answer.status == 200 {
        let form = answer.form("Continue");
        assert_eq!(form.action.as_deref(), Some(CALLBACK));
        return ("form", form.pressed("Continue"));
    }
    assert_eq!(answer.status, 302, "{}", answer.text());
    let behind = answer.location().strip_prefix(CALLBACK);
    let behind = behind.unwrap_or_else(|| panic!("elsewhere: {}", answer.location()));
    let (place, text) = match behind.split_at_checked(1) {
        Some(("#", text)) => ("fragment", text),
        Some(("?", text)) => ("query", text.trim_end_matches('#')),
        _ => panic!("no answer: {behind}"),
    };
    assert!(!text.contains('#'), "{behind}");
    let fields = form_urlencoded::parse(text.as_bytes());
    (place, fields.into_owned().collect())
}

#[track_caller]
pub fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = fields.iter().filter(|(known, _)| known == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} is there twice");
    value
}

fn half_hash(text: &str) -> Value {
    json!(URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..16]))
}

/// Whom a token stands for.
#[track_caller]
pub fn userinfo(app: &TestApp, token: &str) -> Map<String, Value> {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    let told = app.stranger().send("GET", "/oauth/userinfo", &headers, b"");
    assert_eq!(told.status, 200, "{}", told.text());
    told.json().as_object().cloned().expect("an object")
}

/// `server`, `alternate-happy-flow`, `ensure-post-request-succeeds`, `idtoken-signature`: the place, the fields in their
/// order, hashes, and one `sub` everywhere.
#[track_caller]
fn is_whole(app: &TestApp, program: &Program, (set, names): (&str, &[&str]), answer: &Response) {
    let (place, fields) = told(answer);
    let expected = match (answer.status, set) {
        (200, _) => "form",
        (_, "code") => "query",
        _ => "fragment",
    };
    assert_eq!(place, expected, "{set}");
    let found: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, [names, &["state", "iss"]].concat(), "{set}");
    assert_eq!(value(&fields, "state"), Some("s t"));
    assert_eq!(value(&fields, "iss"), Some(app.origin().as_str()));
    let (code, token) = (value(&fields, "code"), value(&fields, "access_token"));
    let mut subs = Vec::new();
    if let Some(token) = token {
        assert_eq!(value(&fields, "expires_in"), Some("86400"));
        assert_eq!(value(&fields, "token_type"), Some("bearer"));
        subs.push(userinfo(app, token)["sub"].clone());
    }
    if let Some(id_token) = value(&fields, "id_token") {
        let claims = claims_of(app, id_token);
        let mut wanted = vec!["iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr"];
        wanted.extend(["nonce", "sid"]);
        wanted.extend(token.map(|_| "at_hash"));
        wanted.extend(code.map(|_| "c_hash"));
        let names: Vec<&String> = claims.keys().collect();
        assert_eq!(names, wanted, "{set}");
        assert_eq!(claims["nonce"], json!("n"));
        assert_eq!(claims["aud"], json!(program.app.client_id));
        for (hash, text) in [("at_hash", token), ("c_hash", code)] {
            assert_eq!(claims.get(hash), text.map(half_hash).as_ref(), "{hash}");
        }
        subs.push(claims["sub"].clone());
    }
    if let Some(code) = code {
        let tokens = program.redeems(code);
        let claims = claims_of(app, tokens.json()["id_token"].as_str().expect("one"));
        assert!(!claims.contains_key("c_hash"), "never from there");
        assert_eq!(claims["nonce"], json!("n"));
        subs.push(claims["sub"].clone());
        let token = tokens.json()["access_token"].clone();
        subs.push(userinfo(app, token.as_str().expect("a token"))["sub"].clone());
    }
    subs.dedup();
    assert_eq!(subs.len(), 1, "{set}: {subs:?}");
}

#[test]
fn each_set_is_answered_in_its_place_with_its_fields_in_their_order() {
    each_set(|app, program, set| {
        let mut browser = app.stranger();
        // Nobody is signed in, then a remembered consent, then a request by POST.
        for mode in [("response_mode", "-"), FORM_POST] {
            let path = asks_for(program, set.0, &[mode, ("scope", "openid basic")]);
            is_whole(app, program, set, &allows(app, &mut browser, &path));
            is_whole(app, program, set, &allows(app, &mut browser, &path));
            let (_, query) = path.split_once('?').expect("a query");
            let form = [("Content-Type", "application/x-www-form-urlencoded")];
            let sent = browser.send("POST", AUTHORIZE, &form, query.as_bytes());
            assert_eq!(sent.status, 303, "{}", sent.text());
            let onward = sent.location().to_owned();
            is_whole(app, program, set, &allows(app, &mut browser, &onward));
        }
    });
}

#[test]
fn a_press_that_comes_twice_gets_the_same_answer_id_token_included() {
    each_openid(|app, _| {
        // Two signatures of one text by ES256 are never the same.
        let wishes = Wishes {
            id_token_alg: Some(Algorithm::Es256),
            ..openid_wishes()
        };
        let program = all_sets(app, wishes);
        for (set, _) in SETS {
            for mode in [("response_mode", "-"), FORM_POST] {
                is_answered_twice_alike(app, &program, set, mode);
            }
        }
    });
}

fn is_answered_twice_alike(app: &TestApp, program: &Program, set: &str, mode: (&str, &str)) {
    let mut browser = app.stranger();
    let more = [mode, ("prompt", "consent"), ("scope", "openid email")];
    let path = asks_for(program, set, &more);
    let page = app.signs_in(&mut browser, &path, "ada");
    let first = app.presses(&mut browser, &page, "Allow");
    app.advance(std::time::Duration::from_secs(5));
    let again = app.presses(&mut browser, &page, "Allow");
    assert_eq!(told(&again), told(&first), "{set}");
    app.advance(std::time::Duration::from_secs(5));
    let late = app.presses(&mut browser, &page, "Allow");
    assert_eq!((late.status, late.header("location")), (403, None));
}

/// Where somebody who has a copy of the answer redeems its code again, all of it dies: `codereuse`.
#[test]
fn a_code_that_is_used_twice_takes_the_token_with_it_that_came_along() {
    each_set(|app, program, (set, names)| {
        for mode in [("response_mode", "-"), FORM_POST] {
            dies_with_its_code(app, program, (set, names), mode);
        }
    });
}

fn dies_with_its_code(
    app: &TestApp,
    program: &Program,
    (set, names): (&str, &[&str]),
    mode: (&str, &str),
) {
    let mut browser = app.stranger();
    let (_, fields) = told(&allows(app, &mut browser, &asks_for(program, set, &[mode])));
    let Some(code) = value(&fields, "code") else {
        return;
    };
    let beside = value(&fields, "access_token");
    assert_eq!(beside.is_some(), names.contains(&"access_token"));
    let first = program.redeems(code).json()["access_token"].clone();
    let first = first.as_str().expect("a token");
    let live = |token: &str| app.is_live(token);
    assert!(live(first) && beside.is_none_or(live));
    // It outlives the code.
    app.advance(std::time::Duration::from_secs(3600));
    assert!(beside.is_none_or(live));
    let again = program.redeems(code).json();
    assert_eq!(again["error"], json!("invalid_grant"));
    let (_, fields) = told(&allows(app, &mut browser, &asks_for(program, set, &[mode])));
    let code = value(&fields, "code").expect("a code");
    let beside = value(&fields, "access_token");
    let first = program.redeems(code).json()["access_token"].clone();
    let again = program.redeems(code).json();
    assert_eq!(again["error"], json!("invalid_grant"));
    assert!(!live(first.as_str().expect("a token")));
    assert!(!beside.is_some_and(live), "{set}");
}

/// The desktop page, a message to the opener, and a scheme of the program's own; each for every set.
#[test]
fn programs_without_a_web_address_get_the_same_fields() {
    each_openid(|app, _| {
        // Without a secret an app has them all from the start.
        let registered = |kind, uri: Option<&str>| {
            let wishes = Wishes {
                kind: Some(kind),
                confidentiality: Some(Confidentiality::Public),
                redirect_uris: Some(uri.map(str::to_owned).into_iter().collect()),
                ..openid_wishes()
            };
            Program::registered(app, wishes)
        };
        let desktop = registered(Kind::Desktop, None);
        let private = registered(Kind::Desktop, Some("com.example.paint:/cb"));
        let web = registered(Kind::Web, Some(CALLBACK));
        let popup = [("origin", "https://client.example"), ("callback", "fn-1")];
        for (set, names) in SETS {
            let ask = |program: &Program, more: &[(&str, &str)]| {
                let pkce = [
                    ("code_challenge", crate::kit::issued::CHALLENGE),
                    ("code_challenge_method", "S256"),
                    ("redirect_uri", "-"),
                ];
                let path = asks_for(program, set, &[&pkce, more].concat());
                allows(app, &mut app.stranger(), &path)
            };
            let landed = ask(&desktop, &[("display", "desktop")]);
            let start = format!("{}/platform/oauth/auth_success#", app.origin());
            let text = landed.location().strip_prefix(&start).expect("our page");
            has_fields(text, &[names, &["state"]].concat());
            let opened = ask(&private, &[]);
            let (begin, in_query) = match set {
                "code" => ("com.example.paint:/cb?", true),
                _ => ("com.example.paint:/cb#", false),
            };
            let text = opened.location().strip_prefix(begin).expect(begin);
            assert_eq!(opened.location().contains('?'), in_query);
            has_fields(text, &[names, &["state", "iss"]].concat());
            let told = ask(&web, &[&popup[..], &[("display", "popup")]].concat());
            let html = told.text();
            assert!(html.contains("data-origin=\"https://client.example\""));
            let (_, rest) = html.split_once("data-message=\"").expect("a message");
            let (text, _) = rest.split_once('"').expect("its end");
            let text = crate::kit::form::text_of(text);
            has_fields(&text, &[names, &["state", "iss", "callback"]].concat());
        }
    });
}

#[track_caller]
fn has_fields(text: &str, names: &[&str]) {
    let found = crate::kit::exact::fields(text);
    let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, names, "{text}");
}

#[test]
fn a_forms_own_nonce_and_the_parameter_are_not_taken_for_each_other() {
    each_openid(|app, _| {
        let program = all_sets(app, openid_wishes());
        let mut browser = app.stranger();
        let path = asks_for(&program, "id_token", &[("nonce", "the app's")]);
        let page = app.signs_in(&mut browser, &path, "ada");
        let form = page.form("Allow");
        assert_ne!(form.hidden("nonce"), "the app's");
        // A form with the parameter in place of its own proves nothing.
        let mut changed = page.form("Allow");
        changed.set("nonce", "the app's");
        let refused = browser.clone().submits(&page, &changed, "Allow");
        assert_eq!((refused.status, refused.header("location")), (403, None));
        let answer = app.presses(&mut browser, &page, "Allow");
        let (_, fields) = told(&answer);
        let claims = claims_of(app, value(&fields, "id_token").expect("one"));
        assert_eq!(claims["nonce"], json!("the app's"));
        // In a request by POST it is the parameter, where no proof is.
        let (_, query) = path.split_once('?').expect("a query");
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let sent = browser.send("POST", AUTHORIZE, &form, query.as_bytes());
        let named = encoded(&[("nonce", "the app's")]);
        assert!(sent.location().contains(&named), "{}", sent.location());
    });
}

/// Access while somebody is away comes by codes, and no refresh token ever leaves from here.
#[test]
fn offline_access_is_left_out_where_no_code_is_issued() {
    each_set(|app, program, (set, names)| {
        let more = [
            ("scope", "openid offline_access basic"),
            ("prompt", "consent"),
        ];
        let path = asks_for(program, set, &more);
        let (_, fields) = told(&allows(app, &mut app.stranger(), &path));
        assert_eq!(value(&fields, "refresh_token"), None);
        let is_told = names.contains(&"access_token") && !names.contains(&"code");
        let scope = is_told.then_some("openid basic");
        assert_eq!(value(&fields, "scope"), scope, "{set}");
        if let Some(code) = value(&fields, "code") {
            let told = program.redeems(code).json();
            assert!(told.get("scope").is_none(), "{told}");
            assert!(told["refresh_token"].is_string());
        }
        if let Some(token) = value(&fields, "access_token") {
            let told = program.introspects(token).json()["scope"].clone();
            let held = told.as_str().expect("scopes").contains("offline_access");
            assert_eq!(held, names.contains(&"code"), "{set}");
        }
    });
}

/// What is told to this browser, once it allows.
#[track_caller]
pub fn fields_in(app: &TestApp, browser: &mut HttpClient, path: &str) -> Vec<(String, String)> {
    told(&allows(app, browser, path)).1
}
