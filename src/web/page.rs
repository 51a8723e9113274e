//! Writing a page, or a redirect to one.

use super::Edge;
use super::header::items;
use super::headers::{self, JSON, Policy};
use super::locale;
use super::log::RequestId;
use super::pages::{self, PageRequest, Rendered};
use crate::domain::answer::Page;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

/// After a form 302 and 303 only: a 307 would send the password on (RFC 9700 §4.12).
pub fn redirect(status: StatusCode, location: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::LOCATION, location));
    add_headers(&mut response, &Policy::Ordinary);
    response.finish()
}

/// A page in full, or for a program that asks for it, an error as JSON.
pub fn write_page(request: &HttpRequest, edge: &Edge, page: &Page) -> HttpResponse {
    let reference = RequestId::of(request);
    let (words, accepted) = locale::of(request, edge);
    let asked = PageRequest {
        reference: &reference,
        words,
        accepted,
    };
    let Rendered {
        status,
        html,
        policy,
        retry_after,
    } = pages::render(page, &edge.site, &asked);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    add_headers(&mut response, &policy);
    if let Some(seconds) = retry_after {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    match pages::error_json(&page.content, &edge.site, &reference) {
        Some(json) if wants_json(request) => response
            .insert_header((header::CONTENT_TYPE, JSON))
            .body(json),
        _ => response.body(html),
    }
}

pub fn add_headers(response: &mut HttpResponseBuilder, policy: &Policy) {
    for header in headers::of_page(policy) {
        response.insert_header(header);
    }
}

/// Whether `Accept` names JSON and no page.
fn wants_json(request: &HttpRequest) -> bool {
    let names = |wanted| items(request, header::ACCEPT).any(|kind| kind.contains(wanted));
    names("application/json") && !names("text/html")
}
