//! Names of apps are compared as people read them, which no database does: rows of apps from before are made here.

use super::db::Db;
use super::row::insert;
use super::schema::{app_standing, apps};
use crate::domain::oauth::console::name::fold_name;
use diesel::prelude::*;

/// Every app that has no row of its own yet.
pub fn fold_all(db: &mut Db) -> QueryResult<()> {
    let without: Vec<(i64, String)> = apps::table
        .left_join(app_standing::table.on(app_standing::app_id.eq(apps::id)))
        .filter(app_standing::app_id.nullable().is_null())
        .select((apps::id, apps::name))
        .load(db)?;
    for (id, name) in without {
        let row = (
            app_standing::app_id.eq(id),
            app_standing::name_folded.eq(fold_name(&name)),
        );
        insert(db, app_standing::table, row)?;
    }
    Ok(())
}
