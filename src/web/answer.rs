//! Writing answers: a flow's reply becomes a status, headers, cookies and a page.

use super::Edge;
use super::header::items;
use super::headers::{self, Policy};
use super::language;
use super::log::{self, RequestId};
use super::pages::{self, Asked, Rendered};
use crate::domain::answer::{Answer, Content, Page, Reply};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::result::ResultRoute;
use crate::flow::Failure;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

/// The answer of a flow, or of its failure.
pub fn write(request: &HttpRequest, edge: &Edge, result: Result<Reply, Failure>) -> HttpResponse {
    let reply = match result {
        Ok(reply) => reply,
        Err(failure) => return super::failure::page_for(request, edge, failure),
    };
    let mut response = match reply.answer {
        Answer::Page(page) => write_page(request, edge, &page),
        Answer::Result(result) => write_result(request, edge, *result),
        Answer::SeeOther(path) => {
            let own = format!("{}{}", edge.platform.policy.public_url, path.as_str());
            redirect(StatusCode::SEE_OTHER, &own)
        }
    };
    let lifetimes = &edge.platform.policy.sessions;
    let cookies = reply
        .cookies
        .iter()
        .flat_map(|change| edge.cookies.carry_out(change, lifetimes));
    for cookie in cookies {
        // Fails only for what is no header value; ours are alphanumeric.
        if let Ok(value) = header::HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    log::tell(request, reply.story);
    response
}

/// A redirect, or a page that brings the result to where it belongs.
fn write_result(request: &HttpRequest, edge: &Edge, result: ResultRoute) -> HttpResponse {
    let layout = Layout::Popup;
    let page = |content| write_page(request, edge, &Page { layout, content });
    let mut response = match result {
        ResultRoute::Redirect(location) => redirect(StatusCode::FOUND, location.as_str()),
        ResultRoute::FormPost(form) => page(Content::FormPost(form)),
        ResultRoute::Message(message) => page(Content::OpenerMessage(message)),
    };
    // RFC 6749 §5.1, for what stands between an old browser and us.
    let never = header::HeaderValue::from_static("no-cache");
    response.headers_mut().insert(header::PRAGMA, never);
    response
}

/// After a form 302 and 303 only: a 307 would send the password on (RFC 9700 §4.12).
pub fn redirect(status: StatusCode, location: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::LOCATION, location));
    add_headers(&mut response, &Policy::Ordinary);
    response.finish()
}

/// A page in full, or for a program that asks for it, an error as JSON.
pub fn write_page(request: &HttpRequest, edge: &Edge, page: &Page) -> HttpResponse {
    let reference = RequestId::of(request);
    let (words, accepted) = language::of(request, edge);
    let asked = Asked {
        reference: &reference,
        words,
        accepted,
    };
    let Rendered {
        status,
        html,
        policy,
    } = pages::render(page, &edge.site, &asked);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    add_headers(&mut response, &policy);
    if let Content::Braked { retry_after, .. } | Content::TooOften { retry_after, .. } =
        &page.content
    {
        // Rounded up, so that who waits as long as told is let in.
        response.insert_header((header::RETRY_AFTER, retry_after.as_secs() + 1));
    }
    if matches!(page.content, Content::Unavailable) {
        response.insert_header((header::RETRY_AFTER, 5));
    }
    match pages::error_json(&page.content, &edge.site, &reference) {
        Some(json) if wants_json(request) => response
            .insert_header((header::CONTENT_TYPE, "application/json"))
            .body(json),
        _ => response.body(html),
    }
}

pub fn add_headers(response: &mut HttpResponseBuilder, policy: &Policy) {
    for (name, value) in headers::of_page(policy) {
        response.insert_header((name, value.as_ref()));
    }
}

/// Whether `Accept` names JSON and no page.
fn wants_json(request: &HttpRequest) -> bool {
    let names = |wanted| items(request, header::ACCEPT.as_str()).any(|kind| kind.contains(wanted));
    names("application/json") && !names("text/html")
}
