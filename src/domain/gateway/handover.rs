//! An accepted request on its way to the client's webhook.

use super::request::Whole;
use super::sent::Sent;
use crate::domain::time::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// What the webhook is told, signed. The members `text` and `data` are there when they were sent.
#[derive(Clone, Debug, Serialize)]
pub struct Handover {
    pub algorithm: &'static str,
    /// Seconds since 1970.
    pub issued_at: i64,
    /// Never the same twice.
    pub jti: String,
    pub client: String,
    pub ident: String,
    pub session_id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl Handover {
    /// With the id that the session has here: whatever name a client sends, one user has one.
    pub fn of(whole: &Whole, sent: Sent, session_id: &str, jti: String, now: Timestamp) -> Self {
        Self {
            algorithm: "HMAC-SHA256",
            issued_at: now.seconds(),
            jti,
            client: whole.who.client_name.clone(),
            ident: whole.who.token.token.ident.clone(),
            session_id: session_id.to_owned(),
            kind: whole.kind.word(),
            text: sent.text("text").map(str::to_owned),
            data: sent.any("data").cloned(),
        }
    }
}
