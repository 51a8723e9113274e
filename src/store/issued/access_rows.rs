//! Rows of access tokens.

use crate::domain::account::authentication::Authentication;
use crate::domain::epoch::{Epoch, PersonEpochs};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use crate::store::Loaded;
use crate::store::engine::column::Column;
use crate::store::engine::schema::access_tokens;
use crate::store::engine::spot::Spot;
use crate::store::engine::together::together;
use diesel::{Queryable, Selectable};

together! {
    AccessTokenRows: pub struct AccessTokenRow of AccessToken in access_tokens {
        key: i64,
        secret_hash: Vec<u8>,
        app_id: i64,
        user_key: Option<i64>,
        consent_key: Option<i64>,
        grant_key: Option<i64>,
        scopes: String,
        expires_at: i64,
        revoked_at: Option<i64>,
        created_at: i64,
        app_epoch: i64,
        user_epoch: Option<i64>,
        consent_epoch: Option<i64>,
        audience: String,
        auth_time: Option<i64>,
        methods: Option<String>,
    }
}

impl From<&AccessToken> for AccessTokenRow {
    fn from(token: &AccessToken) -> Self {
        let permission = match token.issued_for {
            IssuedFor::App => None,
            IssuedFor::Person(permission) => Some(permission),
        };
        let authentication = token.authentication;
        Self {
            key: token.key.keep(),
            secret_hash: token.secret_hash.keep(),
            app_id: token.app_id.keep(),
            user_key: permission.map(|permission| permission.user_key.keep()),
            consent_key: permission.map(|permission| permission.consent_key.keep()),
            grant_key: permission.and_then(|permission| permission.grant_key.keep()),
            scopes: token.scopes.keep(),
            expires_at: token.expires_at.keep(),
            revoked_at: token.revoked_at.keep(),
            created_at: token.created_at.keep(),
            app_epoch: token.app_epoch.keep(),
            user_epoch: permission.map(|permission| permission.epochs.user.keep()),
            consent_epoch: permission.map(|permission| permission.epochs.consent.keep()),
            audience: token.audience.keep(),
            auth_time: authentication.map(|it| it.at.keep()),
            methods: authentication.map(|it| it.methods.keep()),
        }
    }
}

impl AccessTokenRow {
    pub fn record(self) -> Loaded<AccessToken> {
        let spot = Spot::of("access_tokens", self.key);
        let issued_for = IssuedForRow {
            user_key: self.user_key,
            consent_key: self.consent_key,
            grant_key: self.grant_key,
            user_epoch: self.user_epoch,
            consent_epoch: self.consent_epoch,
        };
        let authentication = match (self.auth_time, self.methods) {
            (Some(at), Some(methods)) => Some(Authentication {
                at: spot.read("auth_time", at)?,
                methods: spot.read("methods", methods)?,
            }),
            _ => None,
        };
        Ok(AccessToken {
            key: spot.read("key", self.key)?,
            secret_hash: spot.read("secret_hash", self.secret_hash)?,
            app_id: spot.read("app_id", self.app_id)?,
            app_epoch: spot.read("app_epoch", self.app_epoch)?,
            issued_for: issued_for.record(&spot)?,
            authentication,
            scopes: spot.read("scopes", self.scopes)?,
            audience: spot.read("audience", self.audience)?,
            expires_at: spot.read("expires_at", self.expires_at)?,
            revoked_at: spot.read("revoked_at", self.revoked_at)?,
            created_at: spot.read("created_at", self.created_at)?,
        })
    }
}

/// Whom an access token stands for.
#[derive(Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
pub struct IssuedForRow {
    user_key: Option<i64>,
    consent_key: Option<i64>,
    grant_key: Option<i64>,
    user_epoch: Option<i64>,
    consent_epoch: Option<i64>,
}

impl IssuedForRow {
    pub fn record<K: ToString>(self, spot: &Spot<K>) -> Loaded<IssuedFor> {
        let key =
            |column, number: Option<i64>| spot.need(column, number.and_then(RowKey::from_number));
        let epoch = |column, number| spot.need(column, number).map(Epoch::from_number);
        Ok(match (self.user_key, self.consent_key) {
            (None, None) => IssuedFor::App,
            (user, consent) => IssuedFor::Person(Permission {
                user_key: key("user_key", user)?,
                consent_key: key("consent_key", consent)?,
                grant_key: spot.read("grant_key", self.grant_key)?,
                epochs: PersonEpochs {
                    user: epoch("user_epoch", self.user_epoch)?,
                    consent: epoch("consent_epoch", self.consent_epoch)?,
                },
            }),
        })
    }
}
