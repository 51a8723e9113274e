//! Loading whose an app is, and what its owner wants of it.

use super::rows::AppRow;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::{App, AppState};
use crate::domain::oauth::console::proposal::Proposal;
use crate::domain::oauth::ownership::Ownership;
use crate::store::engine::column::Column;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{app_proposals, app_standing, apps, users};
use crate::store::engine::spot::Spot;
use crate::store::{LoadError, Loaded};
use diesel::dsl::{Eq, Or};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Whether an app is on, at least for its owner.
pub fn serves() -> Or<Eq<apps::state, &'static str>, Eq<apps::state, &'static str>> {
    let is = |state: AppState| apps::state.eq(state.word());
    is(AppState::Active).or(is(AppState::Waiting))
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = app_standing, primary_key(app_id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct StandingRow {
    app_id: i64,
    owner_user_key: Option<i64>,
    approved_at: Option<i64>,
    declined_why: Option<String>,
    paused_from: Option<String>,
    name_folded: String,
}

impl StandingRow {
    pub fn of(app: &App, name_folded: String) -> Self {
        let Ownership {
            owner,
            approved_at,
            declined_why,
            paused_from,
        } = &app.ownership;
        Self {
            app_id: app.id.0,
            owner_user_key: owner.keep(),
            approved_at: approved_at.keep(),
            declined_why: declined_why.clone(),
            paused_from: paused_from.keep(),
            name_folded,
        }
    }

    fn record(self) -> Loaded<Ownership> {
        let spot = Spot::of("app_standing", self.app_id);
        Ok(Ownership {
            owner: spot.read("owner_user_key", self.owner_user_key)?,
            approved_at: spot.read("approved_at", self.approved_at)?,
            declined_why: self.declined_why,
            paused_from: spot.read("paused_from", self.paused_from)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = app_proposals)]
pub struct ProposalRow {
    app_id: i64,
    by: i64,
    changes: String,
    created_at: i64,
}

impl From<&Proposal> for ProposalRow {
    fn from(proposal: &Proposal) -> Self {
        Self {
            app_id: proposal.app_id.0,
            by: proposal.by.number(),
            // Fails for no value of these types.
            changes: serde_json::to_string(&proposal.changes).unwrap_or_default(),
            created_at: proposal.created_at.millis(),
        }
    }
}

impl ProposalRow {
    fn record(self) -> Loaded<Proposal> {
        let spot = Spot::of("app_proposals", self.app_id);
        let changes = serde_json::from_str(&self.changes);
        Ok(Proposal {
            app_id: spot.read("app_id", self.app_id)?,
            by: spot.read("by", self.by)?,
            changes: changes
                .map_err(|_| LoadError::impossible("app_proposals", "changes", self.app_id))?,
            created_at: spot.read("created_at", self.created_at)?,
        })
    }
}

impl Reader {
    pub(super) fn ownership_of(&mut self, id: i64) -> Loaded<Ownership> {
        let found = self.one("app_standing", StandingRow::record, |db| {
            let own = app_standing::table.find(id);
            on_either!(db, db => own.select(StandingRow::as_select()).get_result(db))
        })?;
        Ok(found.unwrap_or_default())
    }

    pub(super) fn ownerships_of(&mut self, ids: &[i64]) -> Loaded<BTreeMap<i64, Ownership>> {
        let rows: Vec<StandingRow> = self.query("app_standing", |db| {
            let theirs = app_standing::table.filter(app_standing::app_id.eq_any(ids));
            theirs.select(StandingRow::as_select()).load(db)
        })?;
        let record = |row: StandingRow| Ok((row.app_id, row.record()?));
        rows.into_iter().map(record).collect()
    }

    /// A person's own, by number.
    pub fn apps_of(&mut self, owner: RowKey) -> Loaded<Vec<App>> {
        let rows: Vec<AppRow> = self.query("apps", |db| {
            let theirs = apps::table
                .inner_join(app_standing::table.on(app_standing::app_id.eq(apps::id)))
                .filter(app_standing::owner_user_key.eq(owner.number()))
                .order(apps::id);
            on_either!(db, db => theirs.select(AppRow::as_select()).load(db))
        })?;
        self.with_addresses(rows)
    }

    /// Whether an app but this one is called so.
    pub fn is_app_name_taken(&mut self, folded: &str, but: AppId) -> Loaded<bool> {
        self.query("app_standing", |db| {
            let others = app_standing::table
                .filter(app_standing::name_folded.eq(folded))
                .filter(app_standing::app_id.ne(but.0));
            on_either!(db, db => diesel::select(diesel::dsl::exists(others)).get_result(db))
        })
    }

    /// Public id and name of the person whose app it is, and what they want of it.
    pub fn owner_of(&mut self, app: AppId) -> Loaded<Option<(String, String, Option<Proposal>)>> {
        type Columns = (String, String, Option<ProposalRow>);
        let found: Option<Columns> = self.query("app_standing", |db| {
            let owner = users::key.nullable().eq(app_standing::owner_user_key);
            let joined = app_standing::table
                .inner_join(users::table.on(owner))
                .left_join(app_proposals::table.on(app_proposals::app_id.eq(app_standing::app_id)))
                .filter(app_standing::app_id.eq(app.0));
            on_either!(db, db => joined
                .select((
                    users::public_id,
                    users::name,
                    Option::<ProposalRow>::as_select(),
                ))
                .get_result(db))
            .optional()
        })?;
        let Some((id, name, proposal)) = found else {
            return Ok(None);
        };
        let proposal = proposal.map(ProposalRow::record).transpose()?;
        Ok(Some((id, name, proposal)))
    }

    /// How many apps are this person's.
    pub fn count_apps_of(&mut self, owner: RowKey) -> Loaded<i64> {
        self.query("app_standing", |db| {
            let theirs = app_standing::table
                .filter(app_standing::owner_user_key.eq(owner.number()))
                .count();
            on_either!(db, db => theirs.get_result(db))
        })
    }

    /// The open one.
    pub fn proposal(&mut self, app: AppId) -> Loaded<Option<Proposal>> {
        self.one("app_proposals", ProposalRow::record, |db| {
            let found = app_proposals::table.find(app.0);
            on_either!(db, db => found.select(ProposalRow::as_select()).get_result(db))
        })
    }
}
