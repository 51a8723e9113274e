//! Loading what people prove besides a password.

use super::rows::{AuthenticatorRow, PasskeyRow, RecoveryCodeRow, SignInCodeRow};
use crate::domain::factor::authenticator::Authenticator;
use crate::domain::factor::passkey::{Handle, Passkey};
use crate::domain::factor::{Factors, KnownFactor};
use crate::domain::key::RowKey;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::{After, Reader};
use crate::store::engine::schema::{
    authenticators, passkeys, recovery_codes, sign_in_codes, users,
};
use crate::store::engine::spot::Spot;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use std::collections::BTreeSet;

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
        let of_user = self.query("users", |db| {
            let columns = (users::wrong_codes, users::passkey_handle);
            let found = users::table.find(user.number()).select(columns);
            found.get_result::<(i64, Option<Vec<u8>>)>(db).optional()
        })?;
        let (wrong_codes, handle) = of_user.unwrap_or_default();
        Ok(Factors {
            authenticators,
            passkeys: self.passkeys_of(user)?,
            handle: handle.and_then(|handle| Handle::from_bytes(&handle)),
            recovery_codes,
            sign_in_code,
            wrong_codes,
        })
    }

    /// Whether they have an authenticator or a passkey, whether or not it can be used.
    pub fn has_factor(&mut self, user: RowKey) -> Loaded<bool> {
        self.query("authenticators", |db| {
            let theirs = authenticators::table
                .filter(authenticators::user_key.eq(user.number()))
                .select(authenticators::key);
            let passkeys = passkeys::table
                .filter(passkeys::user_key.eq(user.number()))
                .select(passkeys::key);
            let found = diesel::select(exists(theirs).or(exists(passkeys)));
            found.get_result(db)
        })
    }

    /// Authenticators and passkeys, oldest first.
    pub fn known_factors_of(&mut self, user: RowKey) -> Loaded<Vec<KnownFactor>> {
        type Row = (i64, String, i64, Option<i64>, Option<String>);
        let record = |(key, name, created_at, last_used_at, rp_id): Row| {
            Ok(KnownFactor {
                key: Spot::of("authenticators", key).read("key", key)?,
                name,
                created_at: Timestamp::from_millis(created_at),
                last_used_at: last_used_at.map(Timestamp::from_millis),
                rp_id,
            })
        };
        let mut all = self.all("authenticators", record, |db| {
            let of_apps = authenticators::table
                .filter(authenticators::user_key.eq(user.number()))
                .select((
                    authenticators::key,
                    authenticators::name,
                    authenticators::created_at,
                    authenticators::last_used_at,
                    None::<String>.into_sql::<Nullable<Text>>(),
                ));
            let of_browsers = passkeys::table
                .filter(passkeys::user_key.eq(user.number()))
                .select((
                    passkeys::key,
                    passkeys::name,
                    passkeys::created_at,
                    passkeys::last_used_at,
                    passkeys::rp_id.nullable(),
                ));
            on_either!(db, db => of_apps.union_all(of_browsers).load(db))
        })?;
        all.sort_by_key(|factor| (factor.created_at, factor.key));
        Ok(all)
    }

    fn passkeys_of(&mut self, user: RowKey) -> Loaded<Vec<Passkey>> {
        self.all("passkeys", PasskeyRow::record, |db| {
            passkeys::table
                .filter(passkeys::user_key.eq(user.number()))
                .order(passkeys::key)
                .select(PasskeyRow::as_select())
                .load(db)
        })
    }

    pub fn passkey_by(&mut self, credential: &TokenHash) -> Loaded<Option<Passkey>> {
        self.one("passkeys", PasskeyRow::record, |db| {
            let hash = credential.bytes().as_slice();
            let found = passkeys::table.filter(passkeys::credential_hash.eq(hash));
            found.select(PasskeyRow::as_select()).get_result(db)
        })
    }

    /// All for whom a password alone is not enough.
    pub fn users_with_factors(&mut self) -> Loaded<BTreeSet<RowKey>> {
        let mut all = self.query("authenticators", |db| {
            let theirs = authenticators::table.select(authenticators::user_key);
            theirs.distinct().load::<i64>(db)
        })?;
        all.extend(self.query("passkeys", |db| {
            let theirs = passkeys::table.select(passkeys::user_key);
            theirs.distinct().load::<i64>(db)
        })?);
        Ok(all.into_iter().filter_map(RowKey::from_number).collect())
    }

    /// How many there are; without those that were made for this host.
    pub fn passkeys_but_of(&mut self, rp_id: Option<&str>) -> Loaded<i64> {
        self.query("passkeys", |db| {
            // Each has one.
            let others = passkeys::table.filter(passkeys::rp_id.ne(rp_id.unwrap_or_default()));
            others.count().get_result(db)
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
