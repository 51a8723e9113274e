//! The HTTP edge: reads requests, runs a flow, writes answers. The only folder that names actix, askama
//! or cookie. Every path stands in the table below.

mod account;
mod answer;
mod api_limit;
mod authorize;
mod broker;
mod choose_password;
mod client_call;
mod cookies;
mod cors;
mod demo;
mod failure;
mod guard;
mod header;
pub mod headers;
mod health;
mod hsts;
mod identity;
mod introspect;
mod landing;
mod language;
mod line;
mod log;
mod logout;
mod metadata;
mod one_address;
pub mod pages;
mod program;
mod read;
mod revoke;
mod serve;
mod static_files;
mod token;
mod tokens;
mod user;

pub use api_limit::ApiLimit;
pub use broker::{BrokerLimit, routes as broker_routes};
pub use cookies::CookieNames;
pub use demo::{CALLBACK_PATH, Demo};
pub use identity::Look;
pub use log::LogStyle;
pub use serve::{Service, serve};

use crate::flow::Platform;
use crate::peer::Proxies;
use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Resource, Route, guard as on};
use program::{Endpoint, ErrorForm};
use std::sync::Arc;

/// All that a request needs.
pub struct Edge {
    pub platform: Arc<Platform>,
    pub site: pages::Site,
    pub cookies: CookieNames,
    pub proxies: Arc<Proxies>,
    pub api_limit: Option<ApiLimit>,
    pub broker_limit: Option<BrokerLimit>,
    pub log: LogStyle,
    pub demo: Option<Demo>,
}

/// Every path of the platform API, with its methods.
pub fn routes(config: &mut ServiceConfig) {
    config
        .configure(for_people)
        .configure(for_account)
        .configure(for_programs)
        .service(
            called_at("/healthz", "GET, HEAD", ErrorForm::OAuth).route(opened().to(health::alive)),
        )
        .service(
            called_at("/readyz", "GET, HEAD", ErrorForm::OAuth).route(opened().to(health::ready)),
        )
        .service(at("/static/{file:.+}", "GET, HEAD").route(opened().to(static_files::send)))
        .service(at("/favicon.ico", "GET, HEAD").route(opened().to(static_files::favicon)))
        .service(at("/robots.txt", "GET, HEAD").route(opened().to(static_files::robots)))
        .service(
            at("/.well-known/change-password", "GET, HEAD")
                .route(opened().to(static_files::change_password)),
        )
        .configure(demo::routes)
        .default_service(web::to(failure::not_found));
}

fn for_people(config: &mut ServiceConfig) {
    config
        .service(authorizes("/platform/oauth/authorize"))
        .service(
            page_at("/platform/oauth/auth_success", "GET, HEAD")
                .route(opened().to(landing::success)),
        )
        .service(
            page_at("/platform/oauth/auth_failed", "GET, HEAD").route(opened().to(landing::failed)),
        )
        .service(
            page_at("/platform/oauth/logout", "GET, HEAD, POST")
                .route(opened().to(logout::ask))
                .route(web::post().to(logout::submit)),
        )
        .service(
            page_at("/platform/oauth/signed_out", "GET, HEAD").route(opened().to(logout::done)),
        )
        .service(at("/language", "POST").route(web::post().to(language::submit)))
        .service(
            page_at("/account/choose-password", "GET, HEAD, POST")
                .route(opened().to(choose_password::open))
                .route(web::post().to(choose_password::submit)),
        )
        .service(
            page_at("/account/password-chosen", "GET, HEAD")
                .route(opened().to(choose_password::done)),
        );
}

/// What somebody sees and changes of their own.
fn for_account(config: &mut ServiceConfig) {
    config
        .service(page_at("/", "GET, HEAD").route(opened().to(account::home)))
        .service(
            page_at("/account/sign-in", "GET, HEAD, POST")
                .route(opened().to(account::ask_sign_in))
                .route(web::post().to(account::sign_in)),
        )
        .service(page_at("/account/apps", "GET, HEAD").route(opened().to(account::apps)))
        .service(
            page_at("/account/sessions", "GET, HEAD, POST")
                .route(opened().to(account::sessions))
                .route(web::post().to(account::end_sessions)),
        )
        .service(
            page_at("/account/password", "GET, HEAD, POST")
                .route(opened().to(account::password))
                .route(web::post().to(account::change_password)),
        )
        .service(
            page_at("/account/password-changed", "GET, HEAD")
                .route(opened().to(account::password_changed)),
        )
        .service(
            page_at("/platform/oauth/deauthorize", "GET, HEAD, POST")
                .route(opened().to(account::ask_withdraw))
                .route(web::post().to(account::withdraw)),
        );
}

