//! The one connection that writes: begun and ended transactions, and when it is given up for another.

use super::address::Address;
use super::backoff::Backoff;
use super::db::{Db, is_lost};
use super::fault::ConnectFault;
use super::file;
use super::migrate::claim_node;
use super::role::Role;
use super::sqlite::{self, Passed};
use crate::domain::time::Timestamp;
use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind as Kind, Error as DieselError};
use std::time::{Duration, Instant};

pub struct Link {
    address: Address,
    /// None after a failure that leaves it unclear what the connection is good for.
    pub db: Option<Db>,
    backoff: Backoff,
    lock_timeout: Duration,
    /// How many writes in a row were refused because the server may only be read.
    refused: u32,
}

/// So many refused writes try the next connection at once: it may lead to the new primary.
const AT_ONCE: u32 = 16;

impl Link {
    pub fn connect(address: &Address) -> Result<Self, ConnectFault> {
        Ok(Self {
            db: Some(address.connect_patiently(Role::Writer)?),
            address: address.clone(),
            backoff: Backoff::new("to write"),
            lock_timeout: address.patience_of(Role::Writer),
            refused: 0,
        })
    }

    /// The number in the file by which it is known again.
    pub fn mark(&mut self, now: Timestamp) -> Option<i32> {
        file::mark(self.db.as_mut()?, now, self.lock_timeout)
    }

    /// None where nothing can be written now.
    pub fn claim_node(&mut self) -> Option<u16> {
        let node = claim_node(self.db.as_mut()?, self.lock_timeout).ok();
        if node.is_none() {
            self.db = None;
        }
        node
    }

    /// Begins a transaction, on a fresh connection when the old one is gone.
    pub fn begin(&mut self) -> Result<&mut Db, String> {
        // What is acknowledged must be there tomorrow.
        if let Some(reason) = self.address.lost() {
            return Err(reason.to_owned());
        }
        if let Some(db) = &mut self.db
            && let Err(error) = db.begin(self.lock_timeout)
        {
            self.give_up(&error);
            if !is_lost(&error) {
                return Err(error.to_string());
            }
        }
        if self.db.is_none() {
            let mut fresh = self.reconnect()?;
            fresh.begin(self.lock_timeout).map_err(|error| {
                let fault = ConnectFault::new(&error);
                self.backoff.failed(&fault, Instant::now());
                error.to_string()
            })?;
            self.db = Some(fresh);
        }
        self.db.as_mut().ok_or_else(|| NONE.to_owned())
    }

    fn reconnect(&mut self) -> Result<Db, String> {
        if self.backoff.wait(Instant::now()).is_some() {
            return Err(self.backoff.reason().unwrap_or(NONE).to_owned());
        }
        self.address.connect(Role::Writer).map_err(|fault| {
            self.backoff.failed(&fault, Instant::now());
            fault.to_string()
        })
    }

    /// After an error nobody knows what was kept: the connection is given up, and nothing is applied again.
    pub fn commit(&mut self) -> Result<(), String> {
        let db = self.db.as_mut().ok_or(NONE)?;
        match db.commit() {
            Ok(()) => {
                self.refused = 0;
                self.backoff.succeeded();
                Ok(())
            }
            Err(error) => {
                self.give_up(&error);
                Err(error.to_string())
            }
        }
    }

    /// Moves what is left of a file's log into it, as [`sqlite::pass`] does; none where there is none to move.
    pub fn pass(&mut self) -> Option<QueryResult<Passed>> {
        // What lies there now is not to be written into.
        if self.address.lost().is_some() {
            return None;
        }
        match &mut self.db {
            Some(Db::Sqlite(file)) => Some(sqlite::pass(file)),
            _ => None,
        }
    }

    pub fn roll_back(&mut self) {
        let is_clean = self.db.as_mut().is_some_and(|db| db.rollback().is_ok());
        if !is_clean {
            self.db = None;
        }
    }

    /// Ends a transaction in which something failed, and the connection with it where the change itself is not to
    /// blame: another one may do better.
    pub fn abandon(&mut self, error: &DieselError) {
        self.roll_back();
        if !is_about_rows(error) {
            self.give_up(error);
        }
    }

    fn give_up(&mut self, error: &DieselError) {
        self.db = None;
        if !is_lost(error) {
            return;
        }
        self.address.has_moved();
        if !matches!(
            error,
            DieselError::DatabaseError(Kind::ReadOnlyTransaction, _)
        ) {
            tracing::warn!(reason = %error, "the connection that writes was lost");
            return;
        }
        self.refused += 1;
        if self.refused == 1 {
            tracing::warn!(reason = %error, "the database may not be written: the connection is given up");
        } else if self.refused > AT_ONCE {
            self.backoff
                .failed(&ConnectFault::new(error), Instant::now());
        }
    }
}

const NONE: &str = "no connection";

/// Whether the database did as it should, and told of rows.
fn is_about_rows(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(kind, _) => matches!(
            kind,
            Kind::UniqueViolation
                | Kind::ForeignKeyViolation
                | Kind::NotNullViolation
                | Kind::CheckViolation
                | Kind::SerializationFailure
        ),
        DieselError::NotFound | DieselError::DeserializationError(_) => true,
        _ => false,
    }
}
