//! What stands in ID tokens beside who it is: by the set, by a switch of the app, and by the parameter `claims`.

use super::sets::{SETS, all_sets, asks_for, each_set, fields_in, told, value};
use super::{allows, asks, claims_in, claims_of, code_in, each_openid, openid_wishes};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::program::Program;
use serde_json::{Map, Value, json};
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users::{self, Edit};

const ALL: &str = "openid profile email";

fn gives_ada_an_address(app: &TestApp) {
    let edit = Edit {
        email: Some("ada@example.org".to_owned()),
        ..Edit::default()
    };
    users::edit(app.platform(), "ada", &edit).expect("edits");
}

/// Those that stand behind the ones that every ID token has.
fn about_her(claims: &Map<String, Value>) -> Vec<&str> {
    let about = [
        "name",
        "preferred_username",
        "updated_at",
        "email",
        "email_verified",
    ];
    let names = claims.keys().map(String::as_str);
    names.filter(|name| about.contains(name)).collect()
}

/// `scope-profile`, `scope-email`, `scope-all`.
#[test]
fn an_id_token_alone_tells_what_the_scopes_allow_and_others_nothing() {
    each_set(|app, program, (set, _)| {
        gives_ada_an_address(app);
        let mut browser = app.stranger();
        let profile = ["name", "preferred_username", "updated_at"];
        let email = ["email", "email_verified"];
        for (scope, allowed) in [
            ("openid", vec![]),
            ("profile openid", profile.to_vec()),
            ("openid email", email.to_vec()),
            (ALL, [&profile[..], &email].concat()),
        ] {
            let fields = fields_in(
                app,
                &mut browser,
                &asks_for(program, set, &[("scope", scope)]),
            );
            if let Some(id_token) = value(&fields, "id_token") {
                let claims = claims_of(app, id_token);
                let wanted = if set == "id_token" {
                    allowed.clone()
                } else {
                    vec![]
                };
                assert_eq!(about_her(&claims), wanted, "{set} {scope}");
                assert!(claims.values().all(|value| !value.is_null() && value != ""));
                if wanted.len() == 5 {
                    assert_eq!(claims["email"], json!("ada@example.org"));
                    assert_eq!(claims["email_verified"], json!(false));
                    assert!(claims["updated_at"].as_i64().is_some_and(|at| at < 1 << 40));
                }
            }
            if let Some(token) = value(&fields, "access_token") {
                let told = super::sets::userinfo(app, token);
                assert_eq!(about_her(&told), allowed, "{set} {scope}");
            }
        }
    });
}

#[test]
fn an_app_that_asks_nowhere_else_has_them_in_every_id_token() {
    each_openid(|app, _| {
        gives_ada_an_address(app);
        let mut browser = app.stranger();
        let on = vec![Switch::ClaimsInIdToken];
        let program = all_sets(
            app,
            Wishes {
                on,
                ..openid_wishes()
            },
        );
        let wanted = [
            "name",
            "preferred_username",
            "updated_at",
            "email",
            "email_verified",
        ];
        for (set, _) in SETS {
            let fields = fields_in(
                app,
                &mut browser,
                &asks_for(&program, set, &[("scope", ALL)]),
            );
            if let Some(id_token) = value(&fields, "id_token") {
                assert_eq!(about_her(&claims_of(app, id_token)), wanted, "{set}");
            }
            if let Some(code) = value(&fields, "code") {
                let tokens = program.redeems(code);
                assert_eq!(about_her(&claims_in(app, &tokens)), wanted, "{set}");
                let refresh = tokens.json()["refresh_token"].clone();
                let again = program.refreshes(refresh.as_str().expect("one"));
                assert_eq!(about_her(&claims_in(app, &again)), wanted, "{set}");
            }
        }
    });
}

/// `claims-essential`; and that no name widens what the scopes allow.
#[test]
fn claims_by_name_stand_in_each_id_token_of_the_sign_in() {
    each_set(|app, program, (set, _)| {
        gives_ada_an_address(app);
        let mut browser = app.stranger();
        let asked = r#"{"userinfo":{"name":{"essential":true}},"purpose":7,
            "id_token":{"email":{"essential":true},"name":null,"auth_time":{"essential":true},
                        "phone_number":null,"acr":{"essential":true,"values":["phr","pwd"]}}}"#;
        for (scope, wanted) in [
            ("openid email", &["email"][..]),
            (ALL, &["name", "email"]),
            ("openid", &[]),
        ] {
            let more = [("scope", scope), ("claims", asked)];
            let path = asks_for(program, set, &more);
            let fields = fields_in(app, &mut browser, &path);
            if let Some(id_token) = value(&fields, "id_token")
                && set != "id_token"
            {
                assert_eq!(about_her(&claims_of(app, id_token)), wanted, "{set}");
            }
            if let Some(code) = value(&fields, "code") {
                let tokens = program.redeems(code);
                assert_eq!(about_her(&claims_in(app, &tokens)), wanted, "{set}");
                let refresh = tokens.json()["refresh_token"].clone();
                let again = program.refreshes(refresh.as_str().expect("one"));
                assert_eq!(about_her(&claims_in(app, &again)), wanted, "{set}");
            }
        }
    });
}

