//! Refusals of the broker API, as a status and a body.

use crate::domain::broker::error::BrokerError;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

pub fn status(error: &BrokerError) -> StatusCode {
    match error {
        BrokerError::NotAuthenticated | BrokerError::SecondFactorNeeded => StatusCode::UNAUTHORIZED,
        BrokerError::NotAuthorized => StatusCode::FORBIDDEN,
        BrokerError::Invalid(_) => StatusCode::BAD_REQUEST,
        BrokerError::NotFound(_) => StatusCode::NOT_FOUND,
        BrokerError::NameTaken => StatusCode::CONFLICT,
        BrokerError::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
        BrokerError::NoTurn => StatusCode::SERVICE_UNAVAILABLE,
        BrokerError::NotOffered => StatusCode::NOT_IMPLEMENTED,
    }
}

pub fn words(error: &BrokerError) -> Value {
    let text = match error {
        BrokerError::NotAuthenticated | BrokerError::SecondFactorNeeded => {
            "Not authenticated.".to_owned()
        }
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
        BrokerError::NotOffered => {
            "Messages, presence, groups and calls are not offered here.".to_owned()
        }
    };
    json!({ "error": text })
}
