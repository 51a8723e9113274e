//! Signed statements in their compact form (RFC 7515 §7.1). What we read is judged before any key is looked at, and
//! nothing in it chooses the algorithm (RFC 8725 §3.1).

use super::algorithm::Algorithm;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// In bytes; a longer one is not looked at.
pub const LONGEST: usize = 8 * 1024;

/// How a client assertion may say what it is (draft-ietf-oauth-rfc7523bis).
const ITS_OWN: &str = "client-authentication+jwt";

/// What kind of statement it is (RFC 8725 §3.11): one kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typ {
    IdToken,
    AccessToken,
    LogoutToken,
    /// The answer of userinfo. It says of no kind that it is one, so that it is never taken for an ID token.
    UserInfo,
    /// Made by an app, which need not say what it is (RFC 7523 §3).
    ClientAssertion,
}

impl Typ {
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::IdToken | Self::ClientAssertion => Some("JWT"),
            Self::AccessToken => Some("at+jwt"),
            Self::LogoutToken => Some("logout+jwt"),
            Self::UserInfo => None,
        }
    }

    /// RFC 7515 §4.1.9: a media type, whose beginning may be left out.
    fn is_named(self, typ: Option<&Value>) -> bool {
        let Some(typ) = typ else {
            return matches!(self, Self::ClientAssertion | Self::UserInfo);
        };
        let typ = typ.as_str().unwrap_or_default().to_ascii_lowercase();
        let typ = typ.strip_prefix("application/").unwrap_or(&typ);
        let is_it = |word: &str| typ.eq_ignore_ascii_case(word);
        self.word().is_some_and(is_it) || (self == Self::ClientAssertion && is_it(ITS_OWN))
    }
}

/// What is to be signed: header and claims as they will stand.
pub struct Unsigned(String);

impl Unsigned {
    pub fn new(algorithm: Algorithm, kid: &str, typ: Typ, claims: &Map<String, Value>) -> Self {
        let mut header = Map::new();
        let typ = typ.word().map(|typ| ("typ", typ));
        for (name, value) in [("alg", algorithm.word()), ("kid", kid)]
            .into_iter()
            .chain(typ)
        {
            header.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        Self(format!("{}.{}", encode(&header), encode(claims)))
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub fn signed(self, signature: &[u8]) -> String {
        let mut text = self.0;
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut text);
        text
    }
}

fn encode(object: &Map<String, Value>) -> String {
    // Fails only where it is written to, and memory takes all.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(object).unwrap_or_default())
}

/// One that somebody sent, read and not yet believed.
#[derive(Debug, PartialEq, Eq)]
pub struct Read<'a> {
    pub algorithm: Algorithm,
    pub kid: Option<String>,
    pub claims: Map<String, Value>,
    /// What was signed.
    pub signed: &'a [u8],
    pub signature: Vec<u8>,
}

impl<'a> Read<'a> {
    /// `None`: not in the form that every one of this kind has.
    pub fn parse(text: &'a str, typ: Typ) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header = object(header)?;
        if header.contains_key("crit") || !typ.is_named(header.get("typ")) {
            return None;
        }
        Some(Self {
            algorithm: Algorithm::from_word(header.get("alg")?.as_str()?)?,
            kid: match header.get("kid") {
                None => None,
                Some(kid) => Some(kid.as_str()?.to_owned()),
            },
            claims: object(claims)?,
            signed: signed.as_bytes(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    read_object(&URL_SAFE_NO_PAD.decode(part).ok()?)
}

/// An object in which, at any depth, no member stands twice.
pub fn read_object(json: &[u8]) -> Option<Map<String, Value>> {
    let once: Once = serde_json::from_slice(json).ok()?;
    match once.0 {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// JSON in which no object has a member twice (RFC 7515 §4): two readers could each take another one.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OnceVisitor).map(Self)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON without a member twice")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Once(value))) = map.next_entry::<String, Once>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member twice"));
            }
        }
        Ok(Value::Object(object))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Once(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}
