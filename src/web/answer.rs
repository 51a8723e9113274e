//! Writing answers: a flow's reply becomes a status, headers, cookies and a page.

use super::Edge;
use super::acting::acting;
use super::export;
use super::failure::page_for;
use super::headers::{JSON, NO_CACHE, NO_STORE, NOSNIFF};
use super::locale;
use super::log;
use super::page::{redirect, write_page};
use super::read::visitor;
use crate::domain::answer::own::Download;
use crate::domain::answer::{Answer, Content, Page, Reply};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::result::ResultRoute;
use crate::flow::{Failure, Platform, Visitor};
use crate::work::{reading, waiting};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};

/// A page that only reads, for whom the cookies name.
pub async fn show(
    request: &HttpRequest,
    edge: &Edge,
    flow: impl FnOnce(&Platform, &Visitor) -> Result<Reply, Failure> + Send + 'static,
) -> HttpResponse {
    let visitor = visitor(request, edge);
    let result = reading(&edge.platform, move |platform| flow(platform, &visitor));
    write(request, edge, result.await)
}

/// What a form does; it waits.
pub async fn act(
    request: &HttpRequest,
    edge: &Edge,
    flow: impl FnOnce(&Platform) -> Result<Reply, Failure> + Send + 'static,
) -> actix_web::Result<HttpResponse> {
    let platform = acting(request, edge);
    let result = waiting(&platform, flow);
    Ok(write(request, edge, result.await))
}

/// The answer of a flow, or of its failure.
pub fn write(request: &HttpRequest, edge: &Edge, result: Result<Reply, Failure>) -> HttpResponse {
    let reply = match result {
        Ok(reply) => reply,
        Err(failure) => return page_for(request, edge, failure),
    };
    locale::is_of(request, reply.story.locale.as_deref());
    let mut response = match reply.answer {
        Answer::Page(page) => write_page(request, edge, &page),
        Answer::Result(result) => write_result(request, edge, *result),
        Answer::SeeOther(path) => {
            let own = format!("{}{}", edge.platform.policy.public_url, path.as_str());
            redirect(StatusCode::SEE_OTHER, own)
        }
        Answer::Download(file) => send_file(file),
        Answer::List(order) => export::send(edge, order),
        Answer::Leave(farewell) => redirect(StatusCode::SEE_OTHER, farewell.into_text()),
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

/// Stored and never shown.
fn send_file(file: Download) -> HttpResponse {
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, JSON))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, NO_STORE))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, NOSNIFF))
        .body(file.json)
}

/// A redirect, or a page that brings the result to where it belongs.
fn write_result(request: &HttpRequest, edge: &Edge, result: ResultRoute) -> HttpResponse {
    let layout = Layout::Popup;
    let page = |content| write_page(request, edge, &Page { layout, content });
    let mut response = match result {
        ResultRoute::Redirect(location) => redirect(StatusCode::FOUND, location.into_text()),
        ResultRoute::FormPost(form) => page(Content::FormPost(form)),
        ResultRoute::Message(message) => page(Content::OpenerMessage(message)),
    };
    // RFC 6749 §5.1, for what stands between an old browser and us.
    response.headers_mut().insert(header::PRAGMA, NO_CACHE);
    response
}
