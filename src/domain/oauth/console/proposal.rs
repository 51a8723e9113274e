//! What an owner wants changed of an app that others use: people allowed it under a name, to an address, for scopes. Such
//! a change waits for an admin, and the rest is at once.

use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::App;
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::domain::oauth::registration::Wishes;
use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The one that is open of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub app_id: AppId,
    /// Who wants it.
    pub by: RowKey,
    pub changes: Changes,
    pub created_at: Timestamp,
}

/// What is to become otherwise; an empty text takes away what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canvas_origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deauthorize_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_logout_uris: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The public id of the person who is to have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl Changes {
    /// What of the way from one to the other is to wait.
    pub fn between(before: &App, after: &App) -> Self {
        let text = |was: &Option<String>, is: &Option<String>| {
            (was != is).then(|| is.clone().unwrap_or_default())
        };
        let list = |was: &[String], is: &[String]| (was != is).then(|| is.to_vec());
        let raws = |uris: &[RegisteredUri]| -> Vec<String> {
            uris.iter().map(|uri| uri.raw().to_owned()).collect()
        };
        let scopes = |app: &App| -> Vec<String> { app.scopes.names().map(str::to_owned).collect() };
        Self {
            name: (before.name != after.name).then(|| after.name.clone()),
            site_url: text(&before.site_url, &after.site_url),
            privacy_url: text(&before.privacy_url, &after.privacy_url),
            terms_url: text(&before.terms_url, &after.terms_url),
            site_domain: text(&before.site_domain, &after.site_domain),
            canvas_origin: text(&before.canvas_origin, &after.canvas_origin),
            deauthorize_url: text(&before.deauthorize_url, &after.deauthorize_url),
            backchannel_logout_url: text(
                &before.backchannel_logout_url,
                &after.backchannel_logout_url,
            ),
            redirect_uris: list(&raws(&before.redirect_uris), &raws(&after.redirect_uris)),
            origins: list(&before.origins, &after.origins),
            post_logout_uris: list(&before.post_logout_uris, &after.post_logout_uris),
            scopes: list(&scopes(before), &scopes(after)),
            owner: None,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What they are called, for who decides about them.
    pub fn fields(&self) -> Vec<&'static str> {
        let named = [
            ("name", self.name.is_some()),
            ("site_url", self.site_url.is_some()),
            ("privacy_url", self.privacy_url.is_some()),
            ("terms_url", self.terms_url.is_some()),
            ("site_domain", self.site_domain.is_some()),
            ("canvas_origin", self.canvas_origin.is_some()),
            ("deauthorize_url", self.deauthorize_url.is_some()),
            (
                "backchannel_logout_url",
                self.backchannel_logout_url.is_some(),
            ),
            ("redirect_uris", self.redirect_uris.is_some()),
            ("origins", self.origins.is_some()),
            ("post_logout_uris", self.post_logout_uris.is_some()),
            ("scopes", self.scopes.is_some()),
            ("owner", self.owner.is_some()),
        ];
        named
            .into_iter()
            .filter(|(_, is)| *is)
            .map(|(name, _)| name)
            .collect()
    }

    /// But for the owner: that is no property of a registration.
    pub fn wishes(&self) -> Wishes {
        Wishes {
            name: self.name.clone(),
            site_url: self.site_url.clone(),
            privacy_url: self.privacy_url.clone(),
            terms_url: self.terms_url.clone(),
            site_domain: self.site_domain.clone(),
            canvas_origin: self.canvas_origin.clone(),
            deauthorize_url: self.deauthorize_url.clone(),
            backchannel_logout_url: self.backchannel_logout_url.clone(),
            redirect_uris: self.redirect_uris.clone(),
            origins: self.origins.clone(),
            post_logout_uris: self.post_logout_uris.clone(),
            scopes: self.scopes.clone(),
            ..Wishes::default()
        }
    }
}

/// The app as it becomes at once: with what waits as it was.
pub fn held_back(before: &App, after: App) -> App {
    App {
        name: before.name.clone(),
        site_url: before.site_url.clone(),
        privacy_url: before.privacy_url.clone(),
        terms_url: before.terms_url.clone(),
        site_domain: before.site_domain.clone(),
        canvas_origin: before.canvas_origin.clone(),
        deauthorize_url: before.deauthorize_url.clone(),
        backchannel_logout_url: before.backchannel_logout_url.clone(),
        redirect_uris: before.redirect_uris.clone(),
        origins: before.origins.clone(),
        post_logout_uris: before.post_logout_uris.clone(),
        scopes: before.scopes.clone(),
        ..after
    }
}
