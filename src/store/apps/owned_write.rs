//! Writing down whose an app is, what its owner wants of it, and what becomes of it with its owner. Who changes an app
//! moves its version on: apps are kept in memory by it.

use super::owned::{ProposalRow, StandingRow};
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::{App, AppState};
use crate::domain::oauth::console::name::fold_name;
use crate::domain::oauth::console::proposal::Proposal;
use crate::domain::oauth::console::write::ConsoleWrite;
use crate::domain::time::Timestamp;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::row::insert;
use crate::store::engine::schema::{app_proposals, app_standing, apps, consents};
use crate::store::engine::update::update;
use diesel::dsl::exists;
use diesel::prelude::*;

pub fn carry_out(db: &mut Db, write: &ConsoleWrite) -> QueryResult<()> {
    match write {
        ConsoleWrite::Propose(proposal) => propose(db, proposal),
        ConsoleWrite::EndProposal(app) => end_proposal(db, *app),
        ConsoleWrite::PauseAppsOf { owner, at } => {
            each_app_of(db, *owner, |db, id, state| pause(db, id, state, *at))
        }
        ConsoleWrite::ResumeAppsOf { owner, at } => {
            each_app_of(db, *owner, |db, id, state| resume(db, id, state, *at))
        }
        ConsoleWrite::LeaveAppsOf { owner, at } => each_app_of(db, *owner, |db, id, state| {
            leave(db, (id, *owner), state, *at)
        }),
    }
}

/// A row for each app, also for those that belong to nobody: it holds what names are compared by.
pub fn keep_standing(db: &mut Db, app: &App) -> QueryResult<()> {
    let folded = fold_name(&app.name);
    let updated = diesel::update(app_standing::table.find(app.id.0))
        .set(StandingRow::of(app, folded.clone()))
        .execute(db)?;
    if updated == 0 {
        insert(db, app_standing::table, StandingRow::of(app, folded))?;
    }
    Ok(())
}

fn propose(db: &mut Db, proposal: &Proposal) -> QueryResult<()> {
    end_proposal(db, proposal.app_id)?;
    insert(db, app_proposals::table, ProposalRow::from(proposal))
}

fn end_proposal(db: &mut Db, app: AppId) -> QueryResult<()> {
    diesel::delete(app_proposals::table.find(app.0))
        .execute(db)
        .map(drop)
}

/// One after the other, in the order of their numbers, or two servers would each wait for a row that the other one
/// holds. An app's state is looked at when nobody else can change it any more.
fn each_app_of(
    db: &mut Db,
    owner: RowKey,
    change: impl Fn(&mut Db, i64, AppState) -> QueryResult<()>,
) -> QueryResult<()> {
    let theirs: Vec<i64> = app_standing::table
        .filter(app_standing::owner_user_key.eq(owner.number()))
        .order(app_standing::app_id)
        .select(app_standing::app_id)
        .load(db)?;
    for id in theirs {
        let moved_on = apps::version.eq(apps::version + 1);
        update(db, "apps", moved_on, apps::id.eq(id))?;
        let found = apps::table.find(id).select(apps::state);
        let word: Option<String> = on_either!(db, db => found.get_result(db).optional())?;
        if let Some(state) = word.as_deref().and_then(AppState::from_word) {
            change(db, id, state)?;
        }
    }
    Ok(())
}

/// One that an admin disabled or declined stays as it is.
fn pause(db: &mut Db, id: i64, state: AppState, at: Timestamp) -> QueryResult<()> {
    if !state.serves() {
        return Ok(());
    }
    let off = (
        apps::state.eq(AppState::Disabled.word()),
        apps::epoch.eq(apps::epoch + 1),
        apps::updated_at.eq(at.millis()),
    );
    update(db, "apps", off, apps::id.eq(id))?;
    let paused = app_standing::paused_from.eq(state.word());
    update(db, "app_standing", paused, app_standing::app_id.eq(id)).map(drop)
}

fn resume(db: &mut Db, id: i64, state: AppState, at: Timestamp) -> QueryResult<()> {
    let own = app_standing::table
        .find(id)
        .select(app_standing::paused_from);
    let word: Option<String> = on_either!(db, db => own.get_result(db))?;
    let Some(before) = word.filter(|_| state == AppState::Disabled) else {
        return Ok(());
    };
    let as_before = (apps::state.eq(before), apps::updated_at.eq(at.millis()));
    update(db, "apps", as_before, apps::id.eq(id))?;
    let over = app_standing::paused_from.eq(None::<String>);
    update(db, "app_standing", over, app_standing::app_id.eq(id)).map(drop)
}

fn leave(
    db: &mut Db,
    (id, owner): (i64, RowKey),
    state: AppState,
    at: Timestamp,
) -> QueryResult<()> {
    let others = consents::table
        .filter(consents::app_id.eq(id))
        .filter(consents::user_key.ne(owner.number()))
        .filter(consents::withdrawn_at.is_null());
    let is_used: bool = on_either!(db, db => diesel::select(exists(others)).get_result(db))?;
    if !is_used {
        return diesel::delete(apps::table.find(id)).execute(db).map(drop);
    }
    pause(db, id, state, at)?;
    end_proposal(db, AppId(id))?;
    let nobodys = app_standing::owner_user_key.eq(None::<i64>);
    update(db, "app_standing", nobodys, app_standing::app_id.eq(id)).map(drop)
}
