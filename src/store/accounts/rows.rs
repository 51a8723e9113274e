//! Rows of users and what hangs on them, and their way into the domain's records and back.

use crate::domain::account::one_time_link::{LinkPurpose, OneTimeLink};
use crate::domain::account::password::StoredPassword;
use crate::domain::account::session::{Keep, KnownBrowser, Session};
use crate::domain::account::user::{User, UserState};
use crate::domain::change::SpentForm;
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::store::engine::schema::{
    known_browsers, one_time_links, passwords, sessions, spent_forms, users,
};
use crate::store::engine::spot::{Spot, millis, time};
use crate::store::{LoadError, Loaded};
use diesel::{AsChangeset, Insertable, Queryable, Selectable};

/// The version is moved on by the guard alone.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, primary_key(key), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct UserRow {
    key: i64,
    #[diesel(skip_update)]
    public_id: String,
    name: String,
    name_folded: String,
    email: Option<String>,
    email_folded: Option<String>,
    display_name: Option<String>,
    state: String,
    is_admin: bool,
    epoch: i64,
    #[diesel(skip_update)]
    created_at: i64,
    updated_at: i64,
    #[diesel(skip_update)]
    version: i64,
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        Self {
            key: user.key.number(),
            public_id: user.public_id.clone(),
            name: user.name.clone(),
            name_folded: user.name_folded.clone(),
            email: user.email.clone(),
            email_folded: user.email_folded.clone(),
            display_name: user.display_name.clone(),
            state: user.state.word().to_owned(),
            is_admin: user.is_admin,
            epoch: user.epoch.number(),
            created_at: user.created_at.millis(),
            updated_at: user.updated_at.millis(),
            version: user.version,
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = LoadError;

    fn try_from(row: UserRow) -> Loaded<Self> {
        let spot = Spot::of("users", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            public_id: row.public_id,
            name: row.name,
            name_folded: row.name_folded,
            email: row.email,
            email_folded: row.email_folded,
            display_name: row.display_name,
            state: spot.need("state", UserState::from_word(&row.state))?,
            is_admin: row.is_admin,
            epoch: Epoch::from_number(row.epoch),
            created_at: time(row.created_at),
            updated_at: time(row.updated_at),
            version: row.version,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = passwords)]
pub struct PasswordRow {
    user_key: i64,
    phc: String,
    set_at: i64,
}

impl From<&StoredPassword> for PasswordRow {
    fn from(password: &StoredPassword) -> Self {
        Self {
            user_key: password.user_key.number(),
            phc: password.phc.clone(),
            set_at: password.set_at.millis(),
        }
    }
}

impl TryFrom<PasswordRow> for StoredPassword {
    type Error = LoadError;

    fn try_from(row: PasswordRow) -> Loaded<Self> {
        let spot = Spot::of("passwords", row.user_key);
        Ok(Self {
            user_key: spot.key("user_key", row.user_key)?,
            phc: row.phc,
            set_at: time(row.set_at),
        })
    }
}

/// Without `why`, which is for an operator's eyes and is written when the session ends.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct SessionRow {
    key: i64,
    secret_hash: Vec<u8>,
    user_key: i64,
    born_for_app: Option<i64>,
    authenticated_at: i64,
    last_seen_at: i64,
    idle_until: i64,
    ends_at: i64,
    keep: String,
    ended_at: Option<i64>,
    created_at: i64,
    device_label: Option<String>,
    epoch: i64,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            key: session.key.number(),
            secret_hash: session.secret_hash.bytes().to_vec(),
            user_key: session.user_key.number(),
            born_for_app: session.born_for_app.map(|app| app.0),
            authenticated_at: session.authenticated_at.millis(),
            last_seen_at: session.last_seen_at.millis(),
            idle_until: session.idle_until.millis(),
            ends_at: session.ends_at.millis(),
            keep: session.keep.word().to_owned(),
            ended_at: millis(session.ended_at),
            created_at: session.created_at.millis(),
            device_label: session.device_label.clone(),
            epoch: session.epoch.number(),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = LoadError;

    fn try_from(row: SessionRow) -> Loaded<Self> {
        let spot = Spot::of("sessions", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            user_key: spot.key("user_key", row.user_key)?,
            born_for_app: row.born_for_app.map(AppId),
            epoch: Epoch::from_number(row.epoch),
            device_label: row.device_label,
            authenticated_at: time(row.authenticated_at),
            last_seen_at: time(row.last_seen_at),
            idle_until: time(row.idle_until),
            ends_at: time(row.ends_at),
            keep: spot.need("keep", Keep::from_word(&row.keep))?,
            ended_at: row.ended_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = known_browsers)]
pub struct KnownBrowserRow {
    key: i64,
    secret_hash: Vec<u8>,
    user_key: i64,
    last_used_at: i64,
    created_at: i64,
    epoch: i64,
}

impl From<&KnownBrowser> for KnownBrowserRow {
    fn from(browser: &KnownBrowser) -> Self {
        Self {
            key: browser.key.number(),
            secret_hash: browser.secret_hash.bytes().to_vec(),
            user_key: browser.user_key.number(),
            last_used_at: browser.last_used_at.millis(),
            created_at: browser.created_at.millis(),
            epoch: browser.epoch.number(),
        }
    }
}

impl TryFrom<KnownBrowserRow> for KnownBrowser {
    type Error = LoadError;

    fn try_from(row: KnownBrowserRow) -> Loaded<Self> {
        let spot = Spot::of("known_browsers", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            user_key: spot.key("user_key", row.user_key)?,
            epoch: Epoch::from_number(row.epoch),
            last_used_at: time(row.last_used_at),
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = spent_forms)]
pub struct SpentFormRow {
    key: i64,
    nonce_hash: Vec<u8>,
    answer_sealed: Vec<u8>,
    sealed_until: i64,
    created_at: i64,
}

impl From<&SpentForm> for SpentFormRow {
    fn from(form: &SpentForm) -> Self {
        Self {
            key: form.key.number(),
            nonce_hash: form.nonce_hash.bytes().to_vec(),
            answer_sealed: form.answer_sealed.clone(),
            sealed_until: form.sealed_until.millis(),
            created_at: form.created_at.millis(),
        }
    }
}

impl TryFrom<SpentFormRow> for SpentForm {
    type Error = LoadError;

    fn try_from(row: SpentFormRow) -> Loaded<Self> {
        let spot = Spot::of("spent_forms", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            nonce_hash: spot.hash("nonce_hash", &row.nonce_hash)?,
            answer_sealed: row.answer_sealed,
            sealed_until: time(row.sealed_until),
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_links, treat_none_as_default_value = false)]
pub struct OneTimeLinkRow {
    key: i64,
    secret_hash: Vec<u8>,
    user_key: i64,
    purpose: String,
    expires_at: i64,
    used_at: Option<i64>,
    created_at: i64,
    ended_at: Option<i64>,
}

impl From<&OneTimeLink> for OneTimeLinkRow {
    fn from(link: &OneTimeLink) -> Self {
        Self {
            key: link.key.number(),
            secret_hash: link.secret_hash.bytes().to_vec(),
            user_key: link.user_key.number(),
            purpose: link.purpose.word().to_owned(),
            expires_at: link.expires_at.millis(),
            used_at: millis(link.used_at),
            created_at: link.created_at.millis(),
            ended_at: millis(link.ended_at),
        }
    }
}

impl TryFrom<OneTimeLinkRow> for OneTimeLink {
    type Error = LoadError;

    fn try_from(row: OneTimeLinkRow) -> Loaded<Self> {
        let spot = Spot::of("one_time_links", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            user_key: spot.key("user_key", row.user_key)?,
            purpose: spot.need("purpose", LinkPurpose::from_word(&row.purpose))?,
            expires_at: time(row.expires_at),
            used_at: row.used_at.map(time),
            ended_at: row.ended_at.map(time),
            created_at: time(row.created_at),
        })
    }
}
