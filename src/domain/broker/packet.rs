//! The packets of a socket: Socket.IO 0.9, `type:id:endpoint:data`, as far as calls need them.

use super::json_line;
use super::socket_pass::AnswerForm;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// What the server says first.
pub const CONNECTED: &str = "1::";
pub const HEARTBEAT: &str = "2::";
/// The last word to a client that is to leave.
pub const GOODBYE: &str = "0::";

/// What no address holds as it is. What is encoded already stays so.
const NOT_IN_ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'#');

/// A packet, as far as anything is to be done about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Packet {
    /// The client says that it leaves.
    Goodbye,
    Call(Box<SocketCall>),
    /// It is no call, but an answer is waited for under this id.
    Broken(String),
    /// Nothing is owed.
    Other,
}

/// A call, for whoever answers calls over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketCall {
    /// Under which the answer is sent; nobody waits for one without.
    pub id: Option<String>,
    pub method: SocketMethod,
    /// Path and query.
    pub address: String,
    pub headers: Map<String, Value>,
    /// `None` where there is no body.
    pub body: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketMethod {
    Get,
    Post,
    Put,
    Delete,
}

impl Packet {
    pub fn parse(text: &str) -> Self {
        let mut parts = text.splitn(4, ':');
        let mut part = || parts.next().unwrap_or_default();
        let (kind, id, endpoint, data) = (part(), part(), part(), part());
        match kind {
            "0" if endpoint.is_empty() => Self::Goodbye,
            // Connecting, heartbeats and answers: nothing is owed to any of them.
            "0" | "1" | "2" | "6" => Self::Other,
            "5" => match (id_of(id), call(endpoint, data)) {
                (Ok(id), Some(call)) => Self::Call(Box::new(SocketCall { id, ..call })),
                (id, _) => Self::broken(id),
            },
            _ => Self::broken(id_of(id)),
        }
    }

    fn broken(id: Result<Option<String>, ()>) -> Self {
        id.ok().flatten().map_or(Self::Other, Self::Broken)
    }
}

/// Digits, and a plus where the client's program waits rather than its library.
fn id_of(text: &str) -> Result<Option<String>, ()> {
    let digits = text.strip_suffix('+').unwrap_or(text);
    match digits {
        "" if text.is_empty() => Ok(None),
        _ if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(Some(digits.to_owned()))
        }
        _ => Err(()),
    }
}

/// Without its id.
fn call(endpoint: &str, data: &str) -> Option<SocketCall> {
    let event: Map<String, Value> = serde_json::from_str(data).ok()?;
    let method = match event.get("name")?.as_str()? {
        "get" => SocketMethod::Get,
        "post" => SocketMethod::Post,
        "put" => SocketMethod::Put,
        "delete" => SocketMethod::Delete,
        _ => return None,
    };
    let asked = match event.get("args")?.as_array()?.first()? {
        Value::String(text) => serde_json::from_str(text).ok()?,
        Value::Object(asked) => asked.clone(),
        _ => return None,
    };
    let address = address_of(asked.get("url")?.as_str()?);
    let headers = match asked.get("headers") {
        None | Some(Value::Null) => Map::new(),
        Some(headers) => headers.as_object()?.clone(),
    };
    let data = asked.get("data").filter(|data| !data.is_null()).cloned();
    let (address, body) = match (method, data) {
        (SocketMethod::Get, Some(data)) => (with_query(address, &data), None),
        (_, data) => (address, data),
    };
    endpoint.is_empty().then_some(SocketCall {
        id: None,
        method,
        address,
        headers,
        body,
    })
}

/// Path and query of an address that may name a server too; without a slash at the end of the path.
fn address_of(url: &str) -> String {
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let behind_scheme = url
        .split_once("://")
        .filter(|(start, _)| is_scheme(start))
        .map(|(_, rest)| rest);
    let local = match behind_scheme {
        Some(rest) => rest
            .find(['/', '?'])
            .and_then(|at| rest.get(at..))
            .unwrap_or_default(),
        None => url,
    };
    let local = local.split_once('#').map_or(local, |(local, _)| local);
    let (path, query) = local
        .split_once('?')
        .map_or((local, None), |(path, query)| (path, Some(query)));
    let path = path.strip_suffix('/').unwrap_or(path);
    let path = path.strip_prefix('/').unwrap_or(path);
    let encoded = |text| utf8_percent_encode(text, NOT_IN_ADDRESS);
    match query {
        None => format!("/{}", encoded(path)),
        Some(query) => format!("/{}?{}", encoded(path), encoded(query)),
    }
}

/// What else is asked for, behind what the address asks for.
fn with_query(mut address: String, data: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in data.as_object().into_iter().flatten() {
        if let Some(value) = plain(value) {
            query.append_pair(name, &value);
        }
    }
    let query = query.finish();
    if !query.is_empty() {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(&query);
    }
    address
}

/// What a call was answered with.
pub struct SocketAnswer {
    pub status: u16,
    pub headers: Map<String, Value>,
    pub body: Value,
}

impl SocketAnswer {
    /// To what is no call.
    pub fn broken() -> Self {
        Self::fault(
            400,
            "This is no call: args is a list of one object with a url.",
        )
    }

    pub fn fault(status: u16, text: &str) -> Self {
        Self {
            status,
            headers: Map::new(),
            body: json!({ "error": text }),
        }
    }

    /// The packet that answers the call of this id.
    pub fn packet(self, id: &str, form: AnswerForm) -> String {
        let told = match form {
            AnswerForm::Text => Value::String(json_line::write(&self.body)),
            AnswerForm::Sails => json!({
                "body": self.body,
                "headers": self.headers,
                "statusCode": self.status,
            }),
        };
        format!("6:::{id}+{}", json_line::write(&json!([told])))
    }
}
