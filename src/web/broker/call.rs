//! One call of the broker API from its first header to its last: credentials, rate, body; then the answer
//! with what every answer carries.

use super::body::{self, Fault};
use super::limit::{BrokerLimit, Subject};
use crate::domain::answer::Story;
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::id::{make_uuid, parse_uuid};
use crate::domain::secret::TokenHash;
use crate::flow::broker::Declined;
use crate::flow::broker::caller::Presented;
use crate::web::Edge;
use crate::web::failure;
use crate::web::log::{self, RequestId};
use crate::web::read::{Fields, address};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::net::IpAddr;
use zeroize::Zeroizing;

pub struct Call {
    pub edge: Data<Edge>,
    pub body: Map<String, Value>,
    request: HttpRequest,
    id: String,
    left: Option<u64>,
}

/// What the work on a call needs to know of it.
pub struct Asked {
    pub presented: Presented,
    pub body: Map<String, Value>,
    pub address: IpAddr,
    query: Fields,
}

/// What the log is told.
pub struct Told(pub Story);

impl Asked {
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
        let mut call = Self::of(request, edge);
        if let Err(over) = call.count() {
            return Err(call.decline(over.into()));
        }
        match body::read(&call.request, payload).await {
            Ok(body) => {
                call.body = body;
                Ok(call)
            }
            Err(fault) => Err(call.unread(fault)),
        }
    }

    fn of(request: HttpRequest, edge: Data<Edge>) -> Self {
        let id = make_uuid(&mut rand::rng());
        RequestId::replace(&request, &id);
        Self {
            left: edge.broker_limit.as_ref().map(BrokerLimit::depth),
            edge,
            body: Map::new(),
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

    pub fn presented(&self) -> Presented {
        let header = |name: &str| {
            let value = self.request.headers().get(name)?;
            // What is no text is nobody's credential, and not absent either.
            let text = value.to_str().unwrap_or("unreadable").trim();
            let is_there = !text.is_empty() && text != "null";
            is_there.then(|| Zeroizing::new(text.to_owned()))
        };
        Presented {
            admin_token: header("admin-token"),
            app_secret: header("app-secret"),
            app_token: header("app-token"),
        }
    }

    pub fn asked(&self) -> Asked {
        let query = Fields::parse(self.request.query_string().as_bytes());
        Asked {
            presented: self.presented(),
            body: self.body.clone(),
            address: address(&self.request, &self.edge.trusted_proxies),
            query: query.unwrap_or_default(),
        }
    }

    fn subject(&self) -> Subject {
        let presented = self.presented();
        let strongest = presented.admin_token.or(presented.app_secret);
        match strongest.or(presented.app_token) {
            Some(text) => Subject::Credential(*TokenHash::of("rate", text.as_bytes()).bytes()),
            None => self.by_address(),
        }
    }

    pub fn tell(&self, told: Told, body: &impl Serialize) -> HttpResponse {
        log::tell(&self.request, told.0);
        self.respond(StatusCode::OK).json(body)
    }

    pub fn decline(&self, declined: Declined) -> HttpResponse {
        let error = match declined {
            Declined::Refused(error) => self.counted(error),
            Declined::Failed(failure) => {
                let status = failure::status_of(&self.request, failure);
                let mut response = self.respond(status);
                response.insert_header((header::RETRY_AFTER, 5));
                return response.json(json!({"error": "Try again later."}));
            }
        };
        let story = Story {
            reason: Some(format!("{error:?}")),
            ..Story::of("refused")
        };
        log::tell(&self.request, story);
        let mut response = self.respond(status(&error));
        if let BrokerError::TooManyRequests(wait) = &error {
            // Rounded up, so that who waits as long as told is let in.
            response.insert_header((header::RETRY_AFTER, wait.as_secs() + 1));
        }
        response.json(words(&error))
    }

    /// Guesses are counted by address as well, or each would have a bucket of its own.
    fn counted(&self, error: BrokerError) -> BrokerError {
        let guessed = error == BrokerError::NotAuthenticated && self.is_by_credential();
        let limit = self.edge.broker_limit.as_ref().filter(|_| guessed);
        match limit.map(|limit| limit.take(self.by_address())) {
            Some(Err(wait)) => BrokerError::TooManyRequests(wait),
            Some(Ok(_)) | None => error,
        }
    }

    fn is_by_credential(&self) -> bool {
        matches!(self.subject(), Subject::Credential(_))
    }

    fn by_address(&self) -> Subject {
        Subject::Address(address(&self.request, &self.edge.trusted_proxies))
    }

    fn unread(&self, fault: Fault) -> HttpResponse {
        let (status, text) = match fault {
            Fault::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
            Fault::Incomplete => (StatusCode::BAD_REQUEST, "The body broke off."),
            Fault::NotAnObject => (StatusCode::BAD_REQUEST, "The body is no JSON object."),
        };
        self.respond(status).json(json!({ "error": text }))
    }

    /// What every answer carries.
    fn respond(&self, status: StatusCode) -> HttpResponseBuilder {
        let mut response = bare(status, &self.id);
        if let (Some(limit), Some(left)) = (&self.edge.broker_limit, self.left) {
            response.insert_header(("RateLimit-Limit", limit.per_second()));
            response.insert_header(("RateLimit-Time-Units", "seconds"));
            response.insert_header(("RateLimit-Remaining", left));
        }
        response
    }
}

/// Any origin may read an answer; what a page may send is said in [`preflight`].
fn bare(status: StatusCode, id: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Request-Id, RateLimit-Limit, RateLimit-Time-Units, RateLimit-Remaining",
        ))
        .insert_header((
            HeaderName::from_static("request-id"),
            HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("-")),
        ));
    response
}

/// A page may send an App-Token; App-Secret and Admin-Token never leave a server.
pub async fn preflight(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    Call::of(request, edge)
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

/// Counted like every other call; the body is nobody's.
pub async fn unknown(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let mut call = Call::of(request, edge);
    match call.count() {
        Ok(()) => call
            .respond(StatusCode::NOT_FOUND)
            .json(json!({"error": "Not found."})),
        Err(over) => call.decline(over.into()),
    }
}

fn status(error: &BrokerError) -> StatusCode {
    match error {
        BrokerError::NotAuthenticated => StatusCode::UNAUTHORIZED,
        BrokerError::NotAuthorized => StatusCode::FORBIDDEN,
        BrokerError::Invalid(_) => StatusCode::BAD_REQUEST,
        BrokerError::NotFound(_) => StatusCode::NOT_FOUND,
        BrokerError::NameTaken => StatusCode::CONFLICT,
        BrokerError::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
        BrokerError::NoTurn => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn words(error: &BrokerError) -> Value {
    let text = match error {
        BrokerError::NotAuthenticated => "Not authenticated.".to_owned(),
        BrokerError::NotAuthorized => "Not authorized.".to_owned(),
        BrokerError::Invalid(fields) => {
            let fields: Map<String, Value> = fields
                .iter()
                .map(|(name, text)| ((*name).to_owned(), json!([text])))
                .collect();
            return json!({"error": "Validation Error.", "validationErrors": fields});
        }
        BrokerError::NotFound(object) => format!("Object '{}' not found.", object.word()),
        BrokerError::NameTaken => "A role of this name is there already.".to_owned(),
        BrokerError::TooManyRequests(_) => "Too many requests.".to_owned(),
        BrokerError::NoTurn => "No TURN server is set up here.".to_owned(),
    };
    json!({ "error": text })
}
