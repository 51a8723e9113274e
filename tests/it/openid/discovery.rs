//! What an app finds by one address (OpenID Connect Discovery 1.0 §4).

use super::each_openid;
use serde_json::json;

const METADATA: &str = "/.well-known/openid-configuration";

#[test]
fn one_document_is_at_both_addresses_and_all_that_it_names_is_there() {
    each_openid(|app, _| {
        let answer = app.stranger().get(METADATA);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let other = app
            .stranger()
            .get("/.well-known/oauth-authorization-server");
        assert_eq!(other.text(), answer.text());
        let told = answer.json();
        assert_eq!(told["issuer"], json!(app.origin()));
        let scopes = json!(["openid", "profile", "email", "offline_access", "basic"]);
        assert_eq!(told["scopes_supported"], scopes);
        assert_eq!(told["subject_types_supported"], json!(["public"]));
        assert_eq!(
            told["id_token_signing_alg_values_supported"],
            json!(["RS256", "ES256"])
        );
        let signed = &told["userinfo_signing_alg_values_supported"];
        assert_eq!(*signed, json!(["RS256", "ES256"]));
        let asks = format!("{}/oauth/device_authorization", app.origin());
        assert_eq!(told["device_authorization_endpoint"], json!(asks));
        let grants = told["grant_types_supported"].as_array().expect("a list");
        let device = json!("urn:ietf:params:oauth:grant-type:device_code");
        assert!(grants.contains(&device) && !grants.contains(&json!("device_code")));
        assert_eq!(told["ui_locales_supported"], json!(["en", "et"]));
        for (name, value) in told.as_object().expect("members") {
            assert!(!value.is_null(), "{name}");
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                let path = value
                    .as_str()
                    .and_then(|url| url.strip_prefix(&app.origin()));
                let path = path.unwrap_or_else(|| panic!("{name} is not here: {value}"));
                assert_ne!(app.stranger().get(path).status, 404, "{name}");
            }
        }
        for absent in ["registration_endpoint", "op_policy_uri", "op_tos_uri"] {
            assert!(told.get(absent).is_none(), "{absent}");
        }
    });
}
