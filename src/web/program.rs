//! What programs are told where their endpoint itself has no answer: JSON in the endpoint's form, whatever `Accept`
//! says.

use super::failure::status_of;
use super::header::is_of_kind;
use super::headers::{NO_CACHE, NO_STORE};
use super::read::{BodyFault, Fields};
use crate::flow::Failure;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, PRAGMA, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

const JSON: &str = "application/json";
/// What programs send in place of a form. Others are read, whatever they are called.
const FOREIGN_BODIES: [&str; 2] = [JSON, "multipart/form-data"];

/// Below these is nothing but endpoints for programs, and the pages named next.
const FOR_PROGRAMS: [(&str, ErrorForm); 4] = [
    ("/api/", ErrorForm::Api),
    ("/platform/oauth/", ErrorForm::OAuth),
    ("/oauth/", ErrorForm::OAuth),
    ("/.well-known/", ErrorForm::OAuth),
];
/// Where those pages are.
const PAGES: &str = "/platform/oauth/";

/// What the resource of a page is named.
pub const PAGE: &str = "page";

/// The form of an answer at a path that is not there; none for pages, and for what would be one, were it spelled right
/// or switched on.
pub fn form_below(request: &HttpRequest) -> Option<ErrorForm> {
    let path = request.path();
    let (rest, form) = FOR_PROGRAMS
        .iter()
        .find_map(|(above, form)| Some((path.strip_prefix(above)?, *form)))?;
    let first = rest.split('/').next().unwrap_or_default();
    let meant = format!("{PAGES}{}", first.to_ascii_lowercase());
    let is_page = request.resource_map().match_name(&meant) == Some(PAGE);
    (!is_page).then_some(form)
}

/// How an endpoint says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorForm {
    /// RFC 6749 §5.2.
    OAuth,
    /// Geni's, of `/api/`.
    Api,
}

/// The methods that an endpoint knows, and its form.
#[derive(Clone, Copy)]
pub struct Endpoint {
    pub methods: &'static str,
    pub form: ErrorForm,
}

#[derive(Serialize)]
struct OAuthError<'a> {
    error: &'a str,
    error_description: &'a str,
}

#[derive(Serialize)]
struct ApiError<'a> {
    error: ApiErrorBody<'a>,
}

#[derive(Serialize)]
struct ApiErrorBody<'a> {
    r#type: &'a str,
    message: &'a str,
}

/// In RFC 6749's form.
pub fn oauth_error(
    mut response: HttpResponseBuilder,
    error: &str,
    error_description: &str,
) -> HttpResponse {
    response.json(OAuthError {
        error,
        error_description,
    })
}

/// In Geni's form.
pub fn api_error(mut response: HttpResponseBuilder, r#type: &str, message: &str) -> HttpResponse {
    response.json(ApiError {
        error: ApiErrorBody { r#type, message },
    })
}

impl ErrorForm {
    fn write(self, response: HttpResponseBuilder, code: &str, text: &str) -> HttpResponse {
        match self {
            Self::OAuth => oauth_error(response, code, text),
            Self::Api => api_error(response, "ApiException", text),
        }
    }

    /// RFC 9110 §15.5.6: a 405 names the methods that there are.
    pub fn not_by_this_method(self, methods: &str) -> HttpResponse {
        let mut response = never_kept(StatusCode::METHOD_NOT_ALLOWED);
        response.insert_header((ALLOW, methods));
        self.write(
            response,
            "invalid_request",
            &format!("The method is not allowed here. Allowed: {methods}"),
        )
    }

    /// A body, or a query, of which nothing was read.
    pub fn unread(self, fault: BodyFault) -> HttpResponse {
        let (status, text) = match fault {
            BodyFault::TooLarge | BodyFault::TooMany => {
                (StatusCode::PAYLOAD_TOO_LARGE, "The request is too large")
            }
            BodyFault::Incomplete => (StatusCode::BAD_REQUEST, "The body broke off"),
        };
        let mut response = never_kept(status);
        if fault == BodyFault::Incomplete {
            response.force_close();
        }
        self.write(response, "invalid_request", text)
    }

    /// A body that is no form, for who found nothing in it nor beside it. The name alone proves nothing: libraries
    /// call an empty body JSON, and a good form too.
    pub fn no_form(self, request: &HttpRequest, body: &Fields) -> Option<HttpResponse> {
        let begins = body
            .names()
            .map(str::trim_start)
            .find(|it| !it.is_empty())?;
        let called = FOREIGN_BODIES.iter().find(|kind| is_of_kind(request, kind));
        let is_json = begins.starts_with('{');
        let kind = called.or_else(|| is_json.then_some(&JSON))?;
        let text = format!("The body must be application/x-www-form-urlencoded, not {kind}");
        let response = never_kept(StatusCode::BAD_REQUEST);
        Some(self.write(response, "invalid_request", &text))
    }

    /// Nothing is there.
    pub fn not_found(self) -> HttpResponse {
        let response = never_kept(StatusCode::NOT_FOUND);
        self.write(
            response,
            "invalid_request",
            "There is nothing at this address",
        )
    }

    /// The store says no for now, or something is wrong with us.
    pub fn failed(self, request: &HttpRequest, failure: Failure) -> HttpResponse {
        let status = status_of(request, failure);
        let mut response = never_kept(status);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((RETRY_AFTER, 5));
            return self.write(response, "temporarily_unavailable", "Try again later");
        }
        self.write(response, "server_error", "The server failed")
    }
}

/// Every method that an endpoint does not know.
pub async fn method_not_allowed(endpoint: Data<Endpoint>) -> HttpResponse {
    endpoint.form.not_by_this_method(endpoint.methods)
}

/// RFC 6749 §5.1: what holds tokens or tells of them is kept nowhere.
pub fn never_kept(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CACHE_CONTROL, NO_STORE))
        .insert_header((PRAGMA, NO_CACHE));
    response
}
