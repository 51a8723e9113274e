//! PostgreSQL as operators run it: behind pgbouncer, for a role that may do little, with few connections.

use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::cluster::{find_binaries, fresh_database};
use crate::kit::db::{START, on_sqlite};
use crate::kit::http::exchange;
use crate::kit::hung::Hung;
use crate::kit::pgbouncer::Pgbouncer;
use crate::kit::program::NOBODYS;
use crate::kit::relay::Relay;
use crate::kit::samples::settle;
use crate::kit::server::Home;
use crate::kit::slow::SlowWay;
use crate::kit::told::says;
use crate::kit::waits_for;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::process::Command;
use std::time::{Duration, Instant};
use vestibule::store::{OpenError, OpenOptions, Store};

fn options(url: &str) -> OpenOptions {
    OpenOptions {
        database_url: url.to_owned(),
        readers: 4,
        patience: Duration::from_millis(400),
        key_fingerprint: "fingerprint of the test's key".to_owned(),
        accepted_fingerprints: Vec::new(),
        now: START,
    }
}

fn refusal<T>(outcome: Result<T, OpenError>) -> String {
    match outcome {
        Ok(_) => panic!("was not refused"),
        Err(error) => error.to_string(),
    }
}

/// Another program of the pool: it writes a row, and tells the settings that it finds on its connection.
#[track_caller]
fn another_program(pool: &Pgbouncer) -> String {
    let psql = find_binaries().expect("they are there").join("psql");
    let said = Command::new(psql)
        .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
        .args(["-c", "CREATE TABLE IF NOT EXISTS theirs (n int)"])
        .args(["-c", "INSERT INTO theirs VALUES (1)"])
        .args(["-c", "SELECT name || '=' || setting FROM pg_settings WHERE name NOT LIKE 'transaction%' ORDER BY name"])
        .arg(&pool.url)
        .env("PGTZ", "Europe/Tallinn")
        .output()
        .expect("psql runs");
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    String::from_utf8_lossy(&said.stdout).into_owned()
}

/// People sign in and get tokens while another program uses the same pool.
#[track_caller]
fn shares(pool: &Pgbouncer, settings: &str) {
    let before = another_program(pool);
    assert!(before.contains("TimeZone=Europe/Tallinn"), "{before}");
    let app = TestApp::start(&pool.url, settings);
    let (_, path) = app.adds_desktop_app();
    let names: Vec<String> = (0..4).map(|number| format!("user{number}")).collect();
    for name in &names {
        app.adds_user(name, None);
    }
    std::thread::scope(|scope| {
        let people: Vec<_> = names
            .iter()
            .map(|name| {
                scope.spawn(|| {
                    let first = app.gets_token(&path, name);
                    let again = app.stranger().signs_in(&path, name, PASSWORD);
                    [first, token_in(again.location())]
                })
            })
            .collect();
        let after = another_program(pool);
        assert_eq!(after, before);
        for person in people {
            for token in person.join().expect("signs in") {
                assert!(app.is_live(&token));
            }
        }
    });
    assert_eq!(app.platform().store.is_ready(), Ok(()));
    assert_eq!(another_program(pool), before);
    drop(app);
    assert_eq!(another_program(pool), before);
    let checked = Store::check(&options(&pool.url)).expect("can be looked at");
    assert_eq!((checked.backend, checked.pending.len()), ("PostgreSQL", 0));
}

#[test]
fn o03_in_transaction_mode_all_goes_well_on_one_connection_that_another_program_shares() {
    for more in ["", "ignore_startup_parameters = options"] {
        if let Some(pool) = Pgbouncer::start("transaction", 1, more) {
            shares(&pool, "");
        }
    }
}

#[test]
fn o03_in_session_mode_all_goes_well_and_the_next_program_finds_its_connection_clean() {
    if let Some(pool) = Pgbouncer::start("session", 4, "") {
        shares(&pool, "database_connections = 2");
    }
}

#[test]
fn o03_in_session_mode_a_pool_that_is_too_small_is_told_of_within_seconds() {
    // Commands and the server itself do with two; for a third, the pooler lets one wait.
    let Some(pool) = Pgbouncer::start("session", 2, "query_wait_timeout = 90") else {
        return;
    };
    let home = Home::with_database(&pool.url);
    home.adds_user("ada", PASSWORD);
    let server = home.serves();
    waits_for("a WARN line", || {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| server.client().get("/readyz"));
                scope.spawn(|| server.client().get("/account/apps"));
            }
        });
        server
            .log()
            .contains("the database keeps a connection waiting")
    });
}

#[test]
fn o03_a_pooler_without_transactions_is_refused_with_the_remedy() {
    let Some(pool) = Pgbouncer::start("statement", 4, "") else {
        return;
    };
    for said in [
        refusal(Store::open(&options(&pool.url))),
        refusal(Store::migrate(&options(&pool.url)).map(drop)),
    ] {
        assert!(said.contains("pool_mode = transaction"), "{said}");
    }
}

#[test]
fn o03_what_a_pooler_cannot_give_is_refused_at_once_with_the_remedy() {
    let Some(pool) = Pgbouncer::start("session", 1, "ignore_startup_parameters = options") else {
        return;
    };
    let began = Instant::now();
    let said = refusal(Store::open(&options(&pool.url)));
    says(&said, &["second connection", "pool_size"]);
    let own = format!("{}&options=-csearch_path%3Delsewhere", pool.url);
    let said = refusal(Store::open(&options(&own)));
    says(&said, &["`options`", "ALTER ROLE"]);
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
}

