//! What an owner wants changed of an app that others use: people allowed it under a name, to an address, for scopes. Such
//! a change waits for an admin, and the rest is at once.

use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::App;
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
    /// All that an app has of what they are about.
    fn whole(app: &App) -> Self {
        let text = |text: &Option<String>| Some(text.clone().unwrap_or_default());
        let raws = app.redirect_uris.iter().map(|uri| uri.raw().to_owned());
        let scopes = app.scopes.names().map(str::to_owned);
        Self {
            name: Some(app.name.clone()),
            site_url: text(&app.site_url),
            privacy_url: text(&app.privacy_url),
            terms_url: text(&app.terms_url),
            site_domain: text(&app.site_domain),
            canvas_origin: text(&app.canvas_origin),
            deauthorize_url: text(&app.deauthorize_url),
            backchannel_logout_url: text(&app.backchannel_logout_url),
            redirect_uris: Some(raws.collect()),
            origins: Some(app.origins.clone()),
            post_logout_uris: Some(app.post_logout_uris.clone()),
            scopes: Some(scopes.collect()),
            owner: None,
        }
    }

    /// What of the way from one to the other is to wait.
    pub fn between(before: &App, after: &App) -> Self {
        let (was, is) = (Self::whole(before), Self::whole(after));
        Self {
            name: other(&was.name, is.name),
            site_url: other(&was.site_url, is.site_url),
            privacy_url: other(&was.privacy_url, is.privacy_url),
            terms_url: other(&was.terms_url, is.terms_url),
            site_domain: other(&was.site_domain, is.site_domain),
            canvas_origin: other(&was.canvas_origin, is.canvas_origin),
            deauthorize_url: other(&was.deauthorize_url, is.deauthorize_url),
            backchannel_logout_url: other(&was.backchannel_logout_url, is.backchannel_logout_url),
            redirect_uris: other(&was.redirect_uris, is.redirect_uris),
            origins: other(&was.origins, is.origins),
            post_logout_uris: other(&was.post_logout_uris, is.post_logout_uris),
            scopes: other(&was.scopes, is.scopes),
            owner: None,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What they are called, for who decides about them.
    pub fn fields(&self) -> Vec<&'static str> {
        let named = self.texts().into_iter();
        named
            .filter(|(_, text)| text.is_some())
            .map(|(name, _)| name)
            .collect()
    }

    /// All that waits with an app that nobody looked at yet.
    pub fn all_of(app: &App) -> Vec<Difference> {
        let texts = Self::whole(app).texts().into_iter();
        let said =
            texts.filter_map(|(field, text)| Some((field, text.filter(|it| !it.is_empty())?)));
        said.map(|(field, after)| Difference {
            field,
            before: String::new(),
            after,
        })
        .collect()
    }

    /// With what is there now.
    pub fn differences(&self, app: &App) -> Vec<Difference> {
        let now = Self::whole(app).texts().into_iter();
        let both = self.texts().into_iter().zip(now);
        both.filter_map(|((field, after), (_, before))| {
            Some(Difference {
                field,
                before: before.unwrap_or_default(),
                after: after?,
            })
        })
        .collect()
    }

    pub fn texts(&self) -> [(&'static str, Option<String>); 13] {
        let lines = |lines: &Option<Vec<String>>| lines.as_ref().map(|lines| lines.join("\n"));
        [
            ("name", self.name.clone()),
            ("site_url", self.site_url.clone()),
            ("privacy_url", self.privacy_url.clone()),
            ("terms_url", self.terms_url.clone()),
            ("site_domain", self.site_domain.clone()),
            ("canvas_origin", self.canvas_origin.clone()),
            ("deauthorize_url", self.deauthorize_url.clone()),
            (
                "backchannel_logout_url",
                self.backchannel_logout_url.clone(),
            ),
            ("redirect_uris", lines(&self.redirect_uris)),
            ("origins", lines(&self.origins)),
            ("post_logout_uris", lines(&self.post_logout_uris)),
            ("scopes", lines(&self.scopes)),
            ("owner", self.owner.clone()),
        ]
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

/// What is to become of one field; lists have a line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

fn other<T: PartialEq>(was: &Option<T>, is: Option<T>) -> Option<T> {
    is.filter(|is| was.as_ref() != Some(is))
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
