//! What is owed at sign-in: paid before a password is looked at, given back, and lifted.

use crate::domain::account::brake::{Braked, Charge, Level, Lifted, Refund, Subject};
use crate::domain::time::Timestamp;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_unless_taken};
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::brake;
use crate::store::{Loaded, Lost};
use diesel::prelude::*;

/// A compare-and-set of what was counted: nothing leaks, and nothing is refused.
pub fn count(
    db: &mut Db,
    subject: &Subject,
    (seen, after): (Option<Level>, Level),
) -> QueryResult<Held> {
    Ok(match put(db, subject, seen, after)? {
        Held::Again => Held::No(Lost::CountMoved),
        held => held,
    })
}

struct Payment<'a> {
    charge: &'a Charge,
    before: Option<Level>,
    after: Level,
}

impl Reader {
    /// What is owed, or what was counted, as it was written last.
    pub fn level_of(&mut self, subject: &Subject) -> Loaded<Option<Level>> {
        self.query("brake", |db| level_of(db, subject))
    }

    /// Whether anything is owed by one of these.
    pub fn owes(&mut self, lifted: &Lifted) -> Loaded<bool> {
        self.query("brake", |db| {
            let owed = brake::table
                .filter(brake::subject.ge(lifted.first.0.as_slice()))
                .filter(brake::subject.le(lifted.last.0.as_slice()))
                .filter(brake::level.gt(0));
            diesel::select(diesel::dsl::exists(owed)).get_result(db)
        })
    }
}

/// Pays only when every charge fits; else tells the longest wait. What is done in between is done only then, and before:
/// a right try gives back in that order too.
pub fn pay_all_after(
    db: &mut Db,
    charges: &[Charge],
    between: impl FnOnce(&mut Db) -> QueryResult<Held>,
) -> QueryResult<Held> {
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
    let held = between(db)?;
    if held != Held::Yes {
        return Ok(held);
    }
    for payment in &payments {
        let held = pay(db, payment)?;
        if held != Held::Yes {
            return Ok(held);
        }
    }
    Ok(Held::Yes)
}

/// The same with nothing in between.
pub fn pay_all(db: &mut Db, charges: &[Charge]) -> QueryResult<Held> {
    pay_all_after(db, charges, |_| Ok(Held::Yes))
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
    put(db, &payment.charge.subject, payment.before, payment.after)
}

/// Where it is as it was seen.
fn put(db: &mut Db, subject: &Subject, before: Option<Level>, after: Level) -> QueryResult<Held> {
    let subject = subject.0.as_slice();
    let after = (
        brake::level.eq(after.thousandths),
        brake::updated_at.eq(after.at.millis()),
    );
    let Some(before) = before else {
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
pub fn refund(db: &mut Db, refund: &Refund) -> QueryResult<()> {
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
pub fn lift(db: &mut Db, lifted: &Lifted) -> QueryResult<()> {
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
