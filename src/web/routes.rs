//! The route table: every path, with its methods.

use super::paths::{at, called_at, open_to_pages, opened, page_at};
use super::program::ErrorForm;
use super::{
    account, authorize, choose_password, confirm, cors, demo, device, forgot, health, introspect,
    jwks, landing, language, logout, metadata, missing, own, revoke, security, static_files, token,
    user, userinfo, validate,
};
use actix_web::Resource;
use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

/// Every path of the platform API, with its methods. They are tried one after the other, so what is called most comes
/// first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .configure(for_programs)
        .configure(for_people)
        .configure(for_account)
        .configure(for_second_step)
        .configure(for_own)
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
        .default_service(web::to(missing::not_found));
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
        )
        .service(
            page_at("/account/forgot", "GET, HEAD, POST")
                .route(opened().to(forgot::open))
                .route(web::post().to(forgot::submit)),
        )
        .service(page_at("/account/forgot-sent", "GET, HEAD").route(opened().to(forgot::sent)));
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
        .service(
            page_at("/account/confirm", "GET, HEAD, POST")
                .route(opened().to(confirm::ask))
                .route(web::post().to(confirm::submit)),
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
            page_at("/device", "GET, HEAD, POST")
                .route(opened().to(device::open))
                .route(web::post().to(device::submit)),
        )
        .service(
            page_at("/platform/oauth/deauthorize", "GET, HEAD, POST")
                .route(opened().to(account::ask_withdraw))
                .route(web::post().to(account::withdraw)),
        );
}

/// What somebody proves besides the password.
fn for_second_step(config: &mut ServiceConfig) {
    config
        .service(
            page_at("/account/security", "GET, HEAD, POST")
                .route(opened().to(security::open))
                .route(web::post().to(security::forget_browsers)),
        )
        .service(
            page_at("/account/security/authenticator", "GET, HEAD, POST")
                .route(opened().to(security::open_authenticator))
                .route(web::post().to(security::add_authenticator)),
        )
        .service(
            page_at("/account/security/passkey", "GET, HEAD, POST")
                .route(opened().to(security::open_passkey))
                .route(web::post().to(security::add_passkey)),
        )
        .service(
            page_at("/account/security/rename", "GET, HEAD, POST")
                .route(opened().to(security::open_rename))
                .route(web::post().to(security::rename)),
        )
        .service(
            page_at("/account/security/remove", "GET, HEAD, POST")
                .route(opened().to(security::open_remove))
                .route(web::post().to(security::remove)),
        )
        .service(
            page_at("/account/security/recovery-codes", "GET, HEAD, POST")
                .route(opened().to(security::open_recovery_codes))
                .route(web::post().to(security::make_recovery_codes)),
        )
        .service(
            page_at("/account/security/sign-in-code", "GET, HEAD, POST")
                .route(opened().to(security::open_sign_in_code))
                .route(web::post().to(security::make_sign_in_code)),
        );
}

/// What people change by themselves.
fn for_own(config: &mut ServiceConfig) {
    config
        .service(
            page_at("/account/profile", "GET, HEAD, POST")
                .route(opened().to(own::profile))
                .route(web::post().to(own::change_profile)),
        )
        .service(
            page_at("/account/email", "GET, HEAD, POST")
                .route(opened().to(own::email))
                .route(web::post().to(own::change_email)),
        )
        .service(
            page_at("/account/data", "GET, HEAD, POST")
                .route(opened().to(own::data))
                .route(web::post().to(own::download)),
        )
        .service(
            page_at("/account/delete", "GET, HEAD, POST")
                .route(opened().to(own::ask_delete))
                .route(web::post().to(own::delete)),
        )
        .service(
            page_at("/account/confirm-email", "GET, HEAD, POST")
                .route(opened().to(own::ask_confirm_email))
                .route(web::post().to(own::confirm_email)),
        )
        .service(
            page_at("/account/email-confirmed", "GET, HEAD")
                .route(opened().to(own::email_confirmed)),
        )
        .service(page_at("/account/deleted", "GET, HEAD").route(opened().to(own::deleted)));
}

fn for_programs(config: &mut ServiceConfig) {
    config
        .service(validates("/platform/oauth/validate_token"))
        .service(
            called_at("/oauth/introspect", "POST", ErrorForm::OAuth)
                .route(web::post().to(introspect::request)),
        )
        .service(requests_token("/platform/oauth/request_token"))
        .service(requests_token("/platform/oauth/token"))
        .service(invalidates("/platform/oauth/invalidate_token"))
        .service(
            called_at("/api/user", "GET, HEAD, POST", ErrorForm::Api)
                .route(opened().to(user::show))
                .route(web::post().to(user::show))
                .route(web::method(Method::OPTIONS).to(cors::preflight))
                .wrap(from_fn(cors::open_refusals))
                .wrap(from_fn(user::tell_limit)),
        )
        .service(open_to_pages(
            called_at("/oauth/device_authorization", "POST", ErrorForm::OAuth)
                .route(web::post().to(device::authorize)),
        ))
        .service(open_to_pages(
            called_at("/oauth/revoke", "POST", ErrorForm::OAuth)
                .route(web::post().to(revoke::request)),
        ))
        .service(
            called_at("/oauth/userinfo", "GET, HEAD, POST", ErrorForm::OAuth)
                .route(opened().to(userinfo::show))
                .route(web::post().to(userinfo::show))
                .route(web::method(Method::OPTIONS).to(cors::preflight))
                .wrap(from_fn(cors::open_refusals))
                .wrap(from_fn(user::tell_limit)),
        )
        .service(
            called_at("/oauth/jwks", "GET, HEAD", ErrorForm::OAuth)
                .route(opened().to(jwks::show))
                .route(web::method(Method::OPTIONS).to(cors::preflight_of_all)),
        )
        .service(tells_metadata("/.well-known/openid-configuration"))
        .service(tells_metadata("/.well-known/oauth-authorization-server"));
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

fn tells_metadata(path: &str) -> Resource {
    called_at(path, "GET, HEAD", ErrorForm::OAuth)
        .route(opened().to(metadata::show))
        .route(web::method(Method::OPTIONS).to(cors::preflight_of_all))
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
            .route(web::get().to(validate::validate))
            .route(web::post().to(validate::validate)),
    )
}

fn invalidates(path: &str) -> impl HttpServiceFactory + 'static {
    open_to_pages(
        called_at(path, "GET, POST", ErrorForm::OAuth)
            .route(web::get().to(validate::invalidate))
            .route(web::post().to(validate::invalidate)),
    )
}
