//! Rows of what is issued, and of what it hangs on.

use crate::domain::account::authentication::{Authentication, Methods};
use crate::domain::account::session::SessionLife;
use crate::domain::epoch::{Epoch, PersonEpochs};
use crate::domain::key::RowKey;
use crate::domain::oauth::client::Switch;
use crate::domain::oauth::code::{AddressSent, Code, Nonce};
use crate::domain::oauth::grant::{Grant, SignIn};
use crate::domain::oauth::pkce::Challenge;
use crate::domain::oauth::refresh::{RefreshToken, Rotation};
use crate::domain::oauth::standing::{AppStanding, ConsentStanding, PersonStanding, UserStanding};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::{
    apps, codes, consents, grants, refresh_tokens, sessions, users,
};
use crate::store::engine::spot::Spot;
use crate::store::engine::together::together;
use diesel::{Insertable, Queryable, Selectable};
use std::collections::BTreeSet;

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
    auth_time: Option<i64>,
    sid_seed: Option<Vec<u8>>,
    claims: String,
    audience: String,
    methods: String,
}

impl From<&Grant> for GrantRow {
    fn from(grant: &Grant) -> Self {
        let sign_in = grant.sign_in.as_ref();
        Self {
            key: grant.key.keep(),
            consent_key: grant.consent_key.keep(),
            scopes: grant.scopes.keep(),
            scopes_changed: grant.scopes_changed,
            expires_at: grant.expires_at.keep(),
            ended_at: grant.ended_at.keep(),
            created_at: grant.created_at.keep(),
            app_epoch: grant.app_epoch.keep(),
            user_epoch: grant.epochs.user.keep(),
            consent_epoch: grant.epochs.consent.keep(),
            auth_time: sign_in.map(|sign_in| sign_in.authentication.at.keep()),
            sid_seed: sign_in.and_then(|sign_in| sign_in.sid_seed.keep()),
            claims: sign_in
                .map(|sign_in| sign_in.claims.keep())
                .unwrap_or_default(),
            audience: grant.audience.keep(),
            methods: sign_in
                .map_or(Methods::PASSWORD, |sign_in| sign_in.authentication.methods)
                .keep(),
        }
    }
}

impl GrantRow {
    pub fn record(self) -> Loaded<Grant> {
        let spot = Spot::of("grants", self.key);
        let sign_in = match self.auth_time {
            None => None,
            Some(at) => Some(SignIn {
                authentication: Authentication {
                    at: spot.read("auth_time", at)?,
                    methods: spot.read("methods", self.methods)?,
                },
                sid_seed: spot.read("sid_seed", self.sid_seed)?,
                claims: spot.read("claims", self.claims)?,
            }),
        };
        Ok(Grant {
            key: spot.read("key", self.key)?,
            consent_key: spot.read("consent_key", self.consent_key)?,
            scopes: spot.read("scopes", self.scopes)?,
            app_epoch: spot.read("app_epoch", self.app_epoch)?,
            epochs: PersonEpochs {
                user: spot.read("user_epoch", self.user_epoch)?,
                consent: spot.read("consent_epoch", self.consent_epoch)?,
            },
            scopes_changed: self.scopes_changed,
            expires_at: spot.read("expires_at", self.expires_at)?,
            ended_at: spot.read("ended_at", self.ended_at)?,
            sign_in,
            audience: spot.read("audience", self.audience)?,
            created_at: spot.read("created_at", self.created_at)?,
        })
    }
}

row! {
    pub struct CodeRow of Code in codes by key {
        key: RowKey,
        secret_hash: TokenHash,
        grant_key: RowKey,
        redirect_uri: String,
        #[diesel(column_name = was_sent)]
        address: AddressSent,
        pkce_challenge: Option<Challenge>,
        expires_at: Timestamp,
        redeemed_at: Option<Timestamp>,
        created_at: Timestamp,
        nonce: Option<Nonce>,
    }
}

together! {
    RefreshTokenRows: pub struct RefreshTokenRow of RefreshToken in refresh_tokens {
        key: i64,
        secret_hash: Vec<u8>,
        grant_key: i64,
        expires_at: i64,
        rotated_at: Option<i64>,
        successor: Option<i64>,
        answer_sealed: Option<Vec<u8>>,
        created_at: i64,
    }
}

