//! Access tokens that are JWTs (RFC 9068): told by themselves, and kept like any other.

use super::{allows, asks, code_in, openid_program, openid_wishes, verified};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::program::{Program, REQUEST_TOKEN, encoded, server_program};
use crate::web::each_with_ada;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::time::Duration;
use vestibule::domain::oauth::client::{ResponseType, TokenFormat};
use vestibule::domain::oauth::registration::{TokenTtl, Wishes};
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::id_token::half_hash;
use vestibule::domain::openid::jwt::Typ;
use vestibule::domain::time::days;
use vestibule::flow::{EndedToken, apps, end_token, users};

const API: &str = "https://api.example.org/";

fn jwt(wishes: Wishes) -> Wishes {
    Wishes {
        access_token_format: Some(TokenFormat::Jwt),
        ..wishes
    }
}

#[track_caller]
fn program(app: &TestApp) -> Program {
    server_program(app, jwt(openid_wishes()))
}

/// The answer of the token endpoint after a sign-in with these scopes.
#[track_caller]
fn signed_in(app: &TestApp, program: &Program, scope: &str) -> Value {
    let mut browser = app.stranger();
    let answer = allows(app, &mut browser, &asks(program, &[("scope", scope)]));
    program.redeems(&code_in(&answer)).json()
}

#[track_caller]
fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().expect(name)
}

#[track_caller]
fn claims(app: &TestApp, token: &str) -> Map<String, Value> {
    verified(app, token, Typ::AccessToken, Algorithm::Rs256)
}

#[track_caller]
fn user(app: &TestApp, path: &str, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    app.stranger().send("GET", path, &headers, b"").status
}

/// Whether anybody takes it: the API, introspection and validation are of one mind.
#[track_caller]
fn is_taken(app: &TestApp, program: &Program, token: &str) -> bool {
    let path = format!("/platform/oauth/validate_token?access_token={token}");
    let validated = app.stranger().get(&path).status == 200;
    let active = program.introspects(token).json()["active"] == json!(true);
    let known = user(app, "/api/user", token) == 200;
    assert_eq!((validated, active), (known, known));
    known
}

#[test]
fn it_tells_whom_it_stands_for_and_the_id_token_is_bound_to_it() {
    each_with_ada(|app| {
        let program = program(app);
        let answer = signed_in(app, &program, "openid email basic");
        let token = text(&answer, "access_token");
        let mut said = claims(app, token);
        let now = app.now().seconds();
        let id_token = verified(
            app,
            text(&answer, "id_token"),
            Typ::IdToken,
            Algorithm::Rs256,
        );
        assert_eq!(
            id_token["at_hash"],
            json!(half_hash(Algorithm::Rs256, token))
        );
        assert_eq!(
            said.remove("jti").expect("an id").as_str().map(str::len),
            Some(40)
        );
        let expected = json!({
            "iss": app.origin(), "sub": id_token["sub"], "aud": app.origin(),
            "client_id": program.app.client_id, "scope": "openid basic email",
            "iat": now, "exp": now + 86_400,
            "auth_time": id_token["auth_time"], "acr": "pwd", "amr": ["pwd"],
        });
        assert_eq!(Value::Object(said), expected);
        assert!(is_taken(app, &program, token));
        assert_eq!(user(app, "/oauth/userinfo", token), 200);
        // It is read as what it is, and as nothing else.
        assert_eq!(user(app, "/api/user", text(&answer, "id_token")), 401);
    });
}

