//! Paths and the methods that they know, as the route table has them.

use super::missing::{self, AllowedMethods};
use super::program::{self, Endpoint, ErrorForm};
use super::{cors, one_address};
use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{Resource, Route, guard as on};

/// A page, at its one address.
pub fn page_at(path: &str, methods: &'static str) -> Resource {
    let elsewhere = web::get().guard(on::fn_guard(one_address::is_elsewhere));
    at(path, methods)
        .name(program::PAGE)
        .route(elsewhere.to(one_address::lead))
}

/// A path that answers every other method with 405 and the list of its own.
pub fn at(path: &str, methods: &'static str) -> Resource {
    web::resource(path)
        .app_data(Data::new(AllowedMethods(methods)))
        .default_service(web::to(missing::method_not_allowed))
}

/// The same for programs.
pub fn called_at(path: &str, methods: &'static str, form: ErrorForm) -> Resource {
    web::resource(path)
        .app_data(Data::new(Endpoint { methods, form }))
        .default_service(web::to(program::method_not_allowed))
}

/// What pages of other origins may call too.
pub fn open_to_pages(resource: Resource) -> impl HttpServiceFactory + 'static {
    resource
        .route(web::method(Method::OPTIONS).to(cors::preflight))
        .wrap(from_fn(cors::open_refusals))
}

/// GET, and HEAD which answers the same without a body.
pub fn opened() -> Route {
    web::route().guard(on::Any(on::Get()).or(on::Head()))
}
