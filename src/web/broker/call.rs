//! One call of the broker API from its first header to its last: credentials, rate, body; then the answer
//! with what every answer carries.

use super::body::{self, Fault};
use super::json_line;
use super::limit::{BrokerLimit, Subject};
use super::refusal;
use super::socket::calls::SocketOrigin;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::broker::credential::{CallKind, Presented};
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::id::{UuidToken, UuidTokenKind, make_uuid, parse_uuid};
use crate::domain::peer::Network;
use crate::flow::broker::Declined;
use crate::web::Edge;
use crate::web::failure;
use crate::web::header::{SEC_FETCH_SITE, lines, text};
use crate::web::headers::NO_STORE;
use crate::web::log::{self, RequestId};
use crate::web::read::{Fields, address};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{Data, Payload};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const RATE_TIME_UNITS: HeaderName = HeaderName::from_static("ratelimit-time-units");
const RATE_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const SECONDS: HeaderValue = HeaderValue::from_static("seconds");
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");
/// What pages may read besides the body.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Request-Id, RateLimit-Limit, RateLimit-Time-Units, RateLimit-Remaining",
);

pub struct Call {
    pub edge: Data<Edge>,
    pub body: Map<String, Value>,
    kind: CallKind,
    pub request: HttpRequest,
    id: String,
    left: Option<u64>,
}

/// What the work on a call needs to know of it.
pub struct CallRequest {
    pub presented: Presented,
    pub body: Map<String, Value>,
    pub address: Network,
    query: Fields,
}

/// What the log is told.
pub struct CallStory(pub Story);

impl CallRequest {
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.once(name)
    }

    /// In our spelling; what is no UUID is nobody's, and stays as it is.
    pub fn query_uuid(&self, name: &str) -> Option<String> {
        self.query(name).map(spelled)
    }

    pub fn body_uuid(&self, name: &str) -> Option<String> {
        self.body.get(name).and_then(Value::as_str).map(spelled)
    }
}

fn spelled(text: &str) -> String {
    parse_uuid(text).unwrap_or_else(|| text.to_owned())
}

impl Call {
    /// Counts the call and reads its body; or the refusal.
    pub async fn begin(
        request: HttpRequest,
        edge: Data<Edge>,
        payload: Payload,
    ) -> Result<Self, HttpResponse> {
        Self::begin_of(CallKind::Ordinary, request, edge, payload).await
    }

    /// The same for a call of this kind.
    pub async fn begin_of(
        kind: CallKind,
        request: HttpRequest,
        edge: Data<Edge>,
        payload: Payload,
    ) -> Result<Self, HttpResponse> {
        Self::counted_call(kind, request, edge)
            .map_err(|declined| *declined)?
            .with_body(payload)
            .await
    }

    /// The same for trading a tokenId. The body is read first, as the call is counted by the tokenId in it: good ones
    /// do not use up what their address has.
    pub async fn begin_by_token_id(
        request: HttpRequest,
        edge: Data<Edge>,
        payload: Payload,
    ) -> Result<Self, HttpResponse> {
        let mut call = Self::of(CallKind::Redemption, request, edge);
        let read = body::read(&call.request, payload).await;
        let fault = match read {
            Ok(body) => {
                call.body = body;
                None
            }
            Err(fault) => Some(fault),
        };
        match (call.count(), fault) {
            (Err(over), _) => Err(call.decline(over.into())),
            (Ok(()), Some(fault)) => Err(call.unread(fault)),
            (Ok(()), None) => Ok(call),
        }
    }

