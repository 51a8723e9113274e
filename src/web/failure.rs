//! When there is no answer: what the caller is told, and what only the log is told.

use super::Edge;
use super::answer::write_page;
use super::log;
use super::read::BodyFault;
use crate::domain::answer::{Content, Layout, Oversize, Page, Story};
use crate::flow::Failure;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

/// The methods that a path knows.
pub struct Allowed(pub &'static str);

/// A page for a person.
pub fn page_for(request: &HttpRequest, edge: &Edge, failure: Failure) -> HttpResponse {
    let is_bug = matches!(failure, Failure::Bug(_));
    tell(request, failure);
    let mut response = notice(request, edge, Content::Unavailable);
    if is_bug {
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    }
    response
}

/// The same for a program.
pub fn json_for(request: &HttpRequest, failure: Failure) -> HttpResponse {
    let is_bug = matches!(failure, Failure::Bug(_));
    tell(request, failure);
    if is_bug {
        return HttpResponse::InternalServerError()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({"error": "server_error"}));
    }
    HttpResponse::ServiceUnavailable()
        .insert_header((header::RETRY_AFTER, 5))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({"error": "temporarily_unavailable"}))
}

/// The status alone, for who writes the answer in another form.
pub fn status_of(request: &HttpRequest, failure: Failure) -> StatusCode {
    let is_bug = matches!(failure, Failure::Bug(_));
    tell(request, failure);
    if is_bug {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

/// For the log only.
fn tell(request: &HttpRequest, failure: Failure) {
    let story = Story {
        decision: match failure {
            Failure::Unavailable(_) => "unavailable",
            Failure::Bug(_) => "bug",
        },
        reason: Some(failure.to_string()),
        ..Story::default()
    };
    log::tell(request, story);
}

fn notice(request: &HttpRequest, edge: &Edge, content: Content) -> HttpResponse {
    let layout = Layout::Web;
    write_page(request, edge, &Page { layout, content })
}

pub async fn not_found(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    notice(&request, &edge, Content::NotFound)
}

/// RFC 9110 §15.5.6: a 405 names the methods that there are.
pub async fn method_not_allowed(
    request: HttpRequest,
    edge: Data<Edge>,
    allowed: Data<Allowed>,
) -> HttpResponse {
    method_not_allowed_at(&request, &edge, allowed.0)
}

/// The same where not every app may use the method.
pub fn method_not_allowed_at(
    request: &HttpRequest,
    edge: &Edge,
    allowed: &'static str,
) -> HttpResponse {
    let mut response = notice(request, edge, Content::MethodNotAllowed);
    let methods = header::HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, methods);
    response
}

pub fn query_too_long(request: &HttpRequest, edge: &Edge) -> HttpResponse {
    notice(request, edge, Content::TooLarge(Oversize::Address))
}

pub fn body_unread(request: &HttpRequest, edge: &Edge, fault: BodyFault) -> HttpResponse {
    match fault {
        BodyFault::TooLarge => notice(request, edge, Content::TooLarge(Oversize::Body)),
        BodyFault::Incomplete => HttpResponse::BadRequest().force_close().finish(),
    }
}
