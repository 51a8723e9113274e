//! What was sent to the authorization endpoint: each known parameter, once, more than once, or unreadable
//! (RFC 6749 §3.1). Judging comes later, in [`super::authorize`].

use crate::domain::openid::scope::OPENID;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use url::form_urlencoded::byte_serialize;

/// The parameters that this endpoint knows; all others are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    ClientId,
    RedirectUri,
    ResponseType,
    Display,
    Scope,
    State,
    ResponseMode,
    CodeChallenge,
    CodeChallengeMethod,
    Prompt,
    Locale,
    Origin,
    Callback,
    Request,
    RequestUri,
    Registration,
    Nonce,
    MaxAge,
    LoginHint,
    UiLocales,
    AcrValues,
    ClaimsLocales,
    IdTokenHint,
    Claims,
    PostLogoutRedirectUri,
    Resource,
}

/// Wire name and meaning; `redirect_url` is Geni's other name for `redirect_uri`.
const NAMES: &[(&str, Param)] = &[
    ("client_id", Param::ClientId),
    ("redirect_uri", Param::RedirectUri),
    ("redirect_url", Param::RedirectUri),
    ("response_type", Param::ResponseType),
    ("display", Param::Display),
    ("scope", Param::Scope),
    ("state", Param::State),
    ("response_mode", Param::ResponseMode),
    ("code_challenge", Param::CodeChallenge),
    ("code_challenge_method", Param::CodeChallengeMethod),
    ("prompt", Param::Prompt),
    ("locale", Param::Locale),
    ("origin", Param::Origin),
    ("callback", Param::Callback),
    ("request", Param::Request),
    ("request_uri", Param::RequestUri),
    ("registration", Param::Registration),
    ("nonce", Param::Nonce),
    ("max_age", Param::MaxAge),
    ("login_hint", Param::LoginHint),
    ("ui_locales", Param::UiLocales),
    ("acr_values", Param::AcrValues),
    ("claims_locales", Param::ClaimsLocales),
    ("id_token_hint", Param::IdTokenHint),
    ("claims", Param::Claims),
    ("post_logout_redirect_uri", Param::PostLogoutRedirectUri),
    ("resource", Param::Resource),
];

/// Only OpenID Connect knows them: in other requests they are ignored.
const OF_OPENID: [Param; 9] = [
    Param::Claims,
    Param::IdTokenHint,
    Param::AcrValues,
    Param::ClaimsLocales,
    Param::Registration,
    Param::Nonce,
    Param::MaxAge,
    Param::LoginHint,
    Param::UiLocales,
];

/// How a parameter came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent<'a> {
    /// Not at all, or without a value, which counts as not at all.
    Absent,
    Once(&'a str),
    Repeated,
    /// Not UTF-8 once decoded.
    Malformed,
}

impl<'a> Sent<'a> {
    /// The value of a parameter that was judged before: sent once, or not at all.
    pub fn value(&self) -> Option<&'a str> {
        match self {
            Self::Once(value) => Some(value),
            _ => None,
        }
    }
}

/// All known parameters of one request, decoded.
#[derive(Debug)]
pub struct Params(Vec<(Param, Result<String, NotUtf8>)>);

/// The value was no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUtf8;

impl Params {
    /// Reads a query string as received.
    pub fn parse(query: &str) -> Self {
        let known = pairs(query).filter_map(|(name, value)| {
            let name = decode(name).ok()?;
            let param = known_name(&name)?;
            Some((param, decode(value).map(Cow::into_owned)))
        });
        Self(known.collect())
    }

    pub fn get(&self, wanted: Param) -> Sent<'_> {
        let mut found = self.0.iter().filter(|(param, _)| *param == wanted);
        match (found.next(), found.next()) {
            (None, _) => Sent::Absent,
            (Some(_), Some(_)) => Sent::Repeated,
            (Some((_, Err(NotUtf8))), None) => Sent::Malformed,
            (Some((_, Ok(value))), None) if value.is_empty() => Sent::Absent,
            (Some((_, Ok(value))), None) => Sent::Once(value),
        }
    }

    /// Each value of one that may be sent several times.
    pub fn all(&self, wanted: Param) -> Result<Vec<&str>, NotUtf8> {
        let found = self.0.iter().filter(|(param, _)| *param == wanted);
        let values = found.map(|(_, value)| value.as_deref().map_err(|fault| *fault));
        let is_said = |value: &Result<&str, NotUtf8>| *value != Ok("");
        values.filter(is_said).collect()
    }

    /// Whether it names the scope that makes an OpenID request; its app has to be registered for it too.
    pub fn names_openid(&self) -> bool {
        let named = self.get(Param::Scope).value().unwrap_or_default();
        named.split([' ', ',']).any(|name| name == OPENID)
    }

    /// Every parameter that such a request knows but the two that prove the address.
    pub fn others(&self, is_openid: bool) -> impl Iterator<Item = Param> {
        let elsewhere = [
            // These prove the address,
            Param::ClientId,
            Param::RedirectUri,
            // this is for signing out alone, and this may be sent several times.
            Param::PostLogoutRedirectUri,
            Param::Resource,
        ];
        NAMES
            .iter()
            .map(|(_, param)| *param)
            .filter(move |param| !elsewhere.contains(param))
            .filter(move |param| is_openid || !OF_OPENID.contains(param))
    }
}

/// Whether a form field or query part has the name of a parameter of this endpoint.
pub fn known_name(name: &str) -> Option<Param> {
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, param)| *param)
}

/// The query without what a sign-in has just satisfied: a word of `prompt`, and `max_age` of an OpenID request.
pub fn after_sign_in(query: &str) -> String {
    let is_openid = Params::parse(query).names_openid();
    let kept = pairs(query).filter_map(|(name, value)| {
        match decode(name).as_deref() {
            Ok("prompt") => {}
            Ok("max_age") if is_openid => return None,
            _ => return Some(join(name, value)),
        }
        let words = decode(value).unwrap_or_default();
        let rest: Vec<&str> = words.split(' ').filter(|word| *word != "login").collect();
        // Encoded again, or an `&` inside a word would begin another parameter.
        let rest: String = byte_serialize(rest.join(" ").as_bytes()).collect();
        (!rest.is_empty()).then(|| join(name, &rest))
    });
    kept.collect::<Vec<_>>().join("&")
}

/// The query of the same request in a window of its own.
pub fn with_display_web(query: &str) -> String {
    let others = without(query, "display");
    let all: Vec<String> = others.chain([join("display", "web")]).collect();
    all.join("&")
}

/// The query of the same request, in whatever language the person chose.
pub fn without_locale(query: &str) -> String {
    without(query, "locale").collect::<Vec<_>>().join("&")
}

fn without(query: &str, unwanted: &str) -> impl Iterator<Item = String> {
    let others = pairs(query).filter(move |(name, _)| decode(name).as_deref() != Ok(unwanted));
    others.map(|(name, value)| join(name, value))
}

fn join(name: &str, value: &str) -> String {
    if value.is_empty() {
        name.to_owned()
    } else {
        format!("{name}={value}")
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A name or a value of `application/x-www-form-urlencoded`; most are as they stand.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, NotUtf8> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        let decoded = percent_decode_str(&spaced).decode_utf8();
        return decoded
            .map(|text| Cow::Owned(text.into_owned()))
            .map_err(|_| NotUtf8);
    }
    percent_decode_str(text).decode_utf8().map_err(|_| NotUtf8)
}
