//! A request that a program makes by itself, not through a browser: what it sent, and where. Judging the
//! credentials among it comes in [`super::client_auth`] (RFC 6749 §3.2).

use super::params::decode;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The parameters that the endpoints for programs know; all others are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientParam {
    ClientId,
    ClientSecret,
    /// RFC 7521 §4.2.
    ClientAssertionType,
    ClientAssertion,
    GrantType,
    Code,
    RedirectUri,
    CodeVerifier,
    RefreshToken,
    DeviceCode,
    Scope,
    Username,
    Password,
    /// Where the person is whose name and password these are, as an app's server knows it.
    EndUserIp,
    /// Of introspection and revocation, with its hint: hints are read by nobody here, the token tells.
    Token,
    TokenTypeHint,
    /// For which resource servers; the only one that may be named several times (RFC 8707 §2).
    Resource,
}

/// Wire name and meaning; `redirect_url` is Geni's other name for `redirect_uri`.
const NAMES: &[(&str, ClientParam)] = &[
    ("client_id", ClientParam::ClientId),
    ("client_secret", ClientParam::ClientSecret),
    ("client_assertion_type", ClientParam::ClientAssertionType),
    ("client_assertion", ClientParam::ClientAssertion),
    ("grant_type", ClientParam::GrantType),
    ("code", ClientParam::Code),
    ("redirect_uri", ClientParam::RedirectUri),
    ("redirect_url", ClientParam::RedirectUri),
    ("code_verifier", ClientParam::CodeVerifier),
    ("refresh_token", ClientParam::RefreshToken),
    ("device_code", ClientParam::DeviceCode),
    ("scope", ClientParam::Scope),
    ("username", ClientParam::Username),
    ("password", ClientParam::Password),
    ("end_user_ip", ClientParam::EndUserIp),
    ("token", ClientParam::Token),
    ("token_type_hint", ClientParam::TokenTypeHint),
    ("resource", ClientParam::Resource),
];

/// Programs send padding, or leave it out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where a parameter stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamPlace {
    Body,
    /// In the address, which ends up in logs.
    Query,
}

/// How the request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Post,
    /// Only for apps whose owner opted in.
    Get,
}

pub struct ClientRequest {
    pub manner: Manner,
    fields: Vec<(ClientParam, ParamPlace, String)>,
    /// One for each `Authorization: Basic`.
    basic: Vec<Basic>,
    /// Where it came to.
    path: String,
    /// Its assertion counts as used from now on: a flow that begins again has the same one.
    pub spent: OnceLock<()>,
}

/// HTTP Basic credentials (RFC 6749 §2.3.1).
#[derive(PartialEq, Eq)]
pub enum Basic {
    Pair {
        id: String,
        /// Form-decoded, as it has to be sent.
        secret: String,
        /// As it stood there, for the programs that send it raw: one with `+` or `%` in it reads differently then.
        raw_secret: String,
    },
    Malformed,
}

impl ClientRequest {
    pub const fn new(manner: Manner) -> Self {
        Self {
            manner,
            fields: Vec::new(),
            basic: Vec::new(),
            path: String::new(),
            spent: OnceLock::new(),
        }
    }

    /// The same at this path.
    pub fn at(self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// A decoded field. One without a value counts as not sent (RFC 6749 §3.1).
    pub fn add(&mut self, place: ParamPlace, name: &str, value: &str) {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        if let Some((_, param)) = known {
            self.fields.push((*param, place, value.to_owned()));
        }
    }

    /// An `Authorization` header; other schemes than Basic say nothing about the client.
    pub fn add_authorization(&mut self, value: &[u8]) {
        if is_basic(value) {
            let (_, rest) = split(value);
            self.basic.push(Basic::parse(rest.trim_ascii()));
        }
    }

    pub fn get(&self, wanted: ClientParam) -> Option<&str> {
        let mut found = self.fields.iter().filter(|(param, ..)| *param == wanted);
        let value = found.next().map(|(.., value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// Each value of one that may be sent several times.
    pub fn all(&self, wanted: ClientParam) -> Vec<&str> {
        let found = self.fields.iter().filter(|(param, ..)| *param == wanted);
        let values = found.map(|(.., value)| value.as_str());
        values.filter(|value| !value.is_empty()).collect()
    }

    /// RFC 6749 §3.2: a parameter stands there once, and not in two places either.
    pub fn repeats(&self) -> bool {
        let mut seen = Vec::new();
        let mut fields = self.fields.iter();
        fields.any(|(param, ..)| {
            if *param == ClientParam::Resource {
                return false;
            }
            let again = seen.contains(param);
            seen.push(*param);
            again
        })
    }

    /// Whether this one does not stand there once.
    pub fn repeats_this(&self, wanted: ClientParam) -> bool {
        let found = self.fields.iter().filter(|(param, ..)| *param == wanted);
        found.count() > 1
    }

    /// Whether a parameter with a value stands in the address.
    pub fn has_in_query(&self, wanted: impl Fn(ClientParam) -> bool) -> bool {
        self.fields.iter().any(|(param, place, value)| {
            *place == ParamPlace::Query && !value.is_empty() && wanted(*param)
        })
    }

    /// Not one parameter that is known, in either place.
    pub const fn found_nothing(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn has_in_body(&self) -> bool {
        self.fields
            .iter()
            .any(|(_, place, _)| *place == ParamPlace::Body)
    }

    pub fn basic(&self) -> &[Basic] {
        &self.basic
    }
}

impl Basic {
    fn parse(encoded: &[u8]) -> Self {
        Self::pair(encoded).unwrap_or(Self::Malformed)
    }

    fn pair(encoded: &[u8]) -> Option<Self> {
        let bytes = LENIENT.decode(encoded).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some(Self::Pair {
            id: decode(id).ok()?.into_owned(),
            secret: decode(secret).map_or_else(|_| secret.to_owned(), Cow::into_owned),
            raw_secret: secret.to_owned(),
        })
    }
}

/// Whether an `Authorization` header tries HTTP Basic, well or badly.
pub fn is_basic(authorization: &[u8]) -> bool {
    split(authorization).0.eq_ignore_ascii_case(b"basic")
}

/// Scheme and what follows it.
fn split(authorization: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = authorization.splitn(2, |&byte| byte == b' ');
    let scheme = parts.next().unwrap_or_default();
    (scheme, parts.next().unwrap_or_default())
}
