//! Rows of what is issued and of what it hangs on, and their way into the domain's records and back.

use crate::domain::account::user::UserState;
use crate::domain::epoch::{Epoch, PersonEpochs};
use crate::domain::key::AppId;
use crate::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use crate::domain::oauth::client::{AppState, Switch};
use crate::domain::oauth::code::{AddressSent, Code};
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::pkce::Challenge;
use crate::domain::oauth::refresh::{RefreshToken, Rotation};
use crate::domain::oauth::standing::{AppStanding, ConsentStanding, PersonStanding, UserStanding};
use crate::store::engine::schema::{
    access_tokens, apps, codes, consents, grants, refresh_tokens, users,
};
use crate::store::engine::spot::{Spot, millis, time};
use crate::store::{LoadError, Loaded};
use diesel::{Insertable, Queryable, Selectable};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub struct GrantRow {
    key: i64,
    consent_key: i64,
    scopes: String,
    scopes_changed: bool,
    expires_at: i64,
    ended_at: Option<i64>,
    created_at: i64,
    app_epoch: i64,
    user_epoch: i64,
    consent_epoch: i64,
}

impl From<&Grant> for GrantRow {
    fn from(grant: &Grant) -> Self {
        Self {
            key: grant.key.number(),
            consent_key: grant.consent_key.number(),
            scopes: grant.scopes.to_string(),
            scopes_changed: grant.scopes_changed,
            expires_at: grant.expires_at.millis(),
            ended_at: millis(grant.ended_at),
            created_at: grant.created_at.millis(),
            app_epoch: grant.app_epoch.number(),
            user_epoch: grant.epochs.user.number(),
            consent_epoch: grant.epochs.consent.number(),
        }
    }
}

impl TryFrom<GrantRow> for Grant {
    type Error = LoadError;

    fn try_from(row: GrantRow) -> Loaded<Self> {
        let spot = Spot::of("grants", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            consent_key: spot.key("consent_key", row.consent_key)?,
            scopes: spot.scopes(&row.scopes)?,
            app_epoch: Epoch::from_number(row.app_epoch),
            epochs: PersonEpochs {
                user: Epoch::from_number(row.user_epoch),
                consent: Epoch::from_number(row.consent_epoch),
            },
            scopes_changed: row.scopes_changed,
            expires_at: time(row.expires_at),
            ended_at: row.ended_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = codes, treat_none_as_default_value = false)]
pub struct CodeRow {
    key: i64,
    secret_hash: Vec<u8>,
    grant_key: i64,
    redirect_uri: String,
    was_sent: bool,
    pkce_challenge: Option<String>,
    expires_at: i64,
    redeemed_at: Option<i64>,
    created_at: i64,
}

impl From<&Code> for CodeRow {
    fn from(code: &Code) -> Self {
        Self {
            key: code.key.number(),
            secret_hash: code.secret_hash.bytes().to_vec(),
            grant_key: code.grant_key.number(),
            redirect_uri: code.redirect_uri.clone(),
            was_sent: code.address == AddressSent::Yes,
            pkce_challenge: code.challenge.as_ref().map(|one| one.as_str().to_owned()),
            expires_at: code.expires_at.millis(),
            redeemed_at: millis(code.redeemed_at),
            created_at: code.created_at.millis(),
        }
    }
}

impl TryFrom<CodeRow> for Code {
    type Error = LoadError;

