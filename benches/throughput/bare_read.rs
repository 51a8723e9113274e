//! The least that a request which looks something up can cost: a token with the app, the person and the consent that it
//! hangs on, read by its primary key through the store's reader; on SQLite where the request stands, on PostgreSQL on a
//! thread that may wait. It is the platform's own HTTP server, reader and statement, and as many connections as the
//! platform has, and none of its work.

use super::kit::samples;
use super::platform::TOKENS;
use actix_web::{HttpResponse, web};
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::key::RowKey;
use vestibule::domain::oauth::access::{AccessToken, TokenStanding};
use vestibule::flow::Clock;
use vestibule::store::{Loaded, OpenOptions, Store};

/// The key of the first token.
const FIRST: i64 = 1000;
/// Rows of one transaction while the table is filled.
const BITE: usize = 500;

pub struct Rows {
    store: Store,
    keys: Vec<RowKey>,
}

impl Rows {
    /// The database must be empty.
    pub fn fill(database_url: &str) -> Self {
        let store = open(database_url);
        let keys = fill(&store);
        Self { store, keys }
    }
}

/// As it stands in paths: all have the same length.
pub fn number(number: usize) -> String {
    format!("{number:06}")
}

pub async fn read(rows: web::Data<Rows>, number: web::Path<usize>) -> HttpResponse {
    let found = match rows.keys.get(*number) {
        None => return HttpResponse::NotFound().finish(),
        Some(&key) if rows.store.is_embedded() => look(&rows.store, key),
        Some(&key) => {
            let store = rows.store.clone();
            let looked = web::block(move || look(&store, key));
            looked.await.expect("a thread to wait on")
        }
    };
    match found {
        Ok(Some(found)) => HttpResponse::Ok()
            .content_type("application/json")
            .body(format!(
                r#"{{"until":{}}}"#,
                found.token.expires_at.millis()
            )),
        Ok(None) => HttpResponse::NotFound().finish(),
        Err(error) => HttpResponse::ServiceUnavailable().body(error.to_string()),
    }
}

fn look(store: &Store, key: RowKey) -> Loaded<Option<TokenStanding>> {
    store.read(|reader| reader.token_standing(key))
}

fn fill(store: &Store) -> Vec<RowKey> {
    samples::settle(store);
    let tokens: Vec<AccessToken> = (FIRST..).take(TOKENS).map(samples::token).collect();
    for some in tokens.chunks(BITE) {
        let writes = some.iter().cloned().map(Write::InsertAccessToken).collect();
        let written = store.commit(Change::writes(writes));
        written.expect("they are written");
    }
    tokens.iter().map(|token| token.key).collect()
}

/// With as many readers as the platform opens by itself.
fn open(database_url: &str) -> Store {
    let is_file = database_url.starts_with("sqlite:");
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let of_file = u32::try_from(workers * 2 + 2).expect("few");
    let options = OpenOptions {
        database_url: database_url.to_owned(),
        readers: if is_file { of_file } else { 16 },
        patience: Duration::from_secs(2),
        key_fingerprint: "of no key".to_owned(),
        accepted_fingerprints: Vec::new(),
        now: Clock::System.now(),
    };
    Store::open(&options).expect("an empty database")
}
