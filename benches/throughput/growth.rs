//! What changes while a database grows from ten thousand access tokens to a million.

use super::database::{Database, home_at};
use super::fill::{Filler, size};
use super::kit::db::Raw;
use super::kit::server::Home;
use super::load;
use super::platform::{self, Scene};
use super::postgresql::Cluster;
use super::rows::{Floor, Row, row};
use super::table::{Subject, Table};
use super::wishes::Wishes;
use std::rc::Rc;
use std::time::Instant;
use vestibule::domain::secret::PlainToken;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// So many are due to be swept at each size.
const DUE: usize = 10_000;
const CONNECTIONS: &[usize] = &[32];

/// Those that only read come first.
const ROWS: [Row; 3] = [
    row(
        "validate_token, all tokens",
        Floor::ReadMany,
        CONNECTIONS,
        Scene::validate_many,
    ),
    row(
        "introspection, all tokens",
        Floor::ReadMany,
        CONNECTIONS,
        Scene::introspect_many,
    ),
    row(
        "authorize, remembered",
        Floor::Insert,
        CONNECTIONS,
        Scene::authorize,
    ),
];

pub fn measure(wishes: &Wishes) {
    assert!(
        wishes.beside.is_none(),
        "growth is measured of one build at a time"
    );
    let mut table = Table::begin(wishes.duration, load::run);
    if wishes.wants_database("SQLite") {
        grow(&mut table, &Database::sqlite());
    }
    if wishes.wants_database("PostgreSQL") {
        match Cluster::start().map(Database::Postgresql) {
            Ok(database) => grow(&mut table, &database),
            Err(missing) => println!("PostgreSQL: not measured, {missing}"),
        }
    }
}

fn grow(table: &mut Table, database: &Database) {
    let url = database.empty("grown");
    let home = Rc::new(home_at(&url, platform::SETTINGS));
    let mut scene = Scene::set(&home);
    let sample = scene.a_token();
    let mut raw = database.raw(&url);
    let mut tokens = Vec::new();
    for wanted in SIZES {
        println!("\n{wanted} access tokens, {}", database.name());
        let more = wanted - tokens.len();
        tokens.extend(fill(&home, &url, &sample, more, &mut raw));
        scene = scene.with_tokens(tokens.clone());
        table.forget();
        let by = [Subject {
            name: None,
            scene: &scene,
        }];
        for row in &ROWS {
            for connections in row.connections {
                table.measure(database, row, *connections, &by);
            }
        }
        let last = PlainToken::parse(&tokens[wanted - 1])
            .expect("a token")
            .key();
        // What was issued meanwhile is none of the next size.
        raw.run(&format!(
            "DELETE FROM access_tokens WHERE key > {}",
            last.number()
        ));
        settle(&mut raw);
    }
    scene.ends();
}

/// Adds so many tokens, and says what they take and how those that are due are swept from before them.
fn fill(home: &Home, url: &str, sample: &str, count: usize, raw: &mut Raw) -> Vec<String> {
    let began = Instant::now();
    let tokens = Filler::open(home, url, sample).adds(count);
    let filled = began.elapsed();
    // Just before: the server sweeps by itself once in a while.
    let filler = Filler::open(home, url, sample);
    filler.adds_due(DUE);
    settle(raw);
    let all = raw.count("access_tokens");
    let bytes = size(raw);
    let took = filler.sweeps();
    let left = raw.count("access_tokens");
    assert_eq!(all - left, DUE as i64, "exactly what is due is swept");
    let idle = filler.sweeps();
    println!(
        "{:46} {:.1} MB, {:.0} bytes a token ({count} added within {:.0} s)",
        "    database",
        bytes as f64 / 1024.0 / 1024.0,
        bytes as f64 / all as f64,
        filled.as_secs_f64(),
    );
    println!(
        "{:46} {:.0} ms; {:.1} ms when none is due",
        format!("    sweeping {DUE} that are due"),
        took.as_secs_f64() * 1e3,
        idle.as_secs_f64() * 1e3,
    );
    tokens
}

/// What a server of PostgreSQL does by itself after a while.
fn settle(raw: &mut Raw) {
    if matches!(raw, Raw::Postgres(_)) {
        raw.run("VACUUM ANALYZE access_tokens");
    }
}
