//! Which web origins may read an answer: those that apps registered addresses of. Never with cookies, and
//! never at the authorization endpoint (RFC 9700 §2.6).

use super::Edge;
use super::failure::{Allowed, json_for, method_not_allowed};
use crate::work::reading;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderValue, ORIGIN, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// What pages may read besides the body.
const EXPOSED: &str = "WWW-Authenticate, X-API-Rate-Limit, X-API-Rate-Remaining, X-API-Rate-Window";
/// Longer than any origin that is registered.
const LONGEST: usize = 300;

/// A browser asks before it sends. Yes, to an origin that any app registered; else the method is not there.
pub async fn preflight(
    request: HttpRequest,
    edge: Data<Edge>,
    allowed: Data<Allowed>,
) -> HttpResponse {
    let asks = request
        .headers()
        .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let Some(origin) = origin(&request).filter(|_| asks).map(str::to_owned) else {
        return method_not_allowed(request, edge, allowed).await;
    };
    let wanted = origin.clone();
    let known = reading(&edge.platform, move |platform| {
        Ok(platform.store.read(|reader| reader.has_origin(&wanted))?)
    });
    match known.await {
        Ok(true) => HttpResponse::NoContent()
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin))
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type"))
            .insert_header((ACCESS_CONTROL_MAX_AGE, 600))
            .insert_header((VARY, "Origin"))
            .finish(),
        Ok(false) => method_not_allowed(request, edge, allowed).await,
        Err(failure) => json_for(&request, failure),
    }
}

/// Lets the page that asked read the answer, if its origin is one of the app's.
pub fn open_to(
    request: &HttpRequest,
    is_of_the_app: impl Fn(&str) -> bool,
    mut response: HttpResponse,
) -> HttpResponse {
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    let theirs = origin(request).filter(|&origin| is_of_the_app(origin));
    if let Some(value) = theirs.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, value);
        let exposed = HeaderValue::from_static(EXPOSED);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

/// The page's origin, as the browser tells it.
pub fn origin(request: &HttpRequest) -> Option<&str> {
    let origin = request.headers().get(ORIGIN)?.to_str().ok()?;
    Some(origin).filter(|origin| origin.len() <= LONGEST && *origin != "null")
}