#[test]
fn plain_tokens_passwords_and_apps_have_their_own_subjects_and_audiences() {
    each_with_ada(|app| {
        let wishes = Wishes {
            resources: Some(vec![API.to_owned()]),
            ..openid_wishes()
        };
        let program = server_program(app, jwt(wishes));
        let plain = signed_in(app, &program, "basic");
        let said = claims(app, text(&plain, "access_token"));
        assert_eq!((&said["aud"], &said["acr"]), (&json!(API), &json!("pwd")));
        assert!(said["auth_time"].is_number());
        let both = signed_in(app, &program, "openid");
        let said = claims(app, text(&both, "access_token"));
        assert_eq!(said["aud"], json!([API, app.origin()]));
        let traded = program.trades("ada", PASSWORD).json();
        let said = claims(app, text(&traded, "access_token"));
        assert_eq!(said["auth_time"], json!(app.now().seconds()));
        let own = [("grant_type", "client_credentials")];
        let own = program.posts(REQUEST_TOKEN, &own).json();
        let said = claims(app, text(&own, "access_token"));
        assert_eq!(said["sub"], json!(format!("app:{}", program.app.uuid)));
        for name in ["auth_time", "acr", "amr"] {
            assert_eq!(said.get(name), None, "{name}");
        }
    });
}

#[test]
fn every_end_of_a_token_is_an_end_of_a_jwt() {
    each_with_ada(|app| {
        let program = program(app);
        let fresh = || signed_in(app, &program, "openid basic");
        let token = |answer: &Value| text(answer, "access_token").to_owned();
        let revoked = token(&fresh());
        assert_eq!(program.revokes(&revoked).status, 200);
        let ended = token(&fresh());
        let how = end_token(app.platform(), &ended).expect("ends");
        assert_eq!(how, Some(EndedToken::AccessToken));
        let invalid = token(&fresh());
        let path = format!("/platform/oauth/invalidate_token?access_token={invalid}");
        assert_eq!(app.stranger().get(&path).status, 200);
        let family = fresh();
        assert_eq!(program.revokes(text(&family, "refresh_token")).status, 200);
        let (expires, epoch) = (token(&fresh()), token(&fresh()));
        for gone in [&revoked, &ended, &invalid, &token(&family)] {
            assert!(!is_taken(app, &program, gone));
        }
        assert!(is_taken(app, &program, &epoch));
        app.advance(days(1));
        assert!(!is_taken(app, &program, &expires));
        let epoch = token(&fresh());
        users::set_password(app.platform(), "ada", "another long password").expect("set");
        assert!(!is_taken(app, &program, &epoch));
        let other = openid_program(app);
        let foreign = token(&signed_in_again(app, &program));
        assert_eq!(other.revokes(&foreign).status, 200);
        assert!(is_taken(app, &program, &foreign), "it is another app's");
    });
}

/// With the new password.
#[track_caller]
fn signed_in_again(app: &TestApp, program: &Program) -> Value {
    let mut browser = app.stranger();
    let path = asks(program, &[("scope", "basic")]);
    let answer = browser.signs_in(&path, "ada", "another long password");
    let answer = match answer.status {
        200 => app.presses(&mut browser, &answer, "Allow"),
        _ => answer,
    };
    program.redeems(&code_in(&answer)).json()
}

#[test]
fn its_id_alone_opens_nothing_and_neither_does_one_that_we_did_not_sign() {
    each_with_ada(|app| {
        let program = program(app);
        let answer = signed_in(app, &program, "openid basic");
        let token = text(&answer, "access_token");
        let jti = claims(app, token)["jti"]
            .as_str()
            .expect("an id")
            .to_owned();
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let (header, body) = signed.split_once('.').expect("three parts");
        let other_start = if signature.starts_with('A') { 'B' } else { 'A' };
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
        for forged in [
            jti,
            format!("{signed}.{other_start}{}", &signature[1..]),
            format!("{unsigned}.{body}."),
            format!("{header}.{body}"),
            format!("{token}x"),
            format!("{}.{}", "a".repeat(9000), "b"),
            "a.b.c".to_owned(),
            "..".to_owned(),
        ] {
            assert!(!is_taken(app, &program, &forged), "{forged}");
            assert_eq!(user(app, "/oauth/userinfo", &forged), 401, "{forged}");
        }
    });
}

