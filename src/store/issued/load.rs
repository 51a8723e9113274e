//! Loading what was issued, each with all that it hangs on in one question by primary keys.

use super::access_rows::AccessTokenRow;
use super::rows::{
    AppStandingRow, CodeRow, ConsentStandingRow, GrantRow, HangsOn, RefreshTokenRow,
    SessionLifeRow, UserStandingRow, person,
};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::{AccessToken, IssuedFor, TokenStanding};
use crate::domain::oauth::code::{Code, CodeStanding};
use crate::domain::oauth::grant::{Grant, GrantStanding};
use crate::domain::oauth::refresh::{RefreshStanding, RefreshToken};
use crate::store::Loaded;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::{After, Reader};
use crate::store::engine::schema::{
    access_tokens, apps, codes, consents, grants, outbox, refresh_tokens, sessions, users,
};
use crate::store::engine::spot::Spot;
use diesel::dsl::exists;
use diesel::prelude::*;

// As in `accounts`: no `first()` and no `limit()`, which SQLite would prepare again on every call.

/// A grant as it is joined to what it hangs on.
type GrantRows = (
    GrantRow,
    i64,
    AppStandingRow,
    UserStandingRow,
    ConsentStandingRow,
    Option<SessionLifeRow>,
);

/// Joins to it what it hangs on.
macro_rules! with_standing {
    ($grants:expr) => {
        $grants
            .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
            .inner_join(apps::table.on(apps::id.eq(consents::app_id)))
            .inner_join(users::table.on(users::key.eq(consents::user_key)))
            .left_join(
                sessions::table.on(sessions::sid_seed
                    .nullable()
                    .eq(grants::sid_seed)
                    .and(sessions::ended_at.is_null())),
            )
    };
}

/// The columns of [`GrantRows`].
macro_rules! standing {
    () => {
        (
            GrantRow::as_select(),
            consents::user_key,
            AppStandingRow::as_select(),
            UserStandingRow::as_select(),
            ConsentStandingRow::as_select(),
            Option::<SessionLifeRow>::as_select(),
        )
    };
}

impl Reader {
    /// Nothing when the app, the person or the consent is gone.
    pub fn code_standing(&mut self, key: RowKey) -> Loaded<Option<CodeStanding>> {
        let record = |(code, end_is_awaited, grant): (CodeRow, bool, _)| {
            Ok(CodeStanding {
                code: code.record()?,
                grant: grant_standing(grant)?,
                end_is_awaited,
            })
        };
        self.one("codes", record, |db| {
            let of_code =
                codes::table.inner_join(grants::table.on(grants::key.eq(codes::grant_key)));
            let awaited = outbox::table
                .filter(outbox::sid_seed.eq(grants::sid_seed))
                .filter(outbox::app_id.eq(apps::id.nullable()));
            let found = with_standing!(of_code).filter(codes::key.eq(key.number()));
            on_either!(db, db => found
                .select((CodeRow::as_select(), exists(awaited), standing!()))
                .get_result(db))
        })
    }

    /// Nothing when the app, the person or the consent is gone.
    pub fn refresh_standing(&mut self, key: RowKey) -> Loaded<Option<RefreshStanding>> {
        let rows = self.query("refresh_tokens", |db| {
            let of_token = refresh_tokens::table
                .inner_join(grants::table.on(grants::key.eq(refresh_tokens::grant_key)));
            let found = with_standing!(of_token).filter(refresh_tokens::key.eq(key.number()));
            on_either!(db, db => found
                .select((
                    RefreshTokenRow::as_select(),
                    refresh_tokens::successor,
                    standing!(),
                ))
                .get_result::<(RefreshTokenRow, Option<i64>, GrantRows)>(db)
                .optional())
        })?;
        let Some((token, successor, grant)) = rows else {
            return Ok(None);
        };
        Ok(Some(RefreshStanding {
            token: token.record()?,
            grant: grant_standing(grant)?,
            successor_is_used: match successor {
                None => false,
                Some(successor) => self.is_used(successor)?,
            },
        }))
    }

