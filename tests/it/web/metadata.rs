//! `/.well-known/oauth-authorization-server`: only true things.

use super::{each_program, each_with_ada};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::CALLBACK;
use crate::kit::issued::{CHALLENGE, PLAIN, makes_code};
use crate::kit::program::{
    INTROSPECT, Program, REQUEST_TOKEN, REVOKE, gives_pair, public_program, server_program,
};
use crate::kit::signer::{self, Signer, claims};
use crate::openid::device::{self, GRANT};
use crate::web::account::signed_in;
use serde_json::Value;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::openid::algorithm::Algorithm;

const METADATA: &str = "/.well-known/oauth-authorization-server";

fn metadata(app: &TestApp) -> Value {
    let answer = app.stranger().get(METADATA);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.json()
}

fn words(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list").iter();
    list.map(|word| word.as_str().expect("a word")).collect()
}

/// A request that each grant must answer with tokens.
fn by_grant(app: &TestApp, program: &Program, grant: &str) -> String {
    if grant == "implicit" {
        let (_, path) = app.adds_desktop_app();
        return app.gets_token(&path, "ada");
    }
    let code = makes_code(app, &program.app, "ada", PLAIN);
    let fields = match grant {
        "authorization_code" => vec![("code", code.as_str()), ("redirect_uri", CALLBACK)],
        "password" => vec![("username", "ada"), ("password", PASSWORD)],
        "client_credentials" => vec![],
        "refresh_token" => {
            let pair = gives_pair(&program.redeems(&code));
            return token_of(&program.refreshes(&pair.refresh).json());
        }
        GRANT => {
            let television = device::device(app);
            let codes = device::asks(&television, "basic");
            device::decides(app, &mut signed_in(app, "ada"), &codes, "Allow");
            return token_of(&television.polls(&codes.device).json());
        }
        other => panic!("{other} is listed and nobody knows how to try it"),
    };
    let fields = [vec![("grant_type", grant)], fields].concat();
    token_of(&program.asks(&fields).json())
}

fn token_of(told: &Value) -> String {
    told["access_token"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn each_grant_that_is_listed_gives_a_live_token() {
    each_program(|app, program| {
        for grant in words(&metadata(app)["grant_types_supported"]) {
            assert!(app.is_live(&by_grant(app, program, grant)), "{grant}");
        }
    });
}

#[test]
fn each_way_of_authenticating_that_is_listed_works_where_it_is_listed_and_no_other_does() {
    each_program(|app, program| {
        let public = public_program(app, Wishes::default());
        let signer = Signer::new(Algorithm::Es256, "k");
        let signing = server_program(app, signer.wishes());
        let signed = |path: &str, more: &[(&str, &str)]| {
            let assertion = signer.signs(&claims(app, &signing.app));
            signing.sends(path, &[], &[&signer::fields(&assertion)[..], more].concat())
        };
        let told = metadata(app);
        let fields = |endpoint: &str| match endpoint {
            "token" => vec![
                ("grant_type", "password"),
                ("username", "ada"),
                ("password", PASSWORD),
            ],
            _ => vec![("token", "x")],
        };
        for (endpoint, path) in [
            ("token", REQUEST_TOKEN),
            ("introspection", INTROSPECT),
            ("revocation", REVOKE),
        ] {
            let listed = &told[format!("{endpoint}_endpoint_auth_methods_supported")];
            let listed = words(listed);
            let algorithms =
                &told[format!("{endpoint}_endpoint_auth_signing_alg_values_supported")];
            assert_eq!(words(algorithms), Algorithm::WORDS, "{endpoint}");
            for method in [
                "client_secret_basic",
                "client_secret_post",
                "private_key_jwt",
                "none",
            ] {
                let answer = match method {
                    "client_secret_basic" => program.posts_with_basic(path, &fields(endpoint)),
                    "client_secret_post" => program.posts(path, &fields(endpoint)),
                    "private_key_jwt" => signed(path, &fields(endpoint)),
                    _ => public.posts(path, &fields(endpoint)),
                };
                assert_eq!(
                    answer.status == 200,
                    listed.contains(&method),
                    "{endpoint} {method}: {}",
                    answer.text()
                );
            }
        }
    });
}

#[test]
fn each_scope_that_is_listed_is_granted() {
    each_program(|app, program| {
        let told = metadata(app);
        let of_a_visit = |scope: &&str| ["openid", "offline_access"].contains(scope);
        let scopes = words(&told["scopes_supported"]);
        for scope in scopes.into_iter().filter(|scope| !of_a_visit(scope)) {
            let answer = program.asks(&[("grant_type", "client_credentials"), ("scope", scope)]);
            let token = token_of(&answer.json());
            assert_eq!(program.introspects(&token).json()["scope"], scope);
        }
    });
}

#[test]
fn each_response_type_and_mode_that_is_listed_is_answered_and_no_other() {
    each_with_ada(|app| {
        let told = metadata(app);
        let types = words(&told["response_types_supported"]);
        let modes = words(&told["response_modes_supported"]);
        let program = public_program(app, Wishes::default());
        let asks = |response_type: &str, mode: &str| {
            let is_of_oauth = ["code", "token"].contains(&response_type);
            let scope = if is_of_oauth { "basic" } else { "openid" };
            let query = crate::kit::program::encoded(&[
                ("scope", scope),
                ("nonce", "n"),
                ("client_id", program.app.client_id.as_str()),
                ("response_type", response_type),
                ("response_mode", mode),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
                ("prompt", "consent"),
            ]);
            format!("{}?{query}", crate::kit::app::AUTHORIZE)
        };
        for &response_type in &types {
            for &mode in &modes {
                let path = asks(response_type, mode);
                // Tokens never go into a query (RFC 9700 §4.3.2); all other pairs are answered.
                if response_type != "code" && mode == "query" {
                    let answer = app.stranger().get(&path);
                    assert!(answer.location().contains("error=invalid_request"));
                    continue;
                }
                let answer = super::decides(app, &path, "ada", "Allow");
                let status = if mode == "form_post" { 200 } else { 302 };
                assert_eq!(answer.status, status, "{response_type} {mode}");
                let place = match mode {
                    "query" => answer.location().split_once("/cb?"),
                    "fragment" => answer.location().split_once("/cb#"),
                    _ => None,
                };
                assert_eq!(place.is_some(), status == 302, "{response_type} {mode}");
            }
        }
        for (response_type, mode) in [
            ("token token", "fragment"),
            ("none", "fragment"),
            ("code", "query.jwt"),
            ("code", "web_message"),
        ] {
            let answer = app.stranger().get(&asks(response_type, mode));
            assert!(
                answer.location().contains("error="),
                "{response_type} {mode}"
            );
        }
    });
}
