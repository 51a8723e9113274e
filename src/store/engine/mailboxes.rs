//! Once: e-mail addresses are compared by mailbox, and rows from before are folded anew.

use super::db::Db;
use super::schema::users;
use crate::domain::text::fold_email;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// The step of the schema from which on addresses are compared so.
const STEP: &str = "0011";

type Row = (i64, String, String, Option<String>);

/// Where two people turn out to have one mailbox, one goes on signing in by it: who has it written so already, else
/// who may sign in at all, else who came first. The other keeps account and address, and signs in by name.
pub fn fold_anew(db: &mut Db, before: &[String]) -> QueryResult<()> {
    if before.iter().any(|step| step == STEP) {
        return Ok(());
    }
    let rows: Vec<Row> = users::table
        .filter(users::email.is_not_null())
        .select((
            users::key,
            users::state,
            users::email.assume_not_null(),
            users::email_folded,
        ))
        .order(users::key)
        .load(db)?;
    let folded = rows.into_iter().map(|(key, state, email, was)| {
        let folded = fold_email(&email);
        (
            was.as_ref() == Some(&folded),
            state == "active",
            key,
            folded,
        )
    });
    let (same, mut other): (Vec<_>, Vec<_>) = folded.partition(|(is_same, ..)| *is_same);
    let mut taken: BTreeSet<String> = same.into_iter().map(|(.., folded)| folded).collect();
    other.sort_by_key(|(_, is_active, key, _)| (!is_active, *key));
    // Away with the old texts first: one may be what another is to become.
    for (.., key, _) in &other {
        write(db, *key, None)?;
    }
    for (.., key, folded) in &other {
        if taken.insert(folded.clone()) {
            write(db, *key, Some(folded))?;
        }
    }
    Ok(())
}

fn write(db: &mut Db, key: i64, folded: Option<&str>) -> QueryResult<usize> {
    diesel::update(users::table.find(key))
        .set(users::email_folded.eq(folded))
        .execute(db)
}

/// Names of those whose address is another's mailbox.
pub fn second_owners(db: &mut Db) -> QueryResult<Vec<String>> {
    users::table
        .filter(users::email.is_not_null())
        .filter(users::email_folded.is_null())
        .order(users::name_folded)
        .select(users::name)
        .load(db)
}
