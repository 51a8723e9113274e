//! Rows of users and what hangs on them.

use crate::domain::account::authentication::Methods;
use crate::domain::account::one_time_link::{LinkPurpose, OneTimeLink};
use crate::domain::account::password::StoredPassword;
use crate::domain::account::session::{Keep, KnownBrowser, Session};
use crate::domain::account::sid::SidSeed;
use crate::domain::account::user::{User, UserState};
use crate::domain::change::SpentForm;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::{
    known_browsers, one_time_links, passwords, sessions, spent_forms, users,
};

row! {
    /// The version is moved on by the guard alone.
    #[derive(diesel::AsChangeset)]
    #[diesel(primary_key(key), treat_none_as_null = true)]
    pub struct UserRow of User in users by key {
        key: RowKey,
        #[diesel(skip_update)]
        public_id: String,
        name: String,
        name_folded: String,
        email: Option<String>,
        email_folded: Option<String>,
        email_verified_at: Option<Timestamp>,
        display_name: Option<String>,
        locale: Option<String>,
        notices: bool,
        state: UserState,
        is_admin: bool,
        epoch: Epoch,
        #[diesel(skip_update)]
        created_at: Timestamp,
        updated_at: Timestamp,
        #[diesel(skip_update)]
        version: i64,
    }
}

row! {
    pub struct PasswordRow of StoredPassword in passwords by user_key {
        user_key: RowKey,
        phc: String,
        set_at: Timestamp,
    }
}

row! {
    /// Without `why`, which is for an operator's eyes and is written when the session ends.
    pub struct SessionRow of Session in sessions by key {
        key: RowKey,
        secret_hash: TokenHash,
        user_key: RowKey,
        born_for_app: Option<AppId>,
        authenticated_at: Timestamp,
        last_seen_at: Timestamp,
        idle_until: Timestamp,
        ends_at: Timestamp,
        keep: Keep,
        ended_at: Option<Timestamp>,
        created_at: Timestamp,
        device_label: Option<String>,
        epoch: Epoch,
        sid_seed: SidSeed,
        methods: Methods,
        confirmed_at: Timestamp,
    }
}

row! {
    pub struct KnownBrowserRow of KnownBrowser in known_browsers by key {
        key: RowKey,
        secret_hash: TokenHash,
        user_key: RowKey,
        last_used_at: Timestamp,
        created_at: Timestamp,
        epoch: Epoch,
        trusted_until: Option<Timestamp>,
    }
}

row! {
    pub struct SpentFormRow of SpentForm in spent_forms by key {
        key: RowKey,
        nonce_hash: TokenHash,
        answer_sealed: Vec<u8>,
        sealed_until: Timestamp,
        created_at: Timestamp,
    }
}

row! {
    pub struct OneTimeLinkRow of OneTimeLink in one_time_links by key {
        key: RowKey,
        secret_hash: TokenHash,
        user_key: RowKey,
        purpose: LinkPurpose,
        expires_at: Timestamp,
        used_at: Option<Timestamp>,
        created_at: Timestamp,
        ended_at: Option<Timestamp>,
        mailed: bool,
        address_sealed: Option<Vec<u8>>,
    }
}

impl Column for SidSeed {
    type Kept = Vec<u8>;

    fn keep(&self) -> Vec<u8> {
        self.bytes().to_vec()
    }

    fn restore(bytes: Vec<u8>) -> Option<Self> {
        Self::from_bytes(&bytes)
    }
}
