//! Writing down what people prove besides a password. What is good once is used by a compare-and-set: of all that come
//! with it, on however many servers, one finds it unused.

use super::rows::{AuthenticatorRow, PasskeyRow, RecoveryCodeRow, SignInCodeRow};
use crate::domain::factor::authenticator::SealedSecret;
use crate::domain::factor::passkey::Handle;
use crate::domain::factor::recovery::RecoveryCode;
use crate::domain::factor::sign_in_code::SignInCode;
use crate::domain::factor::write::FactorWrite;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::schema::{
    authenticators, passkeys, recovery_codes, sign_in_codes, users,
};
use crate::store::engine::update::update;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use std::ops::Range;

pub fn carry_out(db: &mut Db, write: &FactorWrite) -> QueryResult<()> {
    match write {
        FactorWrite::Insert(one) => AuthenticatorRow::insert(db, one),
        FactorWrite::Rename { key, name } => rename(db, *key, name),
        FactorWrite::Remove(key) => remove(db, *key),
        FactorWrite::SealAnew { key, secret } => seal_anew(db, *key, secret),
        FactorWrite::UseStep { key, step, day } => use_step(db, *key, *step, *day),
        FactorWrite::SetRecoveryCodes { user_key, codes } => set_codes(db, *user_key, codes),
        FactorWrite::UseRecoveryCode { key, at } => use_code(db, *key, *at),
        FactorWrite::SetSignInCode(code) => set_sign_in_code(db, code),
        FactorWrite::UseSignInCode { user_key, mac, at } => {
            use_sign_in_code(db, *user_key, mac, *at)
        }
        FactorWrite::RemoveSignInCode(user_key) => remove_sign_in_code(db, *user_key),
        FactorWrite::InsertPasskey(one) => PasskeyRow::insert(db, one),
        FactorWrite::RenamePasskey { key, name } => {
            let own = passkeys::key.eq(key.number());
            update(db, "passkeys", passkeys::name.eq(name), own).map(drop)
        }
        FactorWrite::RemovePasskey(key) => remove_passkey(db, *key),
        FactorWrite::UsePasskey {
            key,
            was,
            credential,
            day,
        } => use_passkey(db, *key, (was, credential), *day),
        FactorWrite::SetHandle { user_key, handle } => set_handle(db, *user_key, handle),
        FactorWrite::RemoveAllOf(user_key) => remove_all(db, *user_key),
        FactorWrite::ForgetWrongCodes(user_key) => forget_wrong(db, *user_key),
        FactorWrite::ForgiveWrongCode(user_key) => forgive_wrong(db, *user_key),
    }
}

/// One more wrong code in a row, where there were as many before.
pub fn count_wrong(db: &mut Db, user_key: RowKey, before: &Range<i64>) -> QueryResult<Held> {
    let as_many = users::key
        .eq(user_key.number())
        .and(users::wrong_codes.ge(before.start))
        .and(users::wrong_codes.lt(before.end));
    let one_more = users::wrong_codes.eq(users::wrong_codes + 1);
    let rows = update(db, "users", one_more, as_many)?;
    Ok(held_if_one(rows, Lost::WrongCodesMoved))
}

fn forget_wrong(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let own = users::key.eq(user_key.number());
    update(db, "users", users::wrong_codes.eq(0), own).map(drop)
}

fn forgive_wrong(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let own = users::key
        .eq(user_key.number())
        .and(users::wrong_codes.gt(0));
    let one_fewer = users::wrong_codes.eq(users::wrong_codes - 1);
    update(db, "users", one_fewer, own).map(drop)
}

fn rename(db: &mut Db, key: RowKey, name: &str) -> QueryResult<()> {
    let own = authenticators::key.eq(key.number());
    update(db, "authenticators", authenticators::name.eq(name), own).map(drop)
}

fn remove(db: &mut Db, key: RowKey) -> QueryResult<()> {
    diesel::delete(authenticators::table.find(key.number()))
        .execute(db)
        .map(drop)
}

fn seal_anew(db: &mut Db, key: RowKey, secret: &SealedSecret) -> QueryResult<()> {
    let own = authenticators::key.eq(key.number());
    let anew = (
        authenticators::secret_sealed.eq(&secret.sealed),
        authenticators::sealed_by.eq(&secret.by),
    );
    update(db, "authenticators", anew, own).map(drop)
}