    /// The same for signing in with a password. That is for programs: a page could spend its visitor's tries, or
    /// try out passwords from their address. So nothing is taken that a page of another origin can send without
    /// being asked first, and [`closed_to_pages`] answers no such question.
    pub async fn begin_by_password(
        request: HttpRequest,
        edge: Data<Edge>,
        payload: Payload,
    ) -> Result<Self, HttpResponse> {
        let counted = Self::counted_call(CallKind::Beginning, request, edge);
        let call = counted.map_err(|declined| *declined)?;
        if call.is_of_a_foreign_page() {
            return Err(call.decline(BrokerError::NotAuthorized.into()));
        }
        if !body::is_json(&call.request) {
            let text = "The body has to be JSON, with Content-Type: application/json.";
            let response = call.respond(StatusCode::UNSUPPORTED_MEDIA_TYPE);
            return Err(json_line::respond(response, &json!({ "error": text })));
        }
        call.with_body(payload).await
    }

    fn counted_call(
        kind: CallKind,
        request: HttpRequest,
        edge: Data<Edge>,
    ) -> Result<Self, Box<HttpResponse>> {
        let mut call = Self::of(kind, request, edge);
        match call.count() {
            Ok(()) => Ok(call),
            Err(over) => Err(Box::new(call.decline(over.into()))),
        }
    }

    async fn with_body(mut self, payload: Payload) -> Result<Self, HttpResponse> {
        match body::read(&self.request, payload).await {
            Ok(body) => {
                self.body = body;
                Ok(self)
            }
            Err(fault) => Err(self.unread(fault)),
        }
    }

    /// Whether a browser says that the call comes from elsewhere, or from nowhere in particular (`null`).
    fn is_of_a_foreign_page(&self) -> bool {
        let own = self.edge.platform.policy.public_url.as_bytes();
        let is_own_site = |site: &[u8]| matches!(site, b"same-origin" | b"none");
        !lines(&self.request, header::ORIGIN).all(|origin| origin == own)
            || !lines(&self.request, SEC_FETCH_SITE).all(is_own_site)
    }

    fn of(kind: CallKind, request: HttpRequest, edge: Data<Edge>) -> Self {
        let id = make_uuid(&mut rand::rng());
        RequestId::replace(&request, &id);
        Self {
            left: edge.broker_limit.as_ref().map(BrokerLimit::depth),
            edge,
            body: Map::new(),
            kind,
            request,
            id,
        }
    }

    fn count(&mut self) -> Result<(), BrokerError> {
        let Some(limit) = &self.edge.broker_limit else {
            return Ok(());
        };
        match limit.take(self.subject()) {
            Ok(left) => {
                self.left = Some(left);
                Ok(())
            }
            Err(wait) => {
                self.left = Some(0);
                Err(BrokerError::TooManyRequests(wait))
            }
        }
    }

    /// The credential that decides: of the call itself, or of the socket that it came on.
    pub fn presented(&self) -> Presented {
        let own = Presented::at(self.kind, |kind| {
            // What is no text is nobody's credential, and not absent either.
            text(&self.request, kind.word()).map(|text| Zeroizing::new(text.into_owned()))
        });
        let extensions = self.request.extensions();
        let socket = extensions.get::<SocketOrigin>();
        own.or(self.kind, socket.map(|socket| &socket.credential))
    }

    pub fn asked(&self) -> CallRequest {
        let query = Fields::parse(self.request.query_string().as_bytes());
        CallRequest {
            presented: self.presented(),
            body: self.body.clone(),
            address: address(&self.request, &self.edge),
            query: query.unwrap_or_default(),
        }
    }

    fn subject(&self) -> Subject {
        match (self.presented(), self.token_id()) {
            (Presented::Credential(credential), _) => Subject::Credential(credential.hash),
            (Presented::Nothing, Some(id)) => Subject::Credential(id.hash(UuidTokenKind::Endpoint)),
            (Presented::Unreadable | Presented::Nothing, _) => self.by_address(),
        }
    }

    /// The tokenId, where it is a credential. What has not its shape is none.
    fn token_id(&self) -> Option<UuidToken> {
        let sent = self.body.get("tokenId")?.as_str();
        let sent = sent.filter(|_| self.kind == CallKind::Redemption);
        sent.and_then(UuidToken::parse)
    }

