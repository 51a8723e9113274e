//! The MUSTs of RFC 8414 (server metadata) that bind the server, in document order.

use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::http::Response;
use crate::web::each_app;
use serde_json::Value;

const METADATA: &str = "/.well-known/oauth-authorization-server";

fn asks(app: &TestApp) -> Response {
    app.stranger().get(METADATA)
}

/// "issuer REQUIRED. The authorization server's issuer identifier, which is a URL that uses the "https" scheme and
/// has no query or fragment components." Plain http only on the person's own machine.
#[test]
fn s2_the_issuer_is_an_origin_whatever_a_request_says_of_it() {
    each_app("public_url = \"https://id.example.org\"", |app| {
        let forged = [
            ("X-Forwarded-Host", "evil.example"),
            ("Forwarded", "host=evil.example"),
        ];
        for headers in [&[][..], &forged] {
            let answer = app.stranger().send("GET", METADATA, headers, b"");
            let told = answer.json();
            assert_eq!(told["issuer"], "https://id.example.org");
            for (member, value) in told.as_object().expect("members") {
                let is_ours = value
                    .as_str()
                    .is_none_or(|url| url.starts_with("https://id.example.org"));
                assert!(
                    is_ours || !member.ends_with("_endpoint"),
                    "{member}: {value}"
                );
            }
            assert!(!answer.text().contains("evil"), "{}", answer.text());
        }
    });
}

/// "authorization_endpoint URL of the authorization server's authorization endpoint [RFC6749]. This is REQUIRED
/// unless no grant types are supported that use the authorization endpoint." "token_endpoint URL of the authorization
/// server's token endpoint [RFC6749]. This is REQUIRED unless only the implicit grant type is supported."
/// "response_types_supported REQUIRED. JSON array containing a list of the OAuth 2.0 "response_type" values that this
/// authorization server supports."
#[test]
fn s2_what_is_required_is_there_and_its_endpoints_answer() {
    each_app("", |app| {
        let told = asks(app).json();
        for (member, status) in [
            ("authorization_endpoint", 400),
            ("token_endpoint", 405),
            ("introspection_endpoint", 405),
            ("revocation_endpoint", 405),
        ] {
            let url = told[member].as_str().expect(member);
            let path = url.strip_prefix(&app.origin()).expect("one of ours");
            assert_eq!(app.stranger().get(path).status, status, "{member}");
        }
        assert!(told["response_types_supported"].is_array());
    });
}

/// "An authorization server metadata document MUST be queried using an HTTP "GET" request at the previously specified
/// path."
/// §3: "Authorization servers supporting metadata MUST make a JSON document containing metadata as specified in
/// Section 2 available at a path formed by inserting a well-known URI string into the authorization server's issuer
/// identifier between the host component and the path component, if any."
#[test]
fn s3_1_it_is_got_and_nothing_else() {
    each_app("", |app| {
        for method in ["POST", "PUT", "DELETE"] {
            let answer = app.stranger().send(method, METADATA, &[], b"");
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, Some("GET, HEAD"))
            );
        }
        assert_eq!(app.stranger().send("HEAD", METADATA, &[], b"").status, 200);
    });
}

/// "A successful response MUST use the 200 OK HTTP status code and return a JSON object using the "application/json"
/// content type that contains a set of claims as its members that are a subset of the metadata values defined in
/// Section 2."
/// §2: "The value "none" MUST NOT be used."
#[test]
fn s3_2_it_is_a_json_object_of_known_members() {
    each_app("", |app| {
        let answer = asks(app);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let told = answer.json();
        let known = [
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "scopes_supported",
            "response_types_supported",
            "response_modes_supported",
            "grant_types_supported",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "introspection_endpoint_auth_methods_supported",
            "introspection_endpoint_auth_signing_alg_values_supported",
            "revocation_endpoint_auth_methods_supported",
            "revocation_endpoint_auth_signing_alg_values_supported",
            "code_challenge_methods_supported",
            "ui_locales_supported",
            "op_policy_uri",
            "op_tos_uri",
            "jwks_uri",
            // RFC 8628 §4.
            "device_authorization_endpoint",
            // RFC 9207 §3.
            "authorization_response_iss_parameter_supported",
            // OpenID Connect Discovery 1.0 §3, RP-Initiated Logout 1.0 §2.1.
            "userinfo_endpoint",
            "end_session_endpoint",
            // Back-Channel Logout 1.0 §2.1.
            "backchannel_logout_supported",
            "backchannel_logout_session_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "userinfo_signing_alg_values_supported",
            "claims_supported",
            "claims_parameter_supported",
            "claim_types_supported",
            "request_parameter_supported",
            "request_uri_parameter_supported",
            "display_values_supported",
            "prompt_values_supported",
            "acr_values_supported",
        ];
        let members = told.as_object().expect("an object");
        assert!(
            members.keys().all(|name| known.contains(&name.as_str())),
            "{told}"
        );
    });
}

/// "Claims that return multiple values are represented as JSON arrays. Claims with zero elements MUST be omitted from
/// the response."
#[test]
fn s3_2_no_list_is_empty() {
    each_db(|db| {
        let settings = "[scopes]\nonly = { en = \"do the only thing there is\" }";
        let app = TestApp::start(&db.url, settings);
        let told = asks(&app).json();
        let scopes = ["openid", "profile", "email", "offline_access", "only"];
        assert_eq!(told["scopes_supported"], serde_json::json!(scopes));
        let members = told.as_object().expect("an object").values();
        let mut lists = members.filter_map(Value::as_array);
        assert!(lists.all(|list| !list.is_empty()), "{told}");
    });
}

/// "The "issuer" value returned MUST be identical to the authorization server's issuer identifier value into which
/// the well-known URI string was inserted to create the URL used to retrieve the metadata."
#[test]
fn s3_3_the_issuer_is_the_address_that_was_asked() {
    each_app("", |app| {
        assert_eq!(asks(app).json()["issuer"], app.origin().as_str())
    });
}