    /// A refresh token that is gone counts as used.
    fn is_used(&mut self, key: i64) -> Loaded<bool> {
        let unused = self.query("refresh_tokens", |db| {
            let unused = refresh_tokens::table
                .filter(refresh_tokens::key.eq(key))
                .filter(refresh_tokens::rotated_at.is_null())
                .select(refresh_tokens::key);
            on_either!(db, db => unused.get_result::<i64>(db).optional())
        })?;
        Ok(unused.is_none())
    }

    /// Nothing when the app, the person or the consent is gone.
    pub fn grant_standing(&mut self, key: RowKey) -> Loaded<Option<GrantStanding>> {
        self.one("grants", grant_standing, |db| {
            let found = with_standing!(grants::table).filter(grants::key.eq(key.number()));
            on_either!(db, db => found.select(standing!()).get_result(db))
        })
    }

    /// Oldest first, as all that follow.
    pub fn grants_of(&mut self, user: RowKey) -> Loaded<Vec<Grant>> {
        self.all("grants", GrantRow::record, |db| {
            let theirs = grants::table
                .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
                .filter(consents::user_key.eq(user.number()))
                .order(grants::key);
            theirs.select(GrantRow::as_select()).load(db)
        })
    }

    pub fn codes_of(&mut self, user: RowKey) -> Loaded<Vec<Code>> {
        self.all("codes", CodeRow::record, |db| {
            let theirs = codes::table
                .inner_join(grants::table.on(grants::key.eq(codes::grant_key)))
                .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
                .filter(consents::user_key.eq(user.number()))
                .order(codes::key);
            theirs.select(CodeRow::as_select()).load(db)
        })
    }

    pub fn refresh_tokens_of(&mut self, user: RowKey) -> Loaded<Vec<RefreshToken>> {
        self.all("refresh_tokens", RefreshTokenRow::record, |db| {
            let theirs = refresh_tokens::table
                .inner_join(grants::table.on(grants::key.eq(refresh_tokens::grant_key)))
                .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
                .filter(consents::user_key.eq(user.number()))
                .order(refresh_tokens::key);
            theirs.select(RefreshTokenRow::as_select()).load(db)
        })
    }

    /// Looks through the whole table, which has no index for this: not for anything that somebody waits for.
    pub fn access_tokens_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<AccessToken>> {
        self.all("access_tokens", AccessTokenRow::record, |db| {
            let theirs = access_tokens::table
                .filter(access_tokens::user_key.eq(user.number()))
                .filter(access_tokens::key.gt(after.number()))
                .order(access_tokens::key);
            theirs
                .select(AccessTokenRow::as_select())
                .limit(after.most)
                .load(db)
        })
    }
}

/// Nothing when the app is gone, or of a person's token the person or the consent.
pub fn token_standing(
    (token, hangs_on): (AccessTokenRow, HangsOn),
) -> Loaded<Option<TokenStanding>> {
    let (Some(app), user, consent, family) = hangs_on else {
        return Ok(None);
    };
    let token = token.record()?;
    let person = match (token.issued_for, user, consent) {
        (IssuedFor::App, ..) => None,
        (IssuedFor::Person(_), Some(user), Some(consent)) => Some(person(user, &consent)?),
        (IssuedFor::Person(_), ..) => return Ok(None),
    };
    Ok(Some(TokenStanding {
        token,
        app: app.record()?,
        person,
        grant_is_over: family.is_over(),
    }))
}

fn grant_standing(rows: GrantRows) -> Loaded<GrantStanding> {
    let (grant, user_key, app, user, consent, session) = rows;
    let grant = grant.record()?;
    let spot = Spot::of("consents", grant.consent_key.number());
    Ok(GrantStanding {
        grant,
        user_key: spot.read("user_key", user_key)?,
        app: app.record()?,
        person: person(user, &consent)?,
        session: session.map(SessionLifeRow::record).transpose()?,
    })
}