fn for_programs(config: &mut ServiceConfig) {
    config
        .service(requests_token("/platform/oauth/request_token"))
        .service(requests_token("/platform/oauth/token"))
        .service(validates("/platform/oauth/validate_token"))
        .service(invalidates("/platform/oauth/invalidate_token"))
        .service(
            called_at("/api/user", "GET, HEAD, POST", ErrorForm::Api)
                .route(opened().to(user::show))
                .route(web::post().to(user::show))
                .route(web::method(Method::OPTIONS).to(cors::preflight))
                .wrap(from_fn(cors::open_refusals))
                .wrap(from_fn(user::tell_limit)),
        )
        .service(
            called_at("/oauth/introspect", "POST", ErrorForm::OAuth)
                .route(web::post().to(introspect::request)),
        )
        .service(open_to_pages(
            called_at("/oauth/revoke", "POST", ErrorForm::OAuth)
                .route(web::post().to(revoke::request)),
        ))
        .service(
            called_at(
                "/.well-known/oauth-authorization-server",
                "GET, HEAD",
                ErrorForm::OAuth,
            )
            .route(opened().to(metadata::show))
            .route(web::method(Method::OPTIONS).to(cors::preflight_of_all)),
        );
}

/// Other names of the same, for older programs; where the operator did not choose so, there is nothing.
pub fn short_routes(config: &mut ServiceConfig) {
    config
        .service(authorizes("/oauth/authorize"))
        .service(requests_token("/oauth/token"))
        .service(validates("/oauth/validate_token"))
        .service(invalidates("/oauth/invalidate_token"))
        .service(invalidates("/oauth/invalidate"));
}

fn authorizes(path: &str) -> Resource {
    page_at(path, "GET, HEAD, POST")
        .route(opened().to(authorize::open))
        .route(web::post().to(authorize::submit))
}

/// GET is for apps that opted in, so that 405 does not name it.
fn requests_token(path: &str) -> impl HttpServiceFactory + 'static {
    open_to_pages(
        called_at(path, "POST", ErrorForm::OAuth)
            .route(web::get().to(token::request))
            .route(web::post().to(token::request)),
    )
}

fn validates(path: &str) -> impl HttpServiceFactory + 'static {
    open_to_pages(
        called_at(path, "GET, POST", ErrorForm::OAuth)
            .route(web::get().to(tokens::validate))
            .route(web::post().to(tokens::validate)),
    )
}

fn invalidates(path: &str) -> impl HttpServiceFactory + 'static {
    open_to_pages(
        called_at(path, "GET, POST", ErrorForm::OAuth)
            .route(web::get().to(tokens::invalidate))
            .route(web::post().to(tokens::invalidate)),
    )
}

/// A page, at its one address.
fn page_at(path: &str, methods: &'static str) -> Resource {
    let elsewhere = web::get().guard(on::fn_guard(one_address::is_elsewhere));
    at(path, methods).route(elsewhere.to(one_address::lead))
}

/// A path that answers every other method with 405 and the list of its own.
fn at(path: &str, methods: &'static str) -> Resource {
    web::resource(path)
        .app_data(Data::new(failure::Allowed(methods)))
        .default_service(web::to(failure::method_not_allowed))
}

/// The same for programs.
fn called_at(path: &str, methods: &'static str, form: ErrorForm) -> Resource {
    web::resource(path)
        .app_data(Data::new(Endpoint { methods, form }))
        .default_service(web::to(program::method_not_allowed))
}

/// What pages of other origins may call too.
fn open_to_pages(resource: Resource) -> impl HttpServiceFactory + 'static {
    resource
        .route(web::method(Method::OPTIONS).to(cors::preflight))
        .wrap(from_fn(cors::open_refusals))
}

/// GET, and HEAD which answers the same without a body.
fn opened() -> Route {
    web::route().guard(on::Any(on::Get()).or(on::Head()))
}