/// Of all that come with a code of one step, one finds it unused.
fn use_step(db: &mut Db, key: RowKey, step: i64, day: Timestamp) -> QueryResult<()> {
    let unused = authenticators::key
        .eq(key.number())
        .and(authenticators::last_step.lt(step));
    let used = (
        authenticators::last_step.eq(step),
        authenticators::last_used_at.eq(day.millis()),
    );
    one(update(db, "authenticators", used, unused)?)
}

fn remove_passkey(db: &mut Db, key: RowKey) -> QueryResult<()> {
    diesel::delete(passkeys::table.find(key.number()))
        .execute(db)
        .map(drop)
}

/// Of all answers that were checked by one counter, one moves it on.
fn use_passkey(
    db: &mut Db,
    key: RowKey,
    (was, credential): (&str, &str),
    day: Timestamp,
) -> QueryResult<()> {
    let same = passkeys::key
        .eq(key.number())
        .and(passkeys::credential.eq(was));
    let used = (
        passkeys::credential.eq(credential),
        passkeys::last_used_at.eq(day.millis()),
    );
    one(update(db, "passkeys", used, same)?)
}

fn set_handle(db: &mut Db, user_key: RowKey, handle: &Handle) -> QueryResult<()> {
    let bytes = handle.bytes().as_slice();
    let free = users::passkey_handle
        .is_null()
        .or(users::passkey_handle.eq(bytes));
    let own = users::key.eq(user_key.number()).and(free);
    one(update(db, "users", users::passkey_handle.eq(bytes), own)?)
}

/// The user's row is held, so that two sets made at once never both stay.
fn set_codes(db: &mut Db, user_key: RowKey, codes: &[RecoveryCode]) -> QueryResult<()> {
    let own = users::key.eq(user_key.number());
    update(db, "users", users::wrong_codes.eq(users::wrong_codes), own)?;
    let before = recovery_codes::table.filter(recovery_codes::user_key.eq(user_key.number()));
    diesel::delete(before).execute(db)?;
    for code in codes {
        RecoveryCodeRow::insert(db, code)?;
    }
    Ok(())
}

fn use_code(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let unused = recovery_codes::key
        .eq(key.number())
        .and(recovery_codes::used_at.is_null());
    let used = recovery_codes::used_at.eq(at.millis());
    one(update(db, "recovery_codes", used, unused)?)
}

fn set_sign_in_code(db: &mut Db, code: &SignInCode) -> QueryResult<()> {
    let own = sign_in_codes::user_key.eq(code.user_key.number());
    let replaced = (
        sign_in_codes::mac.eq(&code.mac),
        sign_in_codes::expires_at.eq(code.expires_at.millis()),
        sign_in_codes::used_at.eq(None::<i64>),
        sign_in_codes::created_at.eq(code.created_at.millis()),
    );
    if update(db, "sign_in_codes", replaced, own)? == 0 {
        SignInCodeRow::insert(db, code)?;
    }
    Ok(())
}

fn use_sign_in_code(db: &mut Db, user_key: RowKey, mac: &[u8], at: Timestamp) -> QueryResult<()> {
    let unused = sign_in_codes::user_key
        .eq(user_key.number())
        .and(sign_in_codes::mac.eq(mac))
        .and(sign_in_codes::used_at.is_null());
    let used = sign_in_codes::used_at.eq(at.millis());
    one(update(db, "sign_in_codes", used, unused)?)
}

fn remove_sign_in_code(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    diesel::delete(sign_in_codes::table.find(user_key.number()))
        .execute(db)
        .map(drop)
}

fn remove_all(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let theirs = authenticators::table.filter(authenticators::user_key.eq(user_key.number()));
    diesel::delete(theirs).execute(db)?;
    let theirs = passkeys::table.filter(passkeys::user_key.eq(user_key.number()));
    diesel::delete(theirs).execute(db)?;
    set_codes(db, user_key, &[])?;
    remove_sign_in_code(db, user_key)
}

const fn one(rows: usize) -> QueryResult<()> {
    match rows {
        1 => Ok(()),
        _ => Err(DieselError::NotFound),
    }
}
