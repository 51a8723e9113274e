//! Writing answers: a flow's reply becomes a status, headers, cookies and a page.

use super::Edge;
use super::headers::{self, Policy};
use super::language;
use super::log::{self, RequestId};
use super::pages::{self, Asked, Rendered};
use crate::domain::answer::{Answer, Content, Layout, Page, Reply};
use crate::domain::oauth::result::ResultRoute;
use crate::flow::{Failure, Platform};
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use std::time::Duration;

/// How long a request waits for the store before it is told to come again.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Runs a flow that only reads: where it stands when the store is inside, else off the async worker.
pub async fn reading<T: Send + 'static>(
    edge: &Data<Edge>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    if edge.platform.store.is_embedded() {
        flow(&edge.platform)
    } else {
        waiting(edge, flow).await
    }
}

/// Runs a flow that waits for the store or hashes a password: always off the async worker.
pub async fn waiting<T: Send + 'static>(
    edge: &Data<Edge>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let edge = edge.clone();
    let work = web::block(move || flow(&edge.platform));
    let no_thread = |_| Err(Failure::Unavailable("no thread to work on".to_owned()));
    in_time(LONGEST_WAIT, async { work.await.unwrap_or_else(no_thread) }).await
}

/// Nobody waits for ever, not even for a database that holds its connection and says nothing.
pub async fn in_time<T>(
    longest: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let late = |_| Err(Failure::Unavailable("the store took too long".to_owned()));
    tokio::time::timeout(longest, work)
        .await
        .unwrap_or_else(late)
}

/// The answer of a flow, or of its failure.
pub fn write(request: &HttpRequest, edge: &Edge, result: Result<Reply, Failure>) -> HttpResponse {
    let reply = match result {
        Ok(reply) => reply,
        Err(failure) => return super::failure::page_for(request, edge, failure),
    };
    let mut response = match &reply.answer {
        Answer::Page(page) => write_page(request, edge, page),
        Answer::Result(result) => write_result(request, edge, result),
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
fn write_result(request: &HttpRequest, edge: &Edge, result: &ResultRoute) -> HttpResponse {
    let layout = Layout::Popup;
    let page = |content| write_page(request, edge, &Page { layout, content });
    let mut response = match result {
        ResultRoute::Redirect(location) => redirect(StatusCode::FOUND, location.as_str()),
        ResultRoute::FormPost(form) => page(Content::FormPost(form.clone())),
        ResultRoute::Message(message) => page(Content::OpenerMessage(message.clone())),
    };
    // RFC 6749 §5.1, for what stands between an old browser and us.
    let never = header::HeaderValue::from_static("no-cache");
    response.headers_mut().insert(header::PRAGMA, never);
    response
}

/// 302 and 303 only: a 307 would send the password on (RFC 9700 §4.12).
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
    if let Content::Braked { retry_after, .. } = &page.content {
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
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn who_waits_too_long_is_told_to_come_again() {
        let never = std::future::pending::<Result<(), Failure>>();
        let waited = in_time(Duration::from_millis(1), never).await;
        assert!(matches!(waited, Err(Failure::Unavailable(_))));
        let at_once = in_time(LONGEST_WAIT, async { Ok(7) }).await;
        assert_eq!(at_once, Ok(7));
    }
}
