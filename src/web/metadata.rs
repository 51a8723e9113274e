//! `/.well-known/oauth-authorization-server` and `/.well-known/openid-configuration`: where everything is and what it can
//! do (RFC 8414, OpenID Connect Discovery 1.0 §3). Only what is true.

use super::Edge;
use super::pages::Words;
use crate::domain::account::authentication::Level;
use crate::domain::oauth::client::GrantType;
use crate::domain::oauth::response_set::ResponseSet;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::claims;
use crate::domain::openid::scope::BUILT_IN;
use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::Data;
use serde::Serialize;

#[derive(Serialize)]
struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    device_authorization_endpoint: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    scopes_supported: Vec<&'a str>,
    response_types_supported: [&'static str; 7],
    response_modes_supported: [&'static str; 3],
    grant_types_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: [&'static str; 4],
    token_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    introspection_endpoint_auth_methods_supported: [&'static str; 3],
    introspection_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    revocation_endpoint_auth_methods_supported: [&'static str; 4],
    revocation_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    code_challenge_methods_supported: [&'static str; 1],
    authorization_response_iss_parameter_supported: bool,
    #[serde(flatten)]
    openid: OpenId<'a>,
}

/// What OpenID Connect Discovery 1.0 §3 adds.
#[derive(Serialize)]
struct OpenId<'a> {
    userinfo_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: String,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: Vec<&'static str>,
    userinfo_signing_alg_values_supported: Vec<&'static str>,
    claims_supported: [&'static str; 7],
    claims_parameter_supported: bool,
    claim_types_supported: [&'static str; 1],
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    display_values_supported: [&'static str; 3],
    prompt_values_supported: [&'static str; 4],
    acr_values_supported: &'static [&'static str],
    ui_locales_supported: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_policy_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_tos_uri: Option<&'a str>,
}

/// The built-in scopes first, whatever the settings call them.
fn scopes(known: &[String]) -> Vec<&str> {
    let is_built_in = |name: &&str| BUILT_IN.contains(name);
    let others = known.iter().map(String::as_str);
    let others = others.filter(|name| !is_built_in(name));
    BUILT_IN.into_iter().chain(others).collect()
}

pub async fn show(edge: Data<Edge>) -> HttpResponse {
    let document = edge.metadata.get_or_init(|| {
        // Fails only where it is written to, and memory takes all.
        serde_json::to_vec(&metadata(&edge))
            .unwrap_or_default()
            .into()
    });
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        // The same for everybody and without cookies: any page may read it.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(document.clone())
}

fn metadata(edge: &Edge) -> Metadata<'_> {
    let policy = &edge.platform.policy;
    let at = |path: &str| format!("{}{path}", policy.public_url);
    let [basic, post, signed] = [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ];
    let any_client = [basic, post, signed, "none"];
    let grants = GrantType::ALL.iter().map(|grant| grant.wire());
    let grants = grants.chain(["implicit"]).collect();
    Metadata {
        issuer: &policy.public_url,
        authorization_endpoint: at("/platform/oauth/authorize"),
        token_endpoint: at("/platform/oauth/request_token"),
        device_authorization_endpoint: at("/oauth/device_authorization"),
        introspection_endpoint: at("/oauth/introspect"),
        revocation_endpoint: at("/oauth/revoke"),
        scopes_supported: scopes(&policy.scopes),
        response_types_supported: ResponseSet::NAMES,
        response_modes_supported: ["query", "fragment", "form_post"],
        grant_types_supported: grants,
        token_endpoint_auth_methods_supported: any_client,
        token_endpoint_auth_signing_alg_values_supported: Algorithm::WORDS,
        introspection_endpoint_auth_methods_supported: [basic, post, signed],
        introspection_endpoint_auth_signing_alg_values_supported: Algorithm::WORDS,
        revocation_endpoint_auth_methods_supported: any_client,
        revocation_endpoint_auth_signing_alg_values_supported: Algorithm::WORDS,
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
        openid: openid(edge),
    }
}

fn openid(edge: &Edge) -> OpenId<'_> {
    let public_url = &edge.platform.policy.public_url;
    let algorithms = edge.platform.keys.policy.algorithms.iter();
    let algorithms: Vec<&str> = algorithms.map(|algorithm| algorithm.word()).collect();
    OpenId {
        userinfo_endpoint: format!("{public_url}/oauth/userinfo"),
        jwks_uri: format!("{public_url}/oauth/jwks"),
        end_session_endpoint: format!("{public_url}/platform/oauth/logout"),
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: algorithms.clone(),
        userinfo_signing_alg_values_supported: algorithms,
        claims_supported: claims::ALL,
        claims_parameter_supported: true,
        claim_types_supported: ["normal"],
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        display_values_supported: ["page", "popup", "touch"],
        prompt_values_supported: ["none", "login", "consent", "select_account"],
        acr_values_supported: Level::WORDS,
        ui_locales_supported: edge.site.languages.all().map(Words::language).collect(),
        op_policy_uri: edge.site.privacy_url.as_deref(),
        op_tos_uri: edge.site.terms_url.as_deref(),
    }
}
