//! One connection for reading.

use super::address::Address;
use super::db::{Db, is_lost};
use super::fault::ConnectFault;
use super::question::Question;
use super::role::Role;
use crate::domain::key::RowKey;
use crate::store::{LoadError, Loaded};
use diesel::result::Error as DieselError;
use diesel::{OptionalExtension, QueryResult};
use std::time::{Duration, Instant};

/// One connection for reading; what it can load stands with each thing.
pub struct Reader {
    db: Db,
    address: Address,
    /// What the address knew when this was connected.
    moves: u64,
    good_until: Option<Instant>,
    is_broken: bool,
}

impl Reader {
    pub(in crate::store) fn connect(address: &Address) -> Result<Self, ConnectFault> {
        let moves = address.moves();
        Ok(Self {
            db: address.connect(Role::Reader)?,
            address: address.clone(),
            moves,
            good_until: None,
            is_broken: false,
        })
    }

    /// The same, for no longer than this.
    pub(in crate::store) fn living(self, lifetime: Option<Duration>) -> Self {
        Self {
            good_until: lifetime.map(|lifetime| Instant::now() + lifetime),
            ..self
        }
    }

    /// Whether it may be used again.
    pub(in crate::store) fn is_good(&self, now: Instant) -> bool {
        !self.is_broken
            && self.moves == self.address.moves()
            && self.good_until.is_none_or(|until| now < until)
    }

    /// Runs one query. A connection that turns out dead (the database was restarted) is replaced once.
    pub(in crate::store) fn query<T>(
        &mut self,
        table: &'static str,
        query: impl Fn(&mut Db) -> QueryResult<T>,
    ) -> Loaded<T> {
        let first = query(&mut self.db);
        let result = match first {
            Err(error) if is_lost(&error) => {
                self.is_broken = true;
                let fresh = Self::connect(&self.address).map_err(unavailable)?;
                *self = Self {
                    good_until: self.good_until,
                    ..fresh
                };
                query(&mut self.db)
            }
            first => first,
        };
        result.map_err(|error| self.explain(table, error))
    }

    /// What a question finds.
    pub(in crate::store) fn ask<Q: Question>(&mut self, question: &Q) -> Loaded<Option<Q::Row>> {
        let mut answers = self.ask_all(std::slice::from_ref(question))?;
        Ok(answers.pop().flatten())
    }

    /// What each of them finds, in their order.
    pub(in crate::store) fn ask_all<Q: Question>(
        &mut self,
        questions: &[Q],
    ) -> Loaded<Vec<Option<Q::Row>>> {
        self.query(Q::LOOKUP.table, |db| Q::look_up(db, questions))
    }

    /// The record of the one row that a query by a unique key finds.
    pub(in crate::store) fn one<R, T>(
        &mut self,
        table: &'static str,
        record: impl FnOnce(R) -> Loaded<T>,
        query: impl Fn(&mut Db) -> QueryResult<R>,
    ) -> Loaded<Option<T>> {
        let row = self.query(table, |db| query(db).optional())?;
        row.map(record).transpose()
    }

    /// The records of all rows that a query finds.
    pub(in crate::store) fn all<R, T>(
        &mut self,
        table: &'static str,
        record: impl FnMut(R) -> Loaded<T>,
        query: impl Fn(&mut Db) -> QueryResult<Vec<R>>,
    ) -> Loaded<Vec<T>> {
        let rows = self.query(table, query)?;
        rows.into_iter().map(record).collect()
    }

    fn explain(&mut self, table: &'static str, error: DieselError) -> LoadError {
        match error {
            DieselError::DeserializationError(why) => LoadError::impossible(table, "(some)", why),
            error => {
                self.is_broken = true;
                unavailable(error)
            }
        }
    }
}

fn unavailable(error: impl std::fmt::Display) -> LoadError {
    LoadError::Unavailable(error.to_string())
}

/// A page of a list that goes by key: what comes after the last one of the page before.
#[derive(Clone, Copy, Debug)]
pub struct After {
    pub key: Option<RowKey>,
    pub most: i64,
}

impl After {
    pub(in crate::store) fn number(self) -> i64 {
        self.key.map_or(i64::MIN, RowKey::number)
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside can hold the clock of a connection.

    use super::Reader;
    use crate::domain::time::Timestamp;
    use crate::store::engine::address::Address;
    use crate::store::engine::options::OpenOptions;
    use std::time::{Duration, Instant};

    #[test]
    fn o02_a_reader_is_not_used_for_ever_nor_once_the_database_moved() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = Address::find(&OpenOptions {
            database_url: format!("sqlite:{}", folder.path().join("a.db").display()),
            readers: 1,
            patience: Duration::ZERO,
            key_fingerprint: String::new(),
            accepted_fingerprints: Vec::new(),
            now: Timestamp::from_millis(0),
        })
        .expect("an address");
        let now = Instant::now();
        let hour = Duration::from_secs(3600);
        let reader = Reader::connect(&address).expect("a reader");
        assert!(reader.is_good(now + hour));
        let reader = reader.living(Some(Duration::from_secs(60)));
        assert!(reader.is_good(now) && !reader.is_good(now + hour));
        address.clone().has_moved();
        assert!(!reader.is_good(now));
        assert!(Reader::connect(&address).expect("a reader").is_good(now));
    }
}