impl From<&RefreshToken> for RefreshTokenRow {
    fn from(token: &RefreshToken) -> Self {
        let rotated = token.rotated.as_ref();
        Self {
            key: token.key.keep(),
            secret_hash: token.secret_hash.keep(),
            grant_key: token.grant_key.keep(),
            expires_at: token.expires_at.keep(),
            rotated_at: rotated.map(|rotation| rotation.at.keep()),
            successor: rotated.map(|rotation| rotation.successor.keep()),
            answer_sealed: rotated.and_then(|rotation| rotation.answer_sealed.clone()),
            created_at: token.created_at.keep(),
        }
    }
}

impl RefreshTokenRow {
    pub fn record(self) -> Loaded<RefreshToken> {
        let spot = Spot::of("refresh_tokens", self.key);
        let rotated = match self.rotated_at {
            None => None,
            Some(at) => Some(Rotation {
                at: spot.read("rotated_at", at)?,
                successor: spot.need("successor", self.successor.and_then(RowKey::from_number))?,
                answer_sealed: self.answer_sealed,
            }),
        };
        Ok(RefreshToken {
            key: spot.read("key", self.key)?,
            secret_hash: spot.read("secret_hash", self.secret_hash)?,
            grant_key: spot.read("grant_key", self.grant_key)?,
            expires_at: spot.read("expires_at", self.expires_at)?,
            rotated,
            created_at: spot.read("created_at", self.created_at)?,
        })
    }
}

/// What an access token hangs on, as it is joined, with as much of the app and of the user as is asked for.
pub type HangsOn<App = AppStandingRow, User = UserStandingRow> = (
    Option<App>,
    Option<User>,
    Option<ConsentStandingRow>,
    FamilyRow,
);

/// The family that a token names, whether that is there, and its end.
#[derive(Clone, Copy, Queryable)]
pub struct FamilyRow {
    named: Option<i64>,
    found: Option<i64>,
    ended_at: Option<i64>,
}

impl FamilyRow {
    pub fn is_over(self) -> bool {
        self.named != self.found || self.ended_at.is_some()
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
    userinfo_alg: Option<String>,
}

impl AppStandingRow {
    pub fn record(self) -> Loaded<AppStanding> {
        let spot = Spot::of("apps", self.id);
        let switches: BTreeSet<Switch> = spot.read("switches", self.switches)?;
        Ok(AppStanding {
            id: spot.read("id", self.id)?,
            uuid: self.uuid,
            client_id: self.client_id,
            name: self.name,
            state: spot.read("state", self.state)?,
            epoch: spot.read("epoch", self.epoch)?,
            token_in_query: switches.contains(&Switch::TokenInQuery),
            userinfo_alg: spot.read("userinfo_alg", self.userinfo_alg)?,
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
    email_verified_at: Option<i64>,
    locale: Option<String>,
    updated_at: i64,
    state: String,
    epoch: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct ConsentStandingRow {
    epoch: i64,
    withdrawn_at: Option<i64>,
}

impl ConsentStandingRow {
    pub const fn record(&self) -> ConsentStanding {
        ConsentStanding {
            epoch: Epoch::from_number(self.epoch),
            is_withdrawn: self.withdrawn_at.is_some(),
        }
    }
}

/// Of the session that a grant was begun in.
#[derive(Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionLifeRow {
    key: i64,
    epoch: i64,
    idle_until: i64,
    ends_at: i64,
}

impl SessionLifeRow {
    pub fn record(self) -> Loaded<SessionLife> {
        let spot = Spot::of("sessions", self.key);
        Ok(SessionLife {
            epoch: Epoch::from_number(self.epoch),
            idle_until: spot.read("idle_until", self.idle_until)?,
            ends_at: spot.read("ends_at", self.ends_at)?,
        })
    }
}

pub fn person(user: UserStandingRow, consent: &ConsentStandingRow) -> Loaded<PersonStanding> {
    let spot = Spot::of("users", user.key);
    Ok(PersonStanding {
        user: UserStanding {
            public_id: user.public_id,
            shown_name: user.display_name.unwrap_or_else(|| user.name.clone()),
            name: user.name,
            email: user.email,
            email_verified: user.email_verified_at.is_some(),
            locale: user.locale,
            updated_at: spot.read("updated_at", user.updated_at)?,
            state: spot.read("state", user.state)?,
            epoch: Epoch::from_number(user.epoch),
        },
        consent: consent.record(),
    })
}