/// A URL of the same database for a role that is made with these words.
#[track_caller]
fn as_role(
    sockets: &std::path::Path,
    database: &str,
    role: &str,
    words: &str,
) -> (String, PgConnection) {
    let url = |user: &str| {
        format!(
            "postgres:///{database}?user={user}&host={}",
            sockets.display()
        )
    };
    let mut keeper = PgConnection::establish(&url("postgres")).expect("connects");
    keeper
        .batch_execute(&format!("CREATE ROLE {role} LOGIN {words}"))
        .expect("a role");
    (url(role), keeper)
}

#[test]
fn o13_a_role_that_may_create_nothing_serves_and_checks_a_database_that_is_up_to_date() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let role = format!("serves_{database}");
    let (url, mut keeper) = as_role(&sockets, &database, &role, "");
    let checked = Store::check(&options(&url)).expect("an empty one can be looked at");
    assert_eq!((checked.schema, checked.pending.len() > 8), (None, true));
    let said = refusal(Store::open(&options(&url)));
    says(&said, &["permission denied", "GRANT CREATE ON SCHEMA"]);
    let away = options("postgres://nobody@127.0.0.1:1/none");
    let said = refusal(Store::open(&away));
    assert!(
        said.ends_with("Check database_url, and that the server is there"),
        "{said}"
    );
    Store::migrate(&options(&url.replace(&role, "postgres"))).expect("migrates");
    keeper
        .batch_execute(&format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
        ))
        .expect("grants");
    let store = Store::open(&options(&url)).expect("serves");
    settle(&store);
    assert_eq!(store.is_ready(), Ok(()));
    is_well(&options(&url));
}

/// It can be looked at, and nothing is found.
#[track_caller]
fn is_well(options: &OpenOptions) {
    let checked = Store::check(options).expect("checks");
    let found = [checked.pending, checked.faults];
    assert_eq!(found, [Vec::<String>::new(), Vec::new()]);
}

#[test]
fn o13_a_file_that_may_not_be_written_can_be_checked() {
    on_sqlite(|db| {
        drop(db.open());
        db.is_written_no_more();
        is_well(&db.options());
    });
}

#[test]
fn o14_a_command_looks_once_how_its_server_is_reached() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let relay = Relay::to(&sockets);
    let url = format!("postgres://postgres@127.0.0.1:{}/{database}", relay.port);
    let home = Home::with_database(&url);
    home.adds_user("ada", PASSWORD);
    relay.takes_count();
    home.runs(&["user", "list"], "").succeeds();
    // How it is reached, whether it is made, what is to be migrated, the writer, a reader.
    assert_eq!(relay.takes_count(), 5);
}

#[test]
fn o14_a_connection_that_is_long_in_coming_is_waited_for_at_the_start() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let relay = Relay::to(&sockets);
    let at = |port: u16| format!("postgres://postgres@127.0.0.1:{port}/{database}");
    drop(Store::open(&options(&at(relay.port))).expect("opens"));
    // Three answers come before a connection can read: longer than a request waits.
    let far = SlowWay::to(
        &format!("127.0.0.1:{}", relay.port),
        Duration::from_millis(250),
    );
    let (_, port) = far.address.split_once(':').expect("a port");
    let store = Store::open(&options(&at(port.parse().expect("a port"))));
    store.expect("opens");
}

#[test]
fn o14_a_server_takes_few_connections_and_under_a_limit_leaves_some_to_commands() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let role = format!("few_{database}");
    let words = format!(
        "CONNECTION LIMIT 5; GRANT ALL ON SCHEMA public TO {role}; GRANT ALL ON DATABASE {database} TO {role}"
    );
    let (url, keeper) = as_role(&sockets, &database, &role, &words);
    let home = Home::with_database(&url);
    home.adds_user("ada", PASSWORD);
    let server = home.serves();
    says(&server.log(), &["too few connections left"]);
    let most = under_load(keeper, &role, &server.address);
    // One writes; of the four that are left, two are for commands.
    assert!((2..=3).contains(&most), "{most} connections");
    home.runs(&["user", "list"], "").succeeds();
}

#[test]
fn o16_a_database_that_hangs_does_not_hold_up_the_end() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let (url, mut keeper) = as_role(
        &sockets,
        &database,
        &format!("hung_{database}"),
        "SUPERUSER",
    );
    let server = Home::with_database(&url).serves();
    let _hung = Hung::all_of(&mut keeper);
    let address = server.address.clone();
    let asked = std::thread::spawn(move || {
        let _cut = exchange(&address, b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    });
    let began = Instant::now();
    let ended = server.ends_by("TERM");
    let took = began.elapsed();
    assert!(ended.success(), "{ended}");
    assert!(took < Duration::from_secs(9), "it took {took:?}");
    asked.join().expect("it ends");
}

/// The most connections of a role while many read.
fn under_load(mut keeper: PgConnection, role: &str, address: &str) -> usize {
    use crate::kit::http::HttpClient;
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Pid {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        #[expect(dead_code, reason = "only their number matters")]
        pid: i32,
    }
    let question = format!("SELECT pid FROM pg_stat_activity WHERE usename = '{role}'");
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..12)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let path = format!("/platform/oauth/validate_token?access_token={NOBODYS}");
                        assert_eq!(HttpClient::new(address).get(&path).status, 400);
                    }
                })
            })
            .collect();
        let mut most = 0;
        loop {
            let seen: Vec<Pid> = diesel::sql_query(&question)
                .load(&mut keeper)
                .expect("counts");
            most = most.max(seen.len());
            if clients
                .iter()
                .all(std::thread::ScopedJoinHandle::is_finished)
            {
                return most;
            }
        }
    })
}
