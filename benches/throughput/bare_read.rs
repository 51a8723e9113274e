//! The least that a request which looks something up can cost: one row, read by its primary key through the store's
//! reader; on SQLite where the request stands, on PostgreSQL on a thread that may wait. It has the platform's own HTTP
//! server, reader and as many connections as the platform has, and none of its work. The row is that of a form which was
//! used: a key, a hash and two times, as a token's, and no other row that it needs.

use super::platform::TOKENS;
use actix_web::{HttpResponse, web};
use std::time::Duration;
use vestibule::domain::change::{Change, SpentForm, Write};
use vestibule::domain::key::RowKey;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::flow::Clock;
use vestibule::store::{Loaded, OpenOptions, Store};

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
            .body(format!(r#"{{"until":{}}}"#, found.sealed_until.millis())),
        Ok(None) => HttpResponse::NotFound().finish(),
        Err(error) => HttpResponse::ServiceUnavailable().body(error.to_string()),
    }
}

fn look(store: &Store, key: RowKey) -> Loaded<Option<SpentForm>> {
    store.read(|reader| reader.spent_form(key))
}

fn fill(store: &Store) -> Vec<RowKey> {
    let forms: Vec<SpentForm> = (0..TOKENS).map(|_| form(store)).collect();
    for some in forms.chunks(BITE) {
        let writes = some.iter().cloned().map(Write::SpendForm).collect();
        let written = store.commit(Change::writes(writes));
        written.expect("they are written");
    }
    forms.iter().map(|form| form.key).collect()
}

fn form(store: &Store) -> SpentForm {
    let now = Clock::System.now();
    let nonce = PlainToken::make(store.next_key(now), &mut rand::rng());
    SpentForm {
        key: nonce.key(),
        nonce_hash: nonce.hash(TokenKind::Form),
        answer_sealed: Vec::new(),
        sealed_until: now,
        created_at: now,
    }
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