    pub fn tell(&self, told: CallStory, body: &Value) -> HttpResponse {
        log::tell(&self.request, told.0);
        json_line::respond(self.respond(StatusCode::OK), body)
    }

    pub fn decline(mut self, declined: Declined) -> HttpResponse {
        let error = match declined {
            Declined::Refused(error) => self.counted(error),
            Declined::Failed(failure) => {
                let status = failure::status_of(&self.request, failure);
                let mut response = self.respond(status);
                response.insert_header((header::RETRY_AFTER, 5));
                return json_line::respond(response, &json!({"error": "Try again later."}));
            }
        };
        let story = Story {
            reason: Some(error.reason()),
            ..Story::of(LogDecision::Refused)
        };
        log::tell(&self.request, story);
        let mut response = self.respond(refusal::status(&error));
        if let BrokerError::TooManyRequests(wait) = &error {
            // Rounded up, so that who waits as long as told is let in.
            response.insert_header((header::RETRY_AFTER, wait.as_secs() + 1));
        }
        json_line::respond(response, &refusal::words(&error))
    }

    /// Guesses are counted by address as well, or each would have a bucket of its own. What is left is then what is
    /// left of both.
    fn counted(&mut self, error: BrokerError) -> BrokerError {
        let is_guess = matches!(
            error,
            BrokerError::NotAuthenticated | BrokerError::SecondFactorNeeded
        );
        let guessed = is_guess && self.is_by_credential();
        let Some(limit) = self.edge.broker_limit.as_ref().filter(|_| guessed) else {
            return error;
        };
        let taken = limit.take(self.by_address());
        let left = taken.unwrap_or_default();
        self.left = self.left.map(|own| own.min(left));
        match taken {
            Err(wait) => BrokerError::TooManyRequests(wait),
            Ok(_) => error,
        }
    }

    fn is_by_credential(&self) -> bool {
        matches!(self.subject(), Subject::Credential(_))
    }

    fn by_address(&self) -> Subject {
        Subject::Address(address(&self.request, &self.edge))
    }

    fn unread(&self, fault: Fault) -> HttpResponse {
        let (status, text) = match fault {
            Fault::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
            Fault::Incomplete => (StatusCode::BAD_REQUEST, "The body broke off."),
            Fault::NotAnObject => (StatusCode::BAD_REQUEST, "The body is no JSON object."),
        };
        json_line::respond(self.respond(status), &json!({ "error": text }))
    }

    /// What every answer carries.
    fn respond(&self, status: StatusCode) -> HttpResponseBuilder {
        let mut response = bare(status, &self.id);
        if let (Some(limit), Some(left)) = (&self.edge.broker_limit, self.left) {
            response.insert_header((RATE_LIMIT, limit.per_second()));
            response.insert_header((RATE_TIME_UNITS, SECONDS));
            response.insert_header((RATE_REMAINING, left));
        }
        response
    }
}

/// Any origin may read an answer; what a page may send is said in [`preflight`].
fn bare(status: StatusCode, id: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, NO_STORE))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN))
        .insert_header((header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED))
        .insert_header((
            REQUEST_ID,
            HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("-")),
        ));
    response
}

/// A page may send an App-Token; App-Secret and Admin-Token never leave a server.
pub async fn preflight(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    Call::of(CallKind::Ordinary, request, edge)
        .respond(StatusCode::OK)
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, POST, PUT, DELETE, OPTIONS",
        ))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Content-Type, Respoke-SDK, App-Token",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, 600))
        .finish()
}

/// The middleware around what is for programs alone: no page of another origin reads any answer.
pub async fn closed_to_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    Ok(response)
}

/// Counted like every other call; the body is nobody's.
pub async fn unknown(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    match Call::counted_call(CallKind::Ordinary, request, edge) {
        Ok(call) => {
            let response = call.respond(StatusCode::NOT_FOUND);
            json_line::respond(response, &json!({"error": "Not found."}))
        }
        Err(over) => *over,
    }
}
