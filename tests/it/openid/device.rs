//! Devices over HTTP: the codes they ask for, and what they are told until somebody has decided (RFC 8628).

use super::{claims_in, wishes_of};
use crate::kit::app::TestApp;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{
    NOBODYS, Program, basic_raw, gives_pair, is_kept_nowhere, public_program, refuses,
    server_program,
};
use crate::web::account::signed_in;
use crate::web::{each_app, each_with_ada, one_with_ada};
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::oauth::client::{Confidentiality, GrantType, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::device::UserCode;

pub const ASK: &str = "/oauth/device_authorization";
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const GRANTS: [GrantType; 2] = [GrantType::DeviceCode, GrantType::RefreshToken];
pub const INTERVAL: Duration = Duration::from_secs(5);

/// A device's app: no secret, no addresses.
#[track_caller]
pub fn device(app: &TestApp) -> Program {
    let scopes = ["openid", "profile", "email", "offline_access", "basic"];
    let wishes = Wishes {
        kind: Some(Kind::Desktop),
        grants: Some(GRANTS.to_vec()),
        ..wishes_of(&scopes)
    };
    Program::registered(app, wishes)
}

/// On each database, with Ada and such an app.
#[track_caller]
pub fn each_device(story: impl Fn(&TestApp, &Program)) {
    each_with_ada(|app| story(app, &device(app)));
}

/// The two codes of a request: the device's, and the one that it shows.
pub struct Codes {
    pub device: String,
    pub user: String,
}

#[track_caller]
pub fn asks(program: &Program, scope: &str) -> Codes {
    let answer = program.posts(ASK, &[("scope", scope)]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = answer.json();
    let text = |name: &str| told[name].as_str().expect(name).to_owned();
    Codes {
        device: text("device_code"),
        user: text("user_code"),
    }
}

impl Program {
    #[track_caller]
    pub fn polls(&self, device_code: &str) -> Response {
        self.asks(&[("grant_type", GRANT), ("device_code", device_code)])
    }
}

/// Types a code at `/device`: the page that follows.
#[track_caller]
pub fn types(browser: &mut HttpClient, code: &str) -> Response {
    let page = browser.get("/device");
    let mut form = page.form("Continue");
    form.set("user_code", code);
    browser.submits(&page, &form, "Continue")
}

/// Types the code and presses this button.
#[track_caller]
pub fn decides(app: &TestApp, browser: &mut HttpClient, codes: &Codes, button: &str) -> Response {
    let page = types(browser, &codes.user);
    app.presses(browser, &page, button)
}

#[track_caller]
pub fn waits(answer: &Response) {
    let text = "The user has not decided yet";
    refuses(answer, 400, "authorization_pending", text);
}

#[track_caller]
pub fn is_invalid(answer: &Response) {
    refuses(answer, 400, "invalid_grant", "Invalid device code");
}

#[test]
fn a_device_is_told_what_to_show_and_how_long_it_may_ask() {
    each_device(|app, program| {
        let answer = program.posts(ASK, &[("scope", "openid email")]);
        is_kept_nowhere(&answer);
        let told = answer.json();
        let code = told["user_code"].as_str().expect("a code").to_owned();
        assert_eq!(UserCode::parse(&code).expect("a code").to_string(), code);
        let device_code = told["device_code"].as_str().expect("a code");
        let page = format!("{}/device", app.origin());
        let expected = format!(
            "{{\"device_code\":\"{device_code}\",\"user_code\":\"{code}\",\"verification_uri\":\"{page}\",\
             \"verification_uri_complete\":\"{page}?user_code={code}\",\"expires_in\":600,\"interval\":5,\
             \"message\":\"Open {page} and enter the code {code}.\"}}"
        );
        assert_eq!((answer.status, answer.text()), (200, expected));
        assert_eq!(device_code.len(), 40);
        assert_ne!(asks(program, "openid").user, code);
    });
}

#[test]
fn once_somebody_has_allowed_it_the_device_gets_its_tokens_with_an_id_token() {
    each_device(|app, program| {
        let codes = asks(program, "openid profile offline_access");
        waits(&program.polls(&codes.device));
        let signed_in_at = app.now().millis() / 1000;
        let mut browser = signed_in(app, "ada");
        app.advance(Duration::from_secs(7));
        let done = decides(app, &mut browser, &codes, "Allow");
        assert!(done.text().contains("You can go back to your device."));
        let tokens = program.polls(&codes.device);
        assert_eq!(tokens.status, 200, "{}", tokens.text());
        let told = tokens.json();
        let members: Vec<&String> = told.as_object().expect("members").keys().collect();
        let expected = [
            "access_token",
            "expires_in",
            "refresh_token",
            "token_type",
            "id_token",
        ];
        assert_eq!(members, expected);
        let claims = claims_in(app, &tokens);
        let names: Vec<&String> = claims.keys().collect();
        let expected = [
            "iss",
            "sub",
            "aud",
            "iat",
            "exp",
            "auth_time",
            "acr",
            "amr",
            "at_hash",
        ];
        assert_eq!(names, expected, "no sid after a device grant, and no nonce");
        let access = told["access_token"].as_str().expect("a token");
        assert_eq!(claims["sub"], app.asks_user(access).json()["id"]);
        assert_eq!(claims["aud"], json!(program.app.client_id));
        assert_eq!(claims["auth_time"], json!(signed_in_at));
        assert_eq!(claims["acr"], json!("pwd"));
        assert_eq!(claims["amr"], json!(["pwd"]));
        // The family is of no browser: it outlives the session, and tells of the same sign-in.
        let page = browser.get("/platform/oauth/logout");
        app.presses(&mut browser, &page, "Sign out");
        let refresh = told["refresh_token"].as_str().expect("a token");
        let again = program.refreshes(refresh);
        let later = claims_in(app, &again);
        assert_eq!(later["auth_time"], claims["auth_time"]);
        assert!(!later.contains_key("sid"));
    });
}

#[test]
fn without_openid_there_is_no_id_token_and_without_offline_access_it_outlives_the_session_too() {
    each_device(|app, program| {
        let mut browser = signed_in(app, "ada");
        let codes = asks(program, "basic");
        decides(app, &mut browser, &codes, "Allow");
        let pair = gives_pair(&program.polls(&codes.device));
        let page = browser.get("/platform/oauth/logout");
        app.presses(&mut browser, &page, "Sign out");
        assert!(app.is_live(&pair.access));
        gives_pair(&program.refreshes(&pair.refresh));
    });
}

#[test]
fn what_was_not_granted_as_it_was_asked_is_told() {
    each_with_ada(|app| {
        // Access while somebody is away comes by refresh tokens, which this one has none of.
        let wishes = Wishes {
            kind: Some(Kind::Desktop),
            grants: Some(vec![GrantType::DeviceCode]),
            ..wishes_of(&["basic", "email", "offline_access"])
        };
        let program = Program::registered(app, wishes);
        let mut browser = signed_in(app, "ada");
        for (asked, granted) in [
            ("basic offline_access", json!("basic")),
            ("basic tree", json!("basic")),
            ("email basic", Value::Null),
            // All that the settings have, never what is granted by name alone.
            ("", Value::Null),
        ] {
            let codes = asks(&program, asked);
            decides(app, &mut browser, &codes, "Allow");
            let told = program.polls(&codes.device).json();
            assert_eq!(told["scope"], granted, "{asked}");
            assert!(told.get("refresh_token").is_none());
        }
        let text = "None of the requested scopes may be granted, or one is malformed";
        for asked in ["offline_access", "tree", "a\"b"] {
            let answer = program.posts(ASK, &[("scope", asked)]);
            refuses(&answer, 400, "invalid_scope", text);
        }
    });
}

#[test]
fn a_device_that_asks_too_often_is_told_to_wait_five_seconds_more_each_time() {
    each_device(|app, program| {
        let codes = asks(program, "basic");
        let other = asks(program, "basic");
        let slows = |answer: &Response| refuses(answer, 400, "slow_down", "Ask less often");
        let moment = Duration::from_millis(1);
        waits(&program.polls(&codes.device));
        app.advance(INTERVAL - moment);
        slows(&program.polls(&codes.device));
        // Ten seconds from now on.
        waits(&program.polls(&other.device));
        app.advance(2 * INTERVAL - moment);
        slows(&program.polls(&codes.device));
        app.advance(3 * INTERVAL);
        waits(&program.polls(&codes.device));
        app.advance(3 * INTERVAL - moment);
        slows(&program.polls(&codes.device));
        // Who has an answer waits for nothing.
        decides(app, &mut signed_in(app, "ada"), &codes, "Allow");
        gives_pair(&program.polls(&codes.device));
    });
}

#[test]
fn each_refusal_of_a_device_has_its_words() {
    each_device(|app, program| {
        let mut browser = signed_in(app, "ada");
        let missing = program.asks(&[("grant_type", GRANT)]);
        let text = "Device code must be provided";
        refuses(&missing, 400, "invalid_request", text);
        for unknown in [NOBODYS, "x", "é"] {
            is_invalid(&program.polls(unknown));
        }
        let codes = asks(program, "basic");
        let mut forged = codes.device.clone();
        let last = if forged.ends_with('0') { "1" } else { "0" };
        forged.replace_range(39.., last);
        is_invalid(&program.polls(&forged));
        // Another app's, whatever became of it.
        let other = device(app);
        is_invalid(&other.polls(&codes.device));
        decides(app, &mut browser, &codes, "Allow");
        is_invalid(&other.polls(&codes.device));
        let pair = gives_pair(&program.polls(&codes.device));
        is_invalid(&program.polls(&codes.device));
        assert!(app.is_live(&pair.access), "a second use ends nothing");
        let codes = asks(program, "basic");
        let done = decides(app, &mut browser, &codes, "Don't Allow");
        assert!(done.text().contains("You can go back to your device."));
        let denied = |answer: &Response| {
            let text = "The user did not allow the request";
            refuses(answer, 400, "access_denied", text);
        };
        denied(&program.polls(&codes.device));
        denied(&program.polls(&codes.device));
    });
}

#[test]
fn codes_expire_after_ten_minutes_or_as_the_settings_say() {
    for (settings, lifetime) in [("", 600), ("device_ttl = 30", 30)] {
        each_app(settings, |app| {
            app.adds_user("ada", None);
            let program = device(app);
            let mut browser = signed_in(app, "ada");
            let told = program.posts(ASK, &[]).json();
            assert_eq!(told["expires_in"], json!(lifetime));
            let (undecided, allowed) = (asks(&program, "basic"), asks(&program, "basic"));
            decides(app, &mut browser, &allowed, "Allow");
            app.advance(Duration::from_secs(lifetime) - Duration::from_millis(1));
            waits(&program.polls(&undecided.device));
            app.advance(Duration::from_millis(1));
            let text = "The device code has expired";
            for codes in [&undecided, &allowed] {
                refuses(&program.polls(&codes.device), 400, "expired_token", text);
            }
            let page = types(&mut browser, &undecided.user);
            assert!(page.text().contains("role=\"alert\""), "{}", page.text());
        });
    }
}

#[test]
fn an_app_shows_to_be_itself_as_at_the_token_endpoint() {
    each_with_ada(|app| {
        let wishes = || Wishes {
            grants: Some(vec![GrantType::DeviceCode]),
            ..wishes_of(&["basic"])
        };
        let server = Program::registered(app, wishes());
        assert_eq!(server.app.confidentiality, Confidentiality::Confidential);
        assert_eq!(server.posts(ASK, &[]).status, 200);
        assert_eq!(server.posts_with_basic(ASK, &[]).status, 200);
        let text = "Invalid application secret";
        let nameless = server.without_secret();
        refuses(&nameless.posts(ASK, &[]), 401, "invalid_client", text);
        let wrong = basic_raw(&server.app.client_id, "wrong");
        let answer = server.sends(ASK, &[("Authorization", &wrong)], &[]);
        assert_eq!(
            (answer.status, answer.json()["error_description"].clone()),
            (401, json!(text))
        );
        let public = public_program(app, wishes());
        assert_eq!(public.posts(ASK, &[]).status, 200);
        let unknown = server.sends(ASK, &[], &[("client_id", "4000")]);
        let text = "invalid client application id";
        refuses(&unknown, 401, "invalid_client", text);
        let missing = server.sends(ASK, &[], &[("scope", "basic")]);
        refuses(
            &missing,
            400,
            "invalid_request",
            "client_id must be provided",
        );
        // Where it is not registered for it, neither here nor at the token endpoint; and by its whole name alone.
        let other = server_program(app, Wishes::default());
        let text = format!("This application is not authorized to use grant_type {GRANT}");
        refuses(&other.posts(ASK, &[]), 400, "unauthorized_client", &text);
        refuses(&other.polls(NOBODYS), 400, "unauthorized_client", &text);
        let short = server.asks(&[("grant_type", "device_code"), ("device_code", NOBODYS)]);
        assert_eq!(short.json()["error"], json!("unsupported_grant_type"));
        let by_get = server.gets(ASK, &[]);
        assert_eq!((by_get.status, by_get.header("allow")), (405, Some("POST")));
    });
}

#[test]
fn an_address_that_asks_for_too_many_codes_has_to_wait_and_may_still_sign_in() {
    one_with_ada(|app| {
        let program = device(app);
        for _ in 0..50 {
            asks(&program, "basic");
        }
        let answer = program.posts(ASK, &[]);
        let text = "Too many attempts. Try again later";
        refuses(&answer, 429, "temporarily_unavailable", text);
        let wait = answer.header("retry-after").expect("Retry-After");
        let wait = Duration::from_secs(wait.parse().expect("seconds"));
        let mut browser = signed_in(app, "ada");
        app.advance(wait);
        let codes = asks(&program, "basic");
        decides(app, &mut browser, &codes, "Allow");
        gives_pair(&program.polls(&codes.device));
    });
}
