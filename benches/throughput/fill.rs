//! The database of a running platform, filled beside its server through the library's store.

use super::kit::db::Raw;
use super::kit::many;
use super::kit::server::Home;
use std::time::{Duration, Instant};
use vestibule::domain::oauth::access::AccessToken;
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::days;
use vestibule::flow::Clock;
use vestibule::store::{Lifetimes, OpenOptions, Store};

/// How long the tokens of these platforms live, and for how long they are kept then.
const LIFE: Duration = days(1);

pub struct Filler {
    store: Store,
    sample: AccessToken,
}

impl Filler {
    /// `token` is what all others are like.
    pub fn open(home: &Home, database_url: &str, token: &str) -> Self {
        let key = std::fs::read_to_string(home.data().join("secret.key")).expect("a key");
        let options = OpenOptions {
            database_url: database_url.to_owned(),
            readers: 1,
            patience: Duration::from_secs(10),
            key_fingerprint: ServerKey::parse(&key).expect("a key").fingerprint(),
            accepted_fingerprints: Vec::new(),
            now: Clock::System.now(),
        };
        let store = Store::open(&options).expect("the platform's database");
        let sample = many::sample(&store, token);
        Self { store, sample }
    }

    /// Live ones, as texts.
    pub fn adds(&self, count: usize) -> Vec<String> {
        let now = Clock::System.now();
        many::adds_copies(&self.store, &self.sample, (now, LIFE), count)
    }

    /// Ones that are due to be swept. Before any live ones: keys of one store only grow.
    pub fn adds_due(&self, count: usize) {
        let then = Clock::System.now().minus(LIFE * 5);
        many::adds_copies(&self.store, &self.sample, (then, LIFE), count);
    }

    /// How long one round over all tables takes.
    pub fn sweeps(&self) -> Duration {
        let lifetimes = Lifetimes {
            token: LIFE,
            brake: LIFE,
            audit: LIFE,
        };
        let began = Instant::now();
        let swept = self.store.sweep(Clock::System.now(), lifetimes);
        swept.expect("a round");
        began.elapsed()
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        self.store.close();
    }
}

/// Bytes of the database, with its indexes.
pub fn size(raw: &mut Raw) -> u64 {
    let size = match raw {
        Raw::Sqlite(_) => raw.number(
            "SELECT page_count * page_size AS number FROM pragma_page_count(), pragma_page_size()",
        ),
        Raw::Postgres(_) => raw.number(
            "SELECT sum(pg_total_relation_size(oid))::bigint AS number FROM pg_class
             WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace",
        ),
    };
    u64::try_from(size).expect("a size")
}
