//! An ID token of ours that an app brings along, as a hint of whom it means (OpenID Connect Core §3.1.2.1).

use super::{Failure, Platform, keys};
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::openid::jwt::Typ;
use serde_json::Value;

/// What it says, of an app that lives.
pub(super) struct Hinted {
    pub app: App,
    pub sub: String,
    pub sid: Option<String>,
}

/// Whom it names, where it was issued to this app; as far as this server has looked at its keys.
pub(super) fn sub_for(platform: &Platform, app: &App, text: &str) -> Option<String> {
    let claims = keys::verified(platform, text, Typ::IdToken)?;
    let said = |name: &str| claims.get(name).and_then(Value::as_str);
    let is_theirs =
        said("iss") == Some(&platform.policy.public_url) && said("aud") == Some(&app.client_id);
    said("sub").filter(|_| is_theirs).map(str::to_owned)
}

/// Nothing where it is none of ours, or its app is gone; its age does not matter.
pub(super) fn read(platform: &Platform, text: &str) -> Result<Option<Hinted>, Failure> {
    keys::held(platform)?;
    let Some(claims) = keys::verified(platform, text, Typ::IdToken) else {
        return Ok(None);
    };
    let said = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_ours = said("iss").as_ref() == Some(&platform.policy.public_url);
    let (Some(sub), Some(aud)) = (said("sub"), said("aud").filter(|_| is_ours)) else {
        return Ok(None);
    };
    let app = platform
        .store
        .read(|reader| reader.app(&ClientName::Key(aud)))?;
    Ok(app.filter(App::is_active).map(|app| Hinted {
        app,
        sub,
        sid: said("sid"),
    }))
}
