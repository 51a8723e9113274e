//! What tokens tell of how somebody signed in (RFC 8176), and apps that must have a second step.

use super::sets::{told, value};
use super::{allows, asks, claims_in, code_in, each_openid};
use crate::kit::app::PASSWORD;
use crate::kit::http::Response;
use crate::web::second_step_codes::{adds_authenticator, code, types};
use crate::web::tries;
use serde_json::json;
use vestibule::flow::users;

const ESSENTIAL: &str = r#"{"id_token":{"acr":{"essential":true,"value":"mfa"}}}"#;

#[test]
fn a_second_step_is_told_by_id_tokens_and_introspection_and_a_refresh_changes_nothing() {
    each_openid(|app, program| {
        let ada = users::find(app.platform(), "ada").expect("ada");
        let secret = adds_authenticator(app, &ada);
        let path = asks(program, &[("claims", ESSENTIAL), ("nonce", "n")]);
        let mut browser = app.stranger();
        let page = tries(&mut browser, &path, "ada", PASSWORD);
        let form = page.form("Continue");
        let typed = code(app, &secret);
        assert_eq!(types(&mut browser, &(page, form), &typed).status, 303);
        let answer = allows(app, &mut browser, &path);
        let tokens = program.redeems(&code_in(&answer));
        let told = tokens.json();
        let claims = claims_in(app, &tokens);
        assert_eq!(claims["acr"], json!("mfa"));
        assert_eq!(claims["amr"], json!(["mfa", "otp", "pwd"]));
        let access = told["access_token"].as_str().expect("a token");
        let introspected = program.introspects(access).json();
        assert_eq!(introspected["acr"], json!("mfa"));
        assert_eq!(introspected["amr"], claims["amr"]);
        let refresh = told["refresh_token"].as_str().expect("a token");
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let later = claims_in(app, &program.asks(&fields));
        for name in ["acr", "amr", "auth_time"] {
            assert_eq!(later[name], claims[name], "{name}");
        }
    });
}

fn error_in(answer: &Response) -> Option<String> {
    let (_, fields) = told(answer);
    value(&fields, "error").map(str::to_owned)
}

#[test]
fn an_essential_acr_that_is_not_reached_is_refused_and_a_silent_request_asks_for_interaction() {
    each_openid(|app, program| {
        let path = asks(program, &[("claims", ESSENTIAL)]);
        let mut browser = app.stranger();
        let answer = browser.signs_in(&path, "ada", PASSWORD);
        let unmet = Some("unmet_authentication_requirements".to_owned());
        assert_eq!(error_in(&answer), unmet);
        let ada = users::find(app.platform(), "ada").expect("ada");
        adds_authenticator(app, &ada);
        let silent = asks(program, &[("claims", ESSENTIAL), ("prompt", "none")]);
        let needed = Some("interaction_required".to_owned());
        assert_eq!(error_in(&browser.get(&silent)), needed);
        let page = browser.get(&path);
        assert!(page.status == 200 && page.text().contains("one-time-code"));
    });
}