    fn try_from(row: CodeRow) -> Loaded<Self> {
        let spot = Spot::of("codes", row.key);
        let challenge = row.pkce_challenge.map(|text| {
            // A code whose challenge was lost must not be redeemed without one.
            spot.need("pkce_challenge", Challenge::parse(&text))
        });
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            grant_key: spot.key("grant_key", row.grant_key)?,
            redirect_uri: row.redirect_uri,
            address: if row.was_sent {
                AddressSent::Yes
            } else {
                AddressSent::No
            },
            challenge: challenge.transpose()?,
            expires_at: time(row.expires_at),
            redeemed_at: row.redeemed_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub struct RefreshTokenRow {
    key: i64,
    secret_hash: Vec<u8>,
    grant_key: i64,
    expires_at: i64,
    rotated_at: Option<i64>,
    successor: Option<i64>,
    answer_sealed: Option<Vec<u8>>,
    created_at: i64,
}

impl From<&RefreshToken> for RefreshTokenRow {
    fn from(token: &RefreshToken) -> Self {
        let rotated = token.rotated.as_ref();
        Self {
            key: token.key.number(),
            secret_hash: token.secret_hash.bytes().to_vec(),
            grant_key: token.grant_key.number(),
            expires_at: token.expires_at.millis(),
            rotated_at: rotated.map(|rotation| rotation.at.millis()),
            successor: rotated.map(|rotation| rotation.successor.number()),
            answer_sealed: rotated.and_then(|rotation| rotation.answer_sealed.clone()),
            created_at: token.created_at.millis(),
        }
    }
}

impl TryFrom<RefreshTokenRow> for RefreshToken {
    type Error = LoadError;

    fn try_from(row: RefreshTokenRow) -> Loaded<Self> {
        let spot = Spot::of("refresh_tokens", row.key);
        let rotated = match row.rotated_at {
            None => None,
            Some(at) => Some(Rotation {
                at: time(at),
                successor: spot.key("successor", spot.need("successor", row.successor)?)?,
                answer_sealed: row.answer_sealed,
            }),
        };
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            grant_key: spot.key("grant_key", row.grant_key)?,
            expires_at: time(row.expires_at),
            rotated,
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_tokens, treat_none_as_default_value = false)]
pub struct AccessTokenRow {
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
}

impl From<&AccessToken> for AccessTokenRow {
    fn from(token: &AccessToken) -> Self {
        let permission = match token.issued_for {
            IssuedFor::App => None,
            IssuedFor::Person(permission) => Some(permission),
        };
        let grant_key = permission.and_then(|permission| permission.grant_key);
        Self {
            key: token.key.number(),
            secret_hash: token.secret_hash.bytes().to_vec(),
            app_id: token.app_id.0,
            user_key: permission.map(|permission| permission.user_key.number()),
            consent_key: permission.map(|permission| permission.consent_key.number()),
            grant_key: grant_key.map(|key| key.number()),
            scopes: token.scopes.to_string(),
            expires_at: token.expires_at.millis(),
            revoked_at: millis(token.revoked_at),
            created_at: token.created_at.millis(),
            app_epoch: token.app_epoch.number(),
            user_epoch: permission.map(|permission| permission.epochs.user.number()),
            consent_epoch: permission.map(|permission| permission.epochs.consent.number()),
        }
    }
}

impl TryFrom<AccessTokenRow> for AccessToken {
    type Error = LoadError;

    fn try_from(row: AccessTokenRow) -> Loaded<Self> {
        let spot = Spot::of("access_tokens", row.key);
        let epoch = |column, number| spot.need(column, number).map(Epoch::from_number);
        let issued_for = match (row.user_key, row.consent_key) {
            (None, None) => IssuedFor::App,
            (user, consent) => IssuedFor::Person(Permission {
                user_key: spot.key("user_key", spot.need("user_key", user)?)?,
                consent_key: spot.key("consent_key", spot.need("consent_key", consent)?)?,
                grant_key: row
                    .grant_key
                    .map(|key| spot.key("grant_key", key))
                    .transpose()?,
                epochs: PersonEpochs {
                    user: epoch("user_epoch", row.user_epoch)?,
                    consent: epoch("consent_epoch", row.consent_epoch)?,
                },
            }),
        };
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            app_id: AppId(row.app_id),
            app_epoch: Epoch::from_number(row.app_epoch),
            issued_for,
            scopes: spot.scopes(&row.scopes)?,
            expires_at: time(row.expires_at),
            revoked_at: row.revoked_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

/// What an app's tokens hang on.
#[derive(Queryable, Selectable)]
#[diesel(table_name = apps)]
pub struct AppStandingRow {
    id: i64,
    uuid: String,
    client_id: String,
    name: String,
    state: String,
    epoch: i64,
    switches: String,
}

impl TryFrom<AppStandingRow> for AppStanding {
    type Error = LoadError;

    fn try_from(row: AppStandingRow) -> Loaded<Self> {
        let spot = Spot::of("apps", row.id);
        Ok(Self {
            id: AppId(row.id),
            uuid: row.uuid,
            client_id: row.client_id,
            name: row.name,
            state: spot.need("state", AppState::from_word(&row.state))?,
            epoch: Epoch::from_number(row.epoch),
            token_in_query: spot
                .switches(&row.switches)?
                .contains(&Switch::TokenInQuery),
        })
    }
}

/// What a user's tokens hang on, and what they tell.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserStandingRow {
    key: i64,
    public_id: String,
    name: String,
    display_name: Option<String>,
    email: Option<String>,
    state: String,
    epoch: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct ConsentStandingRow {
    epoch: i64,
    withdrawn_at: Option<i64>,
}

pub fn person(user: UserStandingRow, consent: &ConsentStandingRow) -> Loaded<PersonStanding> {
    let spot = Spot::of("users", user.key);
    Ok(PersonStanding {
        user: UserStanding {
            public_id: user.public_id,
            shown_name: user.display_name.unwrap_or_else(|| user.name.clone()),
            name: user.name,
            email: user.email,
            state: spot.need("state", UserState::from_word(&user.state))?,
            epoch: Epoch::from_number(user.epoch),
        },
        consent: ConsentStanding {
            epoch: Epoch::from_number(consent.epoch),
            is_withdrawn: consent.withdrawn_at.is_some(),
        },
    })
}
