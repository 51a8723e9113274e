//! How much there is of what, for who looks after the platform: counted some rows at a time on a reader, so that nothing is
//! held for long.

use super::engine::db::on_either;
use super::engine::reader::Reader;
use super::{Loaded, Store};
use crate::domain::time::Timestamp;
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

/// Rows that are looked at in one statement.
const LOOK: i64 = 5_000;
/// Between two such looks others have their turn.
const BREATH: Duration = Duration::from_millis(3);

/// How many there are, by a word.
pub type Numbers = BTreeMap<String, i64>;

/// What waits in the outbox of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub number: i64,
    /// Since when it waits that waits longest.
    pub since: Timestamp,
}

#[derive(QueryableByName)]
struct Group {
    #[diesel(sql_type = sql_types::Text)]
    word: String,
    #[diesel(sql_type = sql_types::BigInt)]
    number: i64,
    /// The last key of these, or the first moment.
    #[diesel(sql_type = sql_types::BigInt)]
    mark: i64,
}

impl Store {
    pub fn users_by_state(&self) -> Loaded<Numbers> {
        self.count("users", |after| {
            format!("SELECT key, state AS word FROM users WHERE key > {after}")
        })
    }

    pub fn apps_by_state(&self) -> Loaded<Numbers> {
        self.count("apps", |after| {
            format!("SELECT id AS key, state AS word FROM apps WHERE id > {after}")
        })
    }

    /// Those that are not over.
    pub fn sessions_open(&self, now: Timestamp) -> Loaded<i64> {
        let now = now.millis();
        let counted = self.count("sessions", |after| {
            format!(
                "SELECT sessions.key, CASE WHEN sessions.ended_at IS NULL AND sessions.idle_until > {now} \
                 AND sessions.ends_at > {now} AND sessions.epoch = users.epoch THEN 'open' ELSE 'over' END AS word \
                 FROM sessions JOIN users ON users.key = sessions.user_key WHERE sessions.key > {after}"
            )
        });
        Ok(counted?.get("open").copied().unwrap_or(0))
    }

    /// What is to be sent and was not taken yet, by kind; beyond the first `LOOK` of them nobody counts. The end of a
    /// session waits since it is due.
    pub fn outbox_waiting(&self) -> Loaded<BTreeMap<String, Waiting>> {
        let groups = self.read(|reader| {
            reader.groups(
                "outbox",
                &format!(
                    "SELECT word, count(*) AS number, min(since) AS mark FROM (SELECT CASE \
                     WHEN kind IS NOT NULL THEN 'mail' WHEN sid_seed IS NULL THEN 'deauthorize' ELSE 'logout' END AS word, \
                     CASE WHEN sid_seed IS NULL THEN created_at ELSE next_at END AS since \
                     FROM outbox WHERE next_at IS NOT NULL ORDER BY next_at LIMIT {LOOK}) AS looked GROUP BY word"
                ),
            )
        })?;
        let waiting = groups.into_iter().map(|group| {
            let since = Timestamp::from_millis(group.mark);
            let number = group.number;
            (group.word, Waiting { number, since })
        });
        Ok(waiting.collect())
    }

    /// By words, in the order of keys.
    fn count(&self, table: &'static str, rows: impl Fn(i64) -> String) -> Loaded<Numbers> {
        let (mut numbers, mut after) = (Numbers::new(), -1);
        loop {
            let rows = rows(after);
            let groups = self.read(|reader| {
                reader.groups(
                    table,
                    &format!(
                        "SELECT word, count(*) AS number, max(key) AS mark \
                         FROM ({rows} ORDER BY 1 LIMIT {LOOK}) AS looked GROUP BY word"
                    ),
                )
            })?;
            let seen: i64 = groups.iter().map(|group| group.number).sum();
            for group in groups {
                after = after.max(group.mark);
                *numbers.entry(group.word).or_default() += group.number;
            }
            if seen < LOOK {
                return Ok(numbers);
            }
            thread::sleep(BREATH);
        }
    }
}

impl Reader {
    fn groups(&mut self, table: &'static str, statement: &str) -> Loaded<Vec<Group>> {
        self.query(
            table,
            |db| on_either!(db, db => sql_query(statement).load(db)),
        )
    }
}
