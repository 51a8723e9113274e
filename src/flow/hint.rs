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

/// The claims that every ID token of ours has, and its session's.
struct Claims {
    aud: String,
    sub: String,
    sid: Option<String>,
}

impl Claims {
    /// Nothing where the token is none of ours; its age does not matter.
    fn of(platform: &Platform, text: &str) -> Option<Self> {
        let claims = keys::verified(platform, text, Typ::IdToken)?;
        let said = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        said("iss").filter(|iss| *iss == platform.policy.public_url)?;
        Some(Self {
            aud: said("aud")?,
            sub: said("sub")?,
            sid: said("sid"),
        })
    }
}

/// Whom it names, where it was issued to this app; as far as this server has looked at its keys.
pub(super) fn sub_for(platform: &Platform, app: &App, text: &str) -> Option<String> {
    let claims = Claims::of(platform, text)?;
    (claims.aud == app.client_id).then_some(claims.sub)
}

/// Nothing where it is none of ours, or its app is gone.
pub(super) fn read(platform: &Platform, text: &str) -> Result<Option<Hinted>, Failure> {
    keys::held(platform)?;
    let Some(Claims { aud, sub, sid }) = Claims::of(platform, text) else {
        return Ok(None);
    };
    let app = platform
        .store
        .read(|reader| reader.app(&ClientName::Key(aud)))?;
    Ok(app
        .filter(App::is_active)
        .map(|app| Hinted { app, sub, sid }))
}
