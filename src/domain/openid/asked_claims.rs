//! The parameter `claims` (OpenID Connect Core §5.5): what an app wants to be told, claim by claim. It widens nothing
//! that the scopes allow.

use super::claims::ALL;
use super::jwt::read_object;
use crate::domain::account::authentication::Level;
use serde_json::{Map, Value};

/// In bytes after decoding; a longer one is not looked at.
const LONGEST: usize = 4096;

/// What counts of it: all about the ID token. Userinfo tells everything that the scopes allow anyway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedClaims {
    /// Names of those that are to stand in ID tokens.
    pub in_id_token: Vec<String>,
    /// Who it must be that signs in.
    pub sub: Option<String>,
    /// None of the ways to sign in that the app insists on is there.
    pub wants_another_acr: bool,
    /// The least that the app insists on.
    pub least_level: Level,
}

impl AskedClaims {
    /// `None`: too long, no object, or with a member of another shape.
    pub fn parse(text: &str) -> Option<Self> {
        let asked = (text.len() <= LONGEST).then(|| read_object(text.as_bytes()))??;
        section(&asked, "userinfo")?;
        let Some(claims) = section(&asked, "id_token")? else {
            return Some(Self::default());
        };
        let sub = match claims.get("sub").and_then(|sub| sub.get("value")) {
            None => None,
            Some(value) => Some(value.as_str()?.to_owned()),
        };
        let levels = claims.get("acr").and_then(essential_levels);
        let named = ALL.iter().filter(|name| claims.contains_key(**name));
        Some(Self {
            in_id_token: named.map(|&name| name.to_owned()).collect(),
            sub,
            wants_another_acr: levels.as_ref().is_some_and(Vec::is_empty),
            least_level: levels.into_iter().flatten().min().unwrap_or_default(),
        })
    }
}

/// The claims asked for in one place, each `null` or an object (§5.5.1); whatever else stands there is ignored.
fn section<'a>(
    asked: &'a Map<String, Value>,
    name: &str,
) -> Option<Option<&'a Map<String, Value>>> {
    let Some(section) = asked.get(name) else {
        return Some(None);
    };
    let section = section.as_object()?;
    section
        .values()
        .all(is_claim_request)
        .then_some(Some(section))
}

fn is_claim_request(request: &Value) -> bool {
    let Some(request) = request.as_object() else {
        return request.is_null();
    };
    request.get("essential").is_none_or(Value::is_boolean)
        && request.get("values").is_none_or(Value::is_array)
}

/// Those of ours among the values of which one is essential (§5.5.1.1); `None`: any will do.
fn essential_levels(acr: &Value) -> Option<Vec<Level>> {
    let is_essential = acr.get("essential") == Some(&Value::Bool(true));
    let values = acr.get("values").and_then(Value::as_array);
    let named = acr
        .get("value")
        .into_iter()
        .chain(values.into_iter().flatten());
    let is_named = acr.get("value").is_some() || values.is_some();
    let levels = named.filter_map(|value| Level::from_word(value.as_str()?));
    (is_essential && is_named).then(|| levels.collect())
}
