//! Loading what people prove besides a password.

use super::rows::{AuthenticatorRow, RecoveryCodeRow, SignInCodeRow};
use crate::domain::factor::Factors;
use crate::domain::factor::authenticator::Authenticator;
use crate::domain::key::RowKey;
use crate::store::Loaded;
use crate::store::engine::reader::{After, Reader};
use crate::store::engine::schema::{authenticators, recovery_codes, sign_in_codes, users};
use diesel::prelude::*;

impl Reader {
    pub fn factors_of(&mut self, user: RowKey) -> Loaded<Factors> {
        let authenticators = self.all("authenticators", AuthenticatorRow::record, |db| {
            authenticators::table
                .filter(authenticators::user_key.eq(user.number()))
                .order(authenticators::key)
                .select(AuthenticatorRow::as_select())
                .load(db)
        })?;
        let recovery_codes = self.all("recovery_codes", RecoveryCodeRow::record, |db| {
            recovery_codes::table
                .filter(recovery_codes::user_key.eq(user.number()))
                .order(recovery_codes::key)
                .select(RecoveryCodeRow::as_select())
                .load(db)
        })?;
        let sign_in_code = self.one("sign_in_codes", SignInCodeRow::record, |db| {
            let found = sign_in_codes::table.find(user.number());
            found.select(SignInCodeRow::as_select()).get_result(db)
        })?;
        let wrong_codes = self.query("users", |db| {
            let found = users::table.find(user.number()).select(users::wrong_codes);
            found.get_result::<i64>(db).optional()
        })?;
        Ok(Factors {
            authenticators,
            recovery_codes,
            sign_in_code,
            wrong_codes: wrong_codes.unwrap_or(0),
        })
    }

    /// Of everybody, some at a time; without those that the server key of this fingerprint sealed.
    pub fn authenticators(&mut self, but_by: &str, after: After) -> Loaded<Vec<Authenticator>> {
        self.all("authenticators", AuthenticatorRow::record, |db| {
            let others = authenticators::table
                .filter(authenticators::sealed_by.ne(but_by))
                .filter(authenticators::key.gt(after.number()))
                .order(authenticators::key);
            others
                .select(AuthenticatorRow::as_select())
                .limit(after.most)
                .load(db)
        })
    }
}
