//! The request before the websocket. Its credential stands in the query, as the libraries send it; pages of any origin
//! may read the answer, and no cookie counts.

use crate::domain::answer::{LogDecision, Story};
use crate::domain::broker::credential::{CallKind, Presented};
use crate::domain::broker::socket_pass::AnswerForm;
use crate::flow::broker::{Declined, sockets};
use crate::web::broker::run::reading_call;
use crate::web::header::lines;
use crate::web::headers::NO_STORE;
use crate::web::read::Fields;
use crate::web::{Edge, failure, log};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentType, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use zeroize::Zeroizing;

/// Who names it reads answers as objects.
const SAILS: &str = "__sails_io_sdk_version";
/// Seconds without a heartbeat, and seconds that closing may take; both as the original said.
const TIMES: &str = "60:60";

pub async fn shake_hands(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let query = query_of(&request);
    let form = if query.has(SAILS) {
        AnswerForm::Sails
    } else {
        AnswerForm::Text
    };
    let presented = presented(&query);
    let pass = reading_call(&edge, move |platform| {
        sockets::shake_hands(platform, &presented, form)
    });
    match pass.await {
        Ok(pass) => {
            log::tell(&request, Story::of(LogDecision::SocketHandshake));
            answer(&request, StatusCode::OK).body(format!("{pass}:{TIMES}:websocket"))
        }
        Err(declined) => decline(&request, declined),
    }
}

/// A page that is closed says so and waits for nothing. The socket ends by itself.
pub async fn leave(request: HttpRequest) -> HttpResponse {
    answer(&request, StatusCode::OK).finish()
}

/// Never 403: the library for browsers would take itself for connected.
pub fn refuse(request: &HttpRequest, why: &str) -> HttpResponse {
    let story = Story {
        reason: Some(why.to_owned()),
        ..Story::of(LogDecision::Refused)
    };
    log::tell(request, story);
    answer(request, StatusCode::UNAUTHORIZED).body("handshake unauthorized")
}

pub fn decline(request: &HttpRequest, declined: Declined) -> HttpResponse {
    match declined {
        Declined::Refused(error) => refuse(request, &format!("{error:?}")),
        Declined::Failed(failure) => {
            let status = failure::status_of(request, failure);
            let mut response = answer(request, status);
            response.insert_header((header::RETRY_AFTER, 5));
            response.body("try again later")
        }
    }
}

pub fn query_of(request: &HttpRequest) -> Fields {
    Fields::parse(request.query_string().as_bytes()).unwrap_or_default()
}

/// The credential that the query holds.
pub fn presented(query: &Fields) -> Presented {
    Presented::at(CallKind::Handshake, |kind| {
        let mut sent = query.all(kind.word());
        sent.next().map(|text| Zeroizing::new(text.to_owned()))
    })
}

/// The page's origin as it is, also `null`: with the libraries' own setting a browser asks for cookies to be allowed,
/// and takes no `*` then.
fn answer(request: &HttpRequest, status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, NO_STORE))
        .insert_header((header::VARY, "Origin"))
        .content_type(ContentType::plaintext());
    let origin = lines(request, header::ORIGIN).next();
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_bytes(origin).ok()) {
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin))
            .insert_header((header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"));
    }
    response
}
