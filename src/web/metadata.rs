//! `/.well-known/oauth-authorization-server`: where everything is and what it can do (RFC 8414). Only what
//! is true.

use super::Edge;
use crate::domain::oauth::client::GrantType;
use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::web::Data;
use serde::Serialize;

#[derive(Serialize)]
struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    scopes_supported: &'a [String],
    response_types_supported: [&'static str; 2],
    response_modes_supported: [&'static str; 3],
    grant_types_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: [&'static str; 3],
    introspection_endpoint_auth_methods_supported: [&'static str; 2],
    revocation_endpoint_auth_methods_supported: [&'static str; 3],
    code_challenge_methods_supported: [&'static str; 1],
    authorization_response_iss_parameter_supported: bool,
}

pub async fn show(edge: Data<Edge>) -> HttpResponse {
    let policy = &edge.platform.policy;
    let at = |path: &str| format!("{}{path}", policy.public_url);
    let with_secret = ["client_secret_basic", "client_secret_post"];
    let any_client = ["client_secret_basic", "client_secret_post", "none"];
    let mut grants: Vec<&str> = GrantType::WORDS.to_vec();
    grants.push("implicit");
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "max-age=3600"))
        // The same for everybody and without cookies: any page may read it.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(Metadata {
            issuer: &policy.public_url,
            authorization_endpoint: at("/platform/oauth/authorize"),
            token_endpoint: at("/platform/oauth/request_token"),
            introspection_endpoint: at("/oauth/introspect"),
            revocation_endpoint: at("/oauth/revoke"),
            scopes_supported: &policy.scopes,
            response_types_supported: ["code", "token"],
            response_modes_supported: ["query", "fragment", "form_post"],
            grant_types_supported: grants,
            token_endpoint_auth_methods_supported: any_client,
            introspection_endpoint_auth_methods_supported: with_secret,
            revocation_endpoint_auth_methods_supported: any_client,
            code_challenge_methods_supported: ["S256"],
            authorization_response_iss_parameter_supported: true,
        })
}
