//! When there is no answer: what a person is told, and what only the log is told.

use super::Edge;
use super::log;
use super::read::BodyFault;
use crate::domain::answer::{Content, LogDecision, Oversize, Page, Story};
use crate::domain::oauth::authorize::Layout;
use crate::flow::Failure;
use crate::web::page::write_page;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

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
    let decision = match failure {
        Failure::Unavailable(_) => LogDecision::Unavailable,
        Failure::Bug(_) => LogDecision::Bug,
    };
    let story = Story {
        reason: Some(failure.to_string()),
        ..Story::of(decision)
    };
    log::tell(request, story);
}

pub fn notice(request: &HttpRequest, edge: &Edge, content: Content) -> HttpResponse {
    let layout = Layout::Web;
    write_page(request, edge, &Page { layout, content })
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
