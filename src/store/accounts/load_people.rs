//! Loading one-time links, and all that hangs on one person: for lists and for the file with their data. No
//! request of a program comes by here.

use super::link_rows::OneTimeLinkRow;
use super::rows::{KnownBrowserRow, UserRow, time};
use super::sessions::After;
use crate::domain::account::one_time_link::{LinkStanding, OneTimeLink};
use crate::domain::account::session::KnownBrowser;
use crate::domain::key::RowKey;
use crate::domain::oauth::access::AccessToken;
use crate::domain::oauth::code::Code;
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::refresh::RefreshToken;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::apps::rows::ConsentRow;
use crate::store::engine::db::Reader;
use crate::store::engine::schema::{
    access_tokens, admin_sessions, codes, consents, grants, known_browsers, one_time_links,
    refresh_tokens, users,
};
use crate::store::issued::rows::{AccessTokenRow, CodeRow, GrantRow, RefreshTokenRow};
use diesel::prelude::*;

impl Reader {
    pub fn one_time_link(&mut self, key: RowKey) -> Loaded<Option<LinkStanding>> {
        let rows = self.query("one_time_links", |db| {
            let joined = one_time_links::table
                .inner_join(users::table.on(users::key.eq(one_time_links::user_key)))
                .filter(one_time_links::key.eq(key.number()));
            joined
                .select((OneTimeLinkRow::as_select(), UserRow::as_select()))
                .get_result::<(OneTimeLinkRow, UserRow)>(db)
                .optional()
        })?;
        rows.map(|(link, user)| {
            Ok(LinkStanding {
                link: link.try_into()?,
                user: user.try_into()?,
            })
        })
        .transpose()
    }

    /// Oldest first, as all that follow.
    pub fn links_of(&mut self, user: RowKey) -> Loaded<Vec<OneTimeLink>> {
        let rows: Vec<OneTimeLinkRow> = self.query("one_time_links", |db| {
            let theirs = one_time_links::table
                .filter(one_time_links::user_key.eq(user.number()))
                .order(one_time_links::key);
            theirs.select(OneTimeLinkRow::as_select()).load(db)
        })?;
        rows.into_iter().map(OneTimeLink::try_from).collect()
    }

    pub fn browsers_of(&mut self, user: RowKey) -> Loaded<Vec<KnownBrowser>> {
        let rows: Vec<KnownBrowserRow> = self.query("known_browsers", |db| {
            let theirs = known_browsers::table
                .filter(known_browsers::user_key.eq(user.number()))
                .order(known_browsers::key);
            theirs.select(KnownBrowserRow::as_select()).load(db)
        })?;
        rows.into_iter().map(KnownBrowser::try_from).collect()
    }

    /// When each session of an operator at the broker API began, and when it was last used.
    pub fn admin_sessions_of(&mut self, user: RowKey) -> Loaded<Vec<(Timestamp, Timestamp)>> {
        let rows: Vec<(i64, i64)> = self.query("admin_sessions", |db| {
            let theirs = admin_sessions::table
                .filter(admin_sessions::user_key.eq(user.number()))
                .order(admin_sessions::created_at);
            theirs
                .select((admin_sessions::created_at, admin_sessions::last_used_at))
                .load(db)
        })?;
        let times = rows.into_iter();
        Ok(times
            .map(|(began, used)| (time(began), time(used)))
            .collect())
    }

    /// Withdrawn ones too.
    pub fn consents_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<Consent>> {
        let rows: Vec<ConsentRow> = self.query("consents", |db| {
            let theirs = consents::table
                .filter(consents::user_key.eq(user.number()))
                .filter(consents::key.gt(after.number()))
                .order(consents::key);
            theirs
                .select(ConsentRow::as_select())
                .limit(after.most)
                .load(db)
        })?;
        rows.into_iter().map(Consent::try_from).collect()
    }

    pub fn grants_of(&mut self, user: RowKey) -> Loaded<Vec<Grant>> {
        let rows: Vec<GrantRow> = self.query("grants", |db| {
            let theirs = grants::table
                .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
                .filter(consents::user_key.eq(user.number()))
                .order(grants::key);
            theirs.select(GrantRow::as_select()).load(db)
        })?;
        rows.into_iter().map(Grant::try_from).collect()
    }

    pub fn codes_of(&mut self, user: RowKey) -> Loaded<Vec<Code>> {
        let rows: Vec<CodeRow> = self.query("codes", |db| {
            let theirs = codes::table
                .inner_join(grants::table.on(grants::key.eq(codes::grant_key)))
                .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
                .filter(consents::user_key.eq(user.number()))
                .order(codes::key);
            theirs.select(CodeRow::as_select()).load(db)
        })?;
        rows.into_iter().map(Code::try_from).collect()
    }

    pub fn refresh_tokens_of(&mut self, user: RowKey) -> Loaded<Vec<RefreshToken>> {
        let rows: Vec<RefreshTokenRow> = self.query("refresh_tokens", |db| {
            let theirs = refresh_tokens::table
                .inner_join(grants::table.on(grants::key.eq(refresh_tokens::grant_key)))
                .inner_join(consents::table.on(consents::key.eq(grants::consent_key)))
                .filter(consents::user_key.eq(user.number()))
                .order(refresh_tokens::key);
            theirs.select(RefreshTokenRow::as_select()).load(db)
        })?;
        rows.into_iter().map(RefreshToken::try_from).collect()
    }

    /// Looks through the whole table, which has no index for this: not for anything that somebody waits for.
    pub fn access_tokens_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<AccessToken>> {
        let rows: Vec<AccessTokenRow> = self.query("access_tokens", |db| {
            let theirs = access_tokens::table
                .filter(access_tokens::user_key.eq(user.number()))
                .filter(access_tokens::key.gt(after.number()))
                .order(access_tokens::key);
            theirs
                .select(AccessTokenRow::as_select())
                .limit(after.most)
                .load(db)
        })?;
        rows.into_iter().map(AccessToken::try_from).collect()
    }
}
