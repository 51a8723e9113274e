//! Which web origins may read an answer: those of the addresses that apps registered, and those that their owners
//! named with `--origin`. Never with cookies, and never at the authorization endpoint (RFC 9700 §2.6).

use super::Edge;
use super::header::{items, lines};
use super::program::Endpoint;
use crate::flow::{Failure, access};
use crate::work::reading;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};

/// What pages may read besides the body.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "WWW-Authenticate, X-API-Rate-Limit, X-API-Rate-Remaining, X-API-Rate-Window",
);
/// What an answer depends on.
const BY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
/// Longer than any origin that is registered.
const LONGEST: usize = 300;
/// What every page may send.
const SENDABLE: [&str; 2] = ["Authorization", "Content-Type"];
/// What no page may ever send: credentials that belong to servers, what the browser itself writes, and the name
/// that would stand for all of these.
const NEVER_SENT: [&str; 5] = [
    "*",
    "admin-token",
    "app-secret",
    "cookie",
    "proxy-authorization",
];
/// Libraries add headers of their own (`X-Requested-With`, `traceparent`): so many, and so long.
const MOST_NAMES: usize = 30;
const LONGEST_NAME: usize = 60;

/// A browser asks before it sends. Yes, to an origin that any app registered; else the method is not there.
pub async fn preflight(
    request: HttpRequest,
    edge: Data<Edge>,
    endpoint: Data<Endpoint>,
) -> HttpResponse {
    let refused = || endpoint.form.not_by_this_method(endpoint.methods);
    let Some(origin) = origin(&request).filter(|_| is_preflight(&request)) else {
        return refused();
    };
    match is_registered(&edge, origin).await {
        Ok(true) => allowed(&request, origin, "GET, POST"),
        Ok(false) => refused(),
        Err(failure) => endpoint.form.failed(&request, failure),
    }
}

/// The same where every page may ask, and there is nothing to send.
pub async fn preflight_of_all(request: HttpRequest, endpoint: Data<Endpoint>) -> HttpResponse {
    if is_preflight(&request) {
        allowed(&request, "*", "GET")
    } else {
        endpoint.form.not_by_this_method(endpoint.methods)
    }
}

fn is_preflight(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn allowed(request: &HttpRequest, origin: &str, methods: &'static str) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, methods))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, sendable(request)))
        .insert_header((ACCESS_CONTROL_MAX_AGE, 600))
        .insert_header((VARY, BY_ORIGIN))
        .finish()
}

/// What the page may send: what every page may, and what it asked for, as far as those are names.
fn sendable(request: &HttpRequest) -> String {
    let is_in =
        |list: &[&str], name: &str| list.iter().any(|known| known.eq_ignore_ascii_case(name));
    let is_more = |name: &&str| {
        name.len() <= LONGEST_NAME
            && is_token(name)
            && !is_in(&SENDABLE, name)
            && !is_in(&NEVER_SENT, name)
    };
    let asked = items(request, ACCESS_CONTROL_REQUEST_HEADERS);
    let more = asked.filter(is_more).take(MOST_NAMES);
    SENDABLE
        .into_iter()
        .chain(more)
        .collect::<Vec<_>>()
        .join(", ")
}

/// RFC 9110 §5.6.2.
fn is_token(name: &str) -> bool {
    let is_of_one = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_of_one)
}

async fn is_registered(edge: &Data<Edge>, origin: &str) -> Result<bool, Failure> {
    let wanted = origin.to_owned();
    let known = reading(&edge.platform, move |platform| {
        access::has_origin(platform, &wanted)
    });
    known.await
}

/// Left with a request whose answer is about an app: that app's pages alone may read it.
struct AboutAnApp;

/// Lets the page that asked read the answer, if its origin is one of the app's. `None`: the answer is about no app,
/// and [`open_refusals`] decides.
pub fn open_to(
    request: &HttpRequest,
    is_of_the_app: Option<impl Fn(&str) -> bool>,
    mut response: HttpResponse,
) -> HttpResponse {
    if let Some(is_of_the_app) = is_of_the_app {
        request.extensions_mut().insert(AboutAnApp);
        let theirs = origin(request).filter(|&origin| is_of_the_app(origin));
        open(response.headers_mut(), theirs);
    }
    response
}

/// The same as a flow found it.
pub fn about(is_readable: Option<bool>) -> Option<impl Fn(&str) -> bool> {
    is_readable.map(|is_readable| move |_: &str| is_readable)
}

/// The middleware around what pages may call: a refusal that is about no app can be read by whomever the preflight
/// let ask, so that no page is left with "Failed to fetch".
pub async fn open_refusals(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let request = response.request().clone();
    let is_decided = request.extensions().get::<AboutAnApp>().is_some();
    if is_decided || request.method() == Method::OPTIONS {
        return Ok(response);
    }
    let mut asking = origin(&request);
    if let (Some(origin), Some(edge)) = (asking, request.app_data::<Data<Edge>>()) {
        // Where nobody can look, nobody is let in.
        let is_known = is_registered(edge, origin).await.unwrap_or(false);
        asking = asking.filter(|_| is_known);
    }
    open(response.headers_mut(), asking);
    Ok(response)
}

fn open(headers: &mut HeaderMap, reader: Option<&str>) {
    headers.append(VARY, BY_ORIGIN);
    if let Some(value) = reader.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, value);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// The page's origin, as the browser tells it.
pub fn origin(request: &HttpRequest) -> Option<&str> {
    let origin = std::str::from_utf8(lines(request, ORIGIN).next()?).ok()?;
    Some(origin).filter(|origin| origin.len() <= LONGEST && *origin != "null")
}