#[track_caller]
fn refusal(app: &TestApp, program: &Program, claims: &str) -> (String, String) {
    let answer = app.stranger().get(&asks(program, &[("claims", claims)]));
    let (place, fields) = told(&answer);
    assert_eq!((place, fields.len()), ("query", 4));
    let field = |name| value(&fields, name).expect("a field").to_owned();
    (field("error"), field("error_description"))
}

#[test]
fn claims_that_cannot_be_read_are_refused_and_what_is_unknown_is_ignored() {
    each_openid(|app, program| {
        let long = format!(r#"{{"x":"{}"}}"#, "x".repeat(4096));
        for claims in [
            "x",
            "[]",
            "7",
            "null",
            "{",
            r#"{"id_token":[]}"#,
            r#"{"id_token":null}"#,
            r#"{"userinfo":"name"}"#,
            r#"{"id_token":{"name":true}}"#,
            r#"{"userinfo":{"name":{"essential":"yes"}}}"#,
            r#"{"id_token":{"acr":{"values":"pwd"}}}"#,
            r#"{"id_token":{"sub":{"value":7}}}"#,
            r#"{"id_token":{},"id_token":{}}"#,
            &long,
        ] {
            let wanted = (
                "invalid_request".to_owned(),
                "claims cannot be read".to_owned(),
            );
            assert_eq!(refusal(app, program, claims), wanted, "{claims}");
        }
        let unmet = (
            "unmet_authentication_requirements".to_owned(),
            "This kind of sign-in is not possible here".to_owned(),
        );
        for claims in [
            r#"{"id_token":{"acr":{"essential":true,"values":["phr"]}}}"#,
            r#"{"id_token":{"acr":{"essential":true,"value":"phr"}}}"#,
            r#"{"id_token":{"acr":{"essential":true,"values":[]}}}"#,
        ] {
            assert_eq!(refusal(app, program, claims), unmet, "{claims}");
        }
        for claims in [
            "{}",
            r#"{"id_token":{},"verified":[1]}"#,
            r#"{"id_token":{"acr":{"values":["phr"]}}}"#,
            r#"{"id_token":{"acr":{"essential":true}}}"#,
            r#"{"userinfo":{"acr":{"essential":true,"value":"phr"},"sub":{"value":"x"}}}"#,
            r#"{"id_token":{"name":{"essential":false,"purpose":{"x":[]}},"https://x":null}}"#,
        ] {
            let answer = app.stranger().get(&asks(program, &[("claims", claims)]));
            assert_eq!(answer.status, 200, "{claims}: {}", answer.text());
        }
        // Other requests do not know it.
        let plain = asks(program, &[("claims", "x"), ("scope", "email")]);
        assert_eq!(app.stranger().get(&plain).status, 200);
    });
}

#[test]
fn nobody_but_whom_claims_name_is_let_in() {
    each_openid(|app, program| {
        app.adds_user("bob", None);
        let mut browser = app.stranger();
        let answer = allows(app, &mut browser, &asks(program, &[]));
        let claims = claims_in(app, &program.redeems(&code_in(&answer)));
        let sub = claims["sub"].as_str().expect("text");
        let named = format!(r#"{{"id_token":{{"sub":{{"value":"{sub}"}}}}}}"#);
        for mode in ["query", "form_post"] {
            let path = asks(program, &[("claims", &named), ("response_mode", mode)]);
            assert!(value(&fields_in(app, &mut browser, &path), "code").is_some());
            assert!(app.stranger().get(&path).text().contains("Sign in"));
            let refused = app.stranger().signs_in(&path, "bob", PASSWORD);
            let (_, fields) = told(&refused);
            assert_eq!(value(&fields, "error"), Some("login_required"));
            let text = value(&fields, "error_description");
            assert_eq!(text, Some("Another user is signed in"));
        }
    });
}

#[test]
fn the_longest_id_token_is_short_enough_to_travel() {
    each_openid(|app, _| {
        let program = all_sets(app, openid_wishes());
        let mut browser = app.stranger();
        let path = asks_for(&program, "id_token", &[("scope", ALL)]);
        fields_in(app, &mut browser, &path);
        let edit = Edit {
            name: Some("\u{1F980}".repeat(80)),
            email: Some(format!(
                "{}@{}.{}",
                "a".repeat(64),
                "b".repeat(63),
                ["c".repeat(63), "d".repeat(61)].join(".")
            )),
            display_name: Some("\u{1F98A}".repeat(80)),
            ..Edit::default()
        };
        users::edit(app.platform(), "ada", &edit).expect("edits");
        // Twice as long in JSON: then it is without names.
        for (nonce, names) in [("n".repeat(1024), 5), ("\"".repeat(1024), 0)] {
            let more = [("scope", ALL), ("nonce", &nonce)];
            let path = asks_for(&program, "id_token", &more);
            let fields = fields_in(app, &mut browser, &path);
            let id_token = value(&fields, "id_token").expect("one");
            let claims = claims_of(app, id_token);
            assert_eq!(claims["nonce"], json!(nonce));
            assert_eq!(about_her(&claims).len(), names);
            assert!(id_token.len() <= 4096, "{}", id_token.len());
        }
    });
}