#[test]
fn the_same_refresh_and_the_same_press_give_the_same_jwt() {
    each_with_ada(|app| {
        let program = program(app);
        let first = signed_in(app, &program, "openid basic");
        let refresh = text(&first, "refresh_token");
        let second = program.refreshes(refresh).json();
        app.advance(Duration::from_secs(3));
        let again = program.refreshes(refresh).json();
        assert_eq!(second["access_token"], again["access_token"]);
        assert_ne!(first["access_token"], second["access_token"]);
        assert!(is_taken(app, &program, text(&again, "access_token")));
        let wishes = Wishes {
            response_types: Some(vec![ResponseType::Token, ResponseType::IdToken]),
            ..openid_wishes()
        };
        let program = server_program(app, jwt(wishes));
        let more = [
            ("response_type", "id_token token"),
            ("nonce", "n"),
            ("prompt", "consent"),
        ];
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &asks(&program, &more), "ada");
        let pressed = [0, 1].map(|_| app.presses(&mut browser, &page, "Allow"));
        assert_eq!(pressed[0].location(), pressed[1].location());
        let (_, fragment) = pressed[0].location().split_once('#').expect("a fragment");
        let fields: Vec<_> = form_urlencoded::parse(fragment.as_bytes()).collect();
        let field = |name| {
            let found = fields.iter().find(|(other, _)| other == name);
            found.expect("a field").1.to_string()
        };
        let (token, id_token) = (field("access_token"), field("id_token"));
        let said = verified(app, &id_token, Typ::IdToken, Algorithm::Rs256);
        assert_eq!(said["at_hash"], json!(half_hash(Algorithm::Rs256, &token)));
        assert!(is_taken(app, &program, &token));
    });
}

#[test]
fn a_desktop_program_reads_one_in_the_address() {
    each_with_ada(|app| {
        let (issued, _) = app.adds_desktop_app();
        let wishes = jwt(Wishes::default());
        apps::edit(app.platform(), &issued.app.client_id, &wishes).expect("edited");
        let fields = [
            ("client_id", issued.app.client_id.as_str()),
            ("response_type", "token"),
            ("display", "desktop"),
        ];
        let path = format!("{AUTHORIZE}?{}", encoded(&fields));
        let answer = allows(app, &mut app.stranger(), &path);
        let (_, rest) = answer
            .location()
            .split_once("#access_token=")
            .expect("a token");
        let token = rest.split('&').next().expect("a value");
        claims(app, token);
        assert!(app.is_live(token));
    });
}

#[test]
fn a_jwt_lives_thirty_days_at_most() {
    each_with_ada(|app| {
        let ttl = |days_long| Wishes {
            token_ttl: Some(TokenTtl::Own(days(days_long))),
            ..Wishes::default()
        };
        let program = program(app);
        let edit = |wishes| apps::edit(app.platform(), &program.app.client_id, &wishes);
        assert!(edit(ttl(31)).is_err());
        edit(ttl(30)).expect("edited");
        let opaque = server_program(app, ttl(31));
        let refused = apps::edit(
            app.platform(),
            &opaque.app.client_id,
            &jwt(Wishes::default()),
        );
        let why = refused.err().map(|why| why.to_string()).unwrap_or_default();
        assert!(why.contains("at most 30 days"), "{why}");
    });
    each_db(|db| {
        let app = TestApp::start(&db.url, "token_ttl = 31536000");
        app.adds_user("ada", None);
        let program = program(&app);
        let answer = signed_in(&app, &program, "basic");
        let said = claims(&app, text(&answer, "access_token"));
        let lifetime = said["exp"].as_i64().zip(said["iat"].as_i64());
        assert_eq!(lifetime.map(|(exp, iat)| exp - iat), Some(30 * 86_400));
        assert_eq!(answer["expires_in"], json!(30 * 86_400));
    });
}
