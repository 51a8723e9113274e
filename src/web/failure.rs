//! When there is no answer: what a person is told, and what only the log is told.

use super::Edge;
use super::answer::write_page;
use super::log;
use super::program::{self, ErrorForm};
use super::read::BodyFault;
use super::user::add_limit;
use crate::domain::answer::{Content, Oversize, Page, Story};
use crate::domain::oauth::authorize::Layout;
use crate::flow::Failure;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// The methods that the path of a page knows.
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

/// A page, but among the paths for programs their form.
pub async fn not_found(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let Some(form) = program::form_below(request.path()) else {
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
    allowed: Data<Allowed>,
) -> HttpResponse {
    let mut response = notice(&request, &edge, Content::MethodNotAllowed);
    let methods = header::HeaderValue::from_static(allowed.0);
    response.headers_mut().insert(header::ALLOW, methods);
    response
}

pub fn query_too_long(request: &HttpRequest, edge: &Edge) -> HttpResponse {
    notice(request, edge, Content::TooLarge(Oversize::Address))
}

pub fn body_unread(request: &HttpRequest, edge: &Edge, fault: BodyFault) -> HttpResponse {
    match fault {
        BodyFault::TooLarge | BodyFault::TooMany => {
            notice(request, edge, Content::TooLarge(Oversize::Body))
        }
        BodyFault::Incomplete => HttpResponse::BadRequest().force_close().finish(),
    }
}
