//! What stands at no path, and by what methods nobody asks.

use super::Edge;
use super::failure::notice;
use super::program::{self, ErrorForm};
use super::user::add_limit;
use crate::domain::answer::Content;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// The methods that the path of a page knows.
pub struct AllowedMethods(pub &'static str);

/// A page, but among the paths for programs their form.
pub async fn not_found(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let Some(form) = program::form_below(&request) else {
        return notice(&request, &edge, Content::NotFound);
    };
    let mut response = form.not_found();
    if form == ErrorForm::Api {
        add_limit(&edge, response.headers_mut());
    }
    response
}

/// RFC 9110 §15.5.6: a 405 names the methods that there are.
pub async fn method_not_allowed(
    request: HttpRequest,
    edge: Data<Edge>,
    allowed: Data<AllowedMethods>,
) -> HttpResponse {
    let mut response = notice(&request, &edge, Content::MethodNotAllowed);
    let methods = header::HeaderValue::from_static(allowed.0);
    response.headers_mut().insert(header::ALLOW, methods);
    response
}
