//! What an edit changed: each field by its name; what it was and became only where that is no secret, no address and
//! nobody's words.

use crate::domain::account::user::User;
use crate::domain::oauth::client::{App, Switch};
use crate::domain::words::Worded;
use serde_json::{Map, Value, json};

/// Longest value that is kept, in bytes of JSON.
const VALUE_BYTES: usize = 80;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    fields: Vec<&'static str>,
    old: Map<String, Value>,
    new: Map<String, Value>,
}

impl Edits {
    /// Of a user; who administers is told by events of its own.
    pub fn of_user(before: &User, after: &User) -> Self {
        let verified = |user: &User| user.email_verified_at.is_some();
        Self::default()
            .named("name", before.name != after.name)
            .named("email", before.email != after.email)
            .told("email_verified", verified(before), verified(after))
            .named("display_name", before.display_name != after.display_name)
            .told("locale", before.locale.clone(), after.locale.clone())
            .told("notices", before.notices, after.notices)
    }

    pub fn of_app(before: &App, after: &App) -> Self {
        let seconds = |app: &App| app.token_ttl.map(|ttl| ttl.as_secs());
        let edits = Self::default()
            .named("name", before.name != after.name)
            .named("description", before.description != after.description)
            .named("owner", before.owner != after.owner)
            .worded("kind", before.kind, after.kind)
            .worded(
                "confidentiality",
                before.confidentiality,
                after.confidentiality,
            )
            .named("keys", before.keys != after.keys)
            .told("token_ttl", seconds(before), seconds(after))
            .told(
                "scopes",
                before.scopes.to_string(),
                after.scopes.to_string(),
            )
            .told(
                "response_types",
                words(&before.response_types),
                words(&after.response_types),
            )
            .told("grants", words(&before.grants), words(&after.grants))
            .worded("style", before.style, after.style)
            .worded(
                "access_token_format",
                before.access_token_format,
                after.access_token_format,
            )
            .worded("id_token_alg", before.id_token_alg, after.id_token_alg)
            .told(
                "userinfo_alg",
                before.userinfo_alg.map(Worded::to_word),
                after.userinfo_alg.map(Worded::to_word),
            );
        edits.addresses(before, after).switches(before, after)
    }

    fn addresses(self, before: &App, after: &App) -> Self {
        self.named("site_url", before.site_url != after.site_url)
            .named("privacy_url", before.privacy_url != after.privacy_url)
            .named("terms_url", before.terms_url != after.terms_url)
            .named("site_domain", before.site_domain != after.site_domain)
            .named("canvas_origin", before.canvas_origin != after.canvas_origin)
            .named("origins", before.origins != after.origins)
            .named("redirect_uris", before.redirect_uris != after.redirect_uris)
            .named(
                "post_logout_uris",
                before.post_logout_uris != after.post_logout_uris,
            )
            .named(
                "backchannel_logout_url",
                before.backchannel_logout_url != after.backchannel_logout_url,
            )
            .named(
                "deauthorize_url",
                before.deauthorize_url != after.deauthorize_url,
            )
            .named("resources", before.resources != after.resources)
    }

    fn switches(self, before: &App, after: &App) -> Self {
        Switch::ALL.iter().fold(self, |edits, switch| {
            edits.told(switch.word(), before.has(*switch), after.has(*switch))
        })
    }

    /// Changed, and no more is said.
    #[must_use]
    pub fn named(mut self, field: &'static str, is_changed: bool) -> Self {
        self.fields.extend(is_changed.then_some(field));
        self
    }

    pub fn has(&self, field: &str) -> bool {
        self.fields.contains(&field)
    }

    /// These too; what they become is not said.
    #[must_use]
    pub fn also(self, fields: &[&'static str]) -> Self {
        fields
            .iter()
            .fold(self, |edits, field| edits.named(field, true))
    }

    fn worded<T: Worded>(self, field: &'static str, old: T, new: T) -> Self {
        self.told(field, old.to_word(), new.to_word())
    }

    /// With what it was and became, where that is short.
    fn told(mut self, field: &'static str, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        let (old, new) = (old.into(), new.into());
        if old == new {
            return self;
        }
        self.fields.push(field);
        let is_short = |value: &Value| value.to_string().len() <= VALUE_BYTES;
        if is_short(&old) && is_short(&new) {
            self.old.insert(field.to_owned(), old);
            self.new.insert(field.to_owned(), new);
        }
        self
    }

    pub const fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn to_json(&self) -> Value {
        json!({"fields": self.fields, "old": self.old, "new": self.new})
    }
}

fn words<T: Worded>(values: &[T]) -> String {
    let words: Vec<&str> = values.iter().map(|value| value.to_word()).collect();
    words.join(" ")
}
