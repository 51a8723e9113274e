//! Of access tokens only what decides whether they are live: what is asked most is asked without texts that nobody reads.

use super::access_rows::IssuedForRow;
use super::rows::{ConsentStandingRow, HangsOn};
use crate::domain::epoch::Epoch;
use crate::domain::oauth::access::{IssuedFor, TokenLife};
use crate::domain::oauth::standing::{AppLife, PersonLife};
use crate::store::Loaded;
use crate::store::engine::schema::{access_tokens, apps, users};
use crate::store::engine::spot::Spot;
use diesel::{Queryable, Selectable};

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
pub struct TokenLifeRow {
    key: i64,
    secret_hash: Vec<u8>,
    app_id: i64,
    app_epoch: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    #[diesel(embed)]
    issued_for: IssuedForRow,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = apps)]
pub struct AppLifeRow {
    id: i64,
    state: String,
    epoch: i64,
}

impl AppLifeRow {
    fn record(self) -> Loaded<AppLife> {
        let spot = Spot::of("apps", self.id);
        Ok(AppLife {
            state: spot.read("state", self.state)?,
            epoch: spot.read("epoch", self.epoch)?,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserLifeRow {
    key: i64,
    state: String,
    epoch: i64,
}

impl UserLifeRow {
    fn record(self, consent: &ConsentStandingRow) -> Loaded<PersonLife> {
        let spot = Spot::of("users", self.key);
        Ok(PersonLife {
            state: spot.read("state", self.state)?,
            epoch: spot.read("epoch", self.epoch)?,
            consent: consent.record(),
        })
    }
}

/// A token with what it hangs on.
pub type LifeRows = (TokenLifeRow, HangsOn<AppLifeRow, UserLifeRow>);

/// Nothing when the app is gone, or of a person's token the person or the consent.
pub fn token_life((token, hangs_on): LifeRows) -> Loaded<Option<TokenLife>> {
    let (Some(app), user, consent, family) = hangs_on else {
        return Ok(None);
    };
    let spot = Spot::of("access_tokens", token.key);
    let issued_for = token.issued_for.record(&spot)?;
    let person = match (issued_for, user, consent) {
        (IssuedFor::App, ..) => None,
        (IssuedFor::Person(_), Some(user), Some(consent)) => Some(user.record(&consent)?),
        (IssuedFor::Person(_), ..) => return Ok(None),
    };
    Ok(Some(TokenLife {
        secret_hash: spot.read("secret_hash", token.secret_hash)?,
        app_id: spot.read("app_id", token.app_id)?,
        app_epoch: Epoch::from_number(token.app_epoch),
        issued_for,
        expires_at: spot.read("expires_at", token.expires_at)?,
        revoked_at: spot.read("revoked_at", token.revoked_at)?,
        app: app.record()?,
        person,
        grant_is_over: family.is_over(),
    }))
}
