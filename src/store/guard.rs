//! Guards: each asks, then claims. Two servers on one PostgreSQL may ask at the same time; the claim is an
//! update that names what was seen, so exactly one of them gets it.

use super::Lost;
use super::accounts::rows::SpentFormRow;
use super::apps::consents;
use super::broker::write as broker;
use super::engine::db::Db;
use super::engine::schema::{apps, brake, roles, spent_forms, users};
use super::gateway::write as gateway;
use super::issued::write as issued;
use super::outbox::write as outbox;
use crate::domain::account::brake::{Braked, Charge, Level, Lifted, Refund, Subject};
use crate::domain::change::{Guard, SpentForm};
use crate::domain::time::Timestamp;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What became of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Yes,
    No(Lost),
    /// Another server changed the row between asking and claiming: roll back and ask again.
    Again,
}

pub(super) fn hold(db: &mut Db, guard: &Guard) -> QueryResult<Held> {
    match guard {
        Guard::FormUnspent(form) => spend_form(db, form),
        Guard::BrakeAllows(charges) => pay_all(db, charges),
        Guard::UserVersion { key, version } => {
            let seen = users::table
                .filter(users::key.eq(key.number()))
                .filter(users::version.eq(version));
            let moved = diesel::update(seen).set(users::version.eq(users::version + 1));
            moved
                .execute(db)
                .map(|rows| held_if_one(rows, Lost::VersionMoved))
        }
        Guard::AppVersion { id, version } => {
            let seen = apps::table
                .filter(apps::id.eq(id.0))
                .filter(apps::version.eq(version));
            let moved = diesel::update(seen).set(apps::version.eq(apps::version + 1));
            moved
                .execute(db)
                .map(|rows| held_if_one(rows, Lost::VersionMoved))
        }
        Guard::CodeUnredeemed { key, at } => issued::redeem(db, *key, *at),
        Guard::RefreshUnrotated { key, rotation } => issued::rotate(db, *key, rotation),
        Guard::EndpointTokenUnredeemed { secret_hash, at } => broker::redeem(db, secret_hash, *at),
        Guard::RoleVersion { uuid, version } => edit_role(db, uuid, *version),
        Guard::SocketClientVersion { key, version } => gateway::edit(db, *key, *version),
        Guard::ConsentEpoch { key, epoch } => consents::hold(db, *key, *epoch),
        Guard::DeauthorizationDue {
            key,
            tries,
            next_at,
        } => outbox::claim(db, *key, *tries, *next_at),
    }
}

fn edit_role(db: &mut Db, uuid: &str, version: i64) -> QueryResult<Held> {
    let seen = roles::table
        .filter(roles::uuid.eq(uuid))
        .filter(roles::version.eq(version));
    let moved = diesel::update(seen).set(roles::version.eq(roles::version + 1));
    moved
        .execute(db)
        .map(|rows| held_if_one(rows, Lost::VersionMoved))
}

/// A claim names what was seen: one row changed, or somebody else was faster.
pub(super) const fn held_if_one(rows: usize, otherwise: Lost) -> Held {
    match rows {
        1 => Held::Yes,
        _ => Held::No(otherwise),
    }
}

/// Looks before it inserts: a failing insert would break the transaction that others share.
fn spend_form(db: &mut Db, form: &SpentForm) -> QueryResult<Held> {
    let spent = spent_forms::table
        .filter(spent_forms::key.eq(form.key.number()))
        .select(spent_forms::key);
    if spent.get_result::<i64>(db).optional()?.is_some() {
        return Ok(Held::No(Lost::FormSpent));
    }
    held_unless_taken(insert_spent(db, form))
}

pub(super) fn insert_spent(db: &mut Db, form: &SpentForm) -> QueryResult<()> {
    diesel::insert_into(spent_forms::table)
        .values(SpentFormRow::from(form))
        .execute(db)
        .map(drop)
}

