//! An app as it is registered (RFC 6749 §2): what it is, where it lives, what it may do.

pub use super::choices::{
    AppState, Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};

use super::client_keys::ClientKeys;
use super::ownership::Ownership;
use super::redirect_uri::{RegisteredUri, ShortScheme};
use super::scope::Scopes;
use crate::domain::account::authentication::Level;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::secret::{Dice, TOKEN_CHARS, TokenHash, random_alphanumerics};
use crate::domain::time::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    pub id: AppId,
    /// Upper-case UUID.
    pub uuid: String,
    /// The app's key on the wire: 40 alphanumerics with at least one letter.
    pub client_id: String,
    pub name: String,
    pub description: Option<String>,
    pub kind: Kind,
    pub confidentiality: Confidentiality,
    /// By which it shows to be itself; none where it has a secret for that.
    pub keys: ClientKeys,
    pub state: AppState,
    /// Who answers for it, in words.
    pub owner: Option<String>,
    pub ownership: Ownership,
    pub site_url: Option<String>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
    pub site_domain: Option<String>,
    /// The site that may frame one page of ours.
    pub canvas_origin: Option<String>,
    /// Where pages of its own are, besides its addresses.
    pub origins: Vec<String>,
    /// Where it may have somebody sent who signed out.
    pub post_logout_uris: Vec<String>,
    /// Where it is told that a session ended in which it was given an ID token.
    pub backchannel_logout_url: Option<String>,
    /// For which resource servers it may ask for tokens, or takes them; the first is what it gets unasked.
    pub resources: Vec<String>,
    /// Where it is told that somebody withdrew it.
    pub deauthorize_url: Option<String>,
    pub redirect_uris: Vec<RegisteredUri>,
    /// All that it may ever ask for.
    pub scopes: Scopes,
    pub response_types: Vec<ResponseType>,
    pub grants: Vec<GrantType>,
    pub style: Style,
    /// How its ID tokens are signed.
    pub id_token_alg: Algorithm,
    /// How it is told about people; none is unsigned.
    pub userinfo_alg: Option<Algorithm>,
    /// Those that are on.
    pub switches: BTreeSet<Switch>,
    pub access_token_format: TokenFormat,
    /// `None`: the platform's `token_ttl`.
    pub token_ttl: Option<Duration>,
    /// Counts the callback keys it has had.
    pub callback_key_generation: i64,
    /// What was issued to this app in another one is dead.
    pub epoch: Epoch,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts edits; a change is made only to the version it was decided on.
    pub version: i64,
}

/// Kept of one client secret; two may be live while one replaces the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSecret {
    pub key: RowKey,
    pub app_id: AppId,
    pub hash: TokenHash,
    /// The last four characters, so that an owner can tell two apart.
    pub hint: String,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// To the day, as of when it was loaded.
    pub last_used_at: Option<Timestamp>,
}

/// An app with all its secrets, oldest first: what authenticates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownApp {
    pub app: Arc<App>,
    pub secrets: Vec<AppSecret>,
}

/// What tells an app as it is from the same app before or after any change, and from any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppStamp {
    pub id: AppId,
    pub uuid: String,
    pub version: i64,
    pub updated_at: Timestamp,
}

impl App {
    /// Whether this is the app as it was stamped.
    pub fn bears(&self, stamp: &AppStamp) -> bool {
        self.id == stamp.id
            && self.version == stamp.version
            && self.updated_at == stamp.updated_at
            && self.uuid == stamp.uuid
    }

    pub fn is_active(&self) -> bool {
        self.state == AppState::Active
    }

    /// Whether it is this person's.
    pub fn is_owned_by(&self, user: RowKey) -> bool {
        self.ownership.owner == Some(user)
    }

    /// Whether this person may sign in to it.
    pub fn is_open_to(&self, user: RowKey) -> bool {
        match self.state {
            AppState::Active => true,
            AppState::Waiting => self.is_owned_by(user),
            AppState::Declined | AppState::Disabled => false,
        }
    }

    /// Whether pages of this web origin are its own: it registered an address there, or the origin itself.
    pub fn has_origin(&self, origin: &str) -> bool {
        let mut addresses = self.redirect_uris.iter();
        addresses.any(|address| address.is_at(origin, self.kind))
            || self.origins.iter().any(|known| known == origin)
    }

    pub fn has(&self, switch: Switch) -> bool {
        self.switches.contains(&switch)
    }

    /// What a sign-in to it has to be worth.
    pub fn least_level(&self) -> Level {
        if self.has(Switch::SecondFactor) {
            Level::Two
        } else {
            Level::One
        }
    }

    pub fn short_scheme(&self) -> ShortScheme {
        if self.has(Switch::AllowShortScheme) {
            ShortScheme::Allowed
        } else {
            ShortScheme::Refused
        }
    }

    /// Whether it shows to be itself by a secret.
    pub fn has_secret(&self) -> bool {
        self.confidentiality == Confidentiality::Confidential && self.keys.is_empty()
    }

    /// Whether its server can show to be itself, as roles want it.
    pub fn can_have_roles(&self) -> bool {
        self.confidentiality == Confidentiality::Confidential
    }

    pub fn may_answer(&self, with: ResponseType) -> bool {
        self.response_types.contains(&with)
    }
}

impl AppSecret {
    /// Whether it still opens something.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Which of the secrets that a new one replaces end when, `None` at once: the newest works on for the overlap, so
/// that at most two are live at a time; none is given more time than it had.
pub fn end_secrets(
    live: &[AppSecret],
    now: Timestamp,
    overlap: Duration,
) -> Vec<(RowKey, Option<Timestamp>)> {
    let newest = live.iter().map(|secret| secret.key).max();
    let end_of = |secret: &AppSecret| {
        let end = now.plus(overlap);
        let end = secret.expires_at.map_or(end, |known| known.min(end));
        (Some(secret.key) == newest).then_some(end)
    };
    live.iter()
        .map(|secret| (secret.key, end_of(secret)))
        .collect()
}

/// What a program sent as `client_id`: the key, or the short number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientName {
    Key(String),
    Number(AppId),
}

impl ClientName {
    /// `None`: neither shape, so nobody's name.
    pub fn parse(text: &str) -> Option<Self> {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let plain = !text.is_empty() && !text.starts_with('0');
            return text
                .parse()
                .ok()
                .filter(|_| plain)
                .map(|id| Self::Number(AppId(id)));
        }
        is_client_key(text).then(|| Self::Key(text.to_owned()))
    }

    /// As it was sent.
    pub fn text(&self) -> String {
        match self {
            Self::Key(key) => key.clone(),
            Self::Number(id) => id.0.to_string(),
        }
    }

    pub fn is_of(&self, app: &App) -> bool {
        match self {
            Self::Key(key) => *key == app.client_id,
            Self::Number(id) => *id == app.id,
        }
    }
}

/// 40 alphanumerics with at least one letter, so that it is never a short number.
pub fn is_client_key(text: &str) -> bool {
    text.len() == TOKEN_CHARS
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A fresh client ID.
pub fn make_client_id(dice: Dice) -> String {
    loop {
        let key = random_alphanumerics(TOKEN_CHARS, dice);
        if is_client_key(&key) {
            return key;
        }
    }
}

/// What is kept of a client secret.
pub fn hash_client_secret(secret: &str) -> TokenHash {
    TokenHash::of("client_secret", secret.as_bytes())
}