/// Another server may be quicker with the same row. PostgreSQL gives the whole transaction up then.
fn held_unless_taken<T>(inserted: QueryResult<T>) -> QueryResult<Held> {
    match inserted {
        Ok(_) => Ok(Held::Yes),
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Held::Again),
        Err(error) => Err(error),
    }
}

struct Payment<'a> {
    charge: &'a Charge,
    before: Option<Level>,
    after: Level,
}

/// Pays only when every charge fits; else tells the longest wait.
fn pay_all(db: &mut Db, charges: &[Charge]) -> QueryResult<Held> {
    // Always in the same order, or two servers would each wait for a row that the other one holds.
    let mut ordered: Vec<&Charge> = charges.iter().collect();
    ordered.sort_by_key(|charge| charge.subject.0);
    let mut payments: Vec<Payment> = Vec::with_capacity(ordered.len());
    let mut longest: Option<Braked> = None;
    for charge in ordered {
        let paid = payments
            .last()
            .filter(|last| last.charge.subject == charge.subject)
            .map(|last| last.after);
        let before = match paid {
            None => level_of(db, &charge.subject)?,
            paid => paid,
        };
        match charge.pay(before) {
            Ok(after) => payments.push(Payment {
                charge,
                before,
                after,
            }),
            Err(braked) => longest = longest.max(Some(braked)),
        }
    }
    if let Some(braked) = longest {
        return Ok(Held::No(Lost::Braked(braked)));
    }
    for payment in &payments {
        let held = pay(db, payment)?;
        if held != Held::Yes {
            return Ok(held);
        }
    }
    Ok(Held::Yes)
}

fn level_of(db: &mut Db, subject: &Subject) -> QueryResult<Option<Level>> {
    let row = brake::table
        .filter(brake::subject.eq(subject.0.as_slice()))
        .select((brake::level, brake::updated_at))
        .get_result::<(i64, i64)>(db)
        .optional()?;
    Ok(row.map(|(thousandths, at)| Level {
        thousandths,
        at: Timestamp::from_millis(at),
    }))
}

fn pay(db: &mut Db, payment: &Payment) -> QueryResult<Held> {
    let subject = payment.charge.subject.0.as_slice();
    let after = (
        brake::level.eq(payment.after.thousandths),
        brake::updated_at.eq(payment.after.at.millis()),
    );
    let Some(before) = payment.before else {
        let inserted = diesel::insert_into(brake::table)
            .values((brake::subject.eq(subject), after.0, after.1))
            .execute(db);
        return held_unless_taken(inserted);
    };
    let seen = brake::table
        .filter(brake::subject.eq(subject))
        .filter(brake::level.eq(before.thousandths))
        .filter(brake::updated_at.eq(before.at.millis()));
    let paid = diesel::update(seen).set(after).execute(db)?;
    Ok(if paid == 1 { Held::Yes } else { Held::Again })
}

/// Gives a payment back; never below nothing owed.
pub(super) fn refund(db: &mut Db, refund: &Refund) -> QueryResult<()> {
    let owed = brake::table.filter(brake::subject.eq(refund.subject.0.as_slice()));
    let some = owed.filter(brake::level.ge(refund.thousandths));
    let taken = diesel::update(some)
        .set(brake::level.eq(brake::level - refund.thousandths))
        .execute(db)?;
    if taken == 0 {
        diesel::update(owed).set(brake::level.eq(0)).execute(db)?;
    }
    Ok(())
}

/// One row after the other, in the order in which charges are paid: see `pay_all`.
pub(super) fn lift(db: &mut Db, lifted: &Lifted) -> QueryResult<()> {
    let subjects: Vec<Vec<u8>> = brake::table
        .filter(brake::subject.ge(lifted.first.0.as_slice()))
        .filter(brake::subject.le(lifted.last.0.as_slice()))
        .order(brake::subject)
        .select(brake::subject)
        .load(db)?;
    for subject in subjects {
        diesel::delete(brake::table.filter(brake::subject.eq(subject))).execute(db)?;
    }
    Ok(())
}
