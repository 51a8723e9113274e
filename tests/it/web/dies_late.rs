//! A change that ends things may wait for the database. What another server issues while it waits, still
//! seeing the old state, ends with the rest.

use super::asks;
use crate::kit::app::{TestApp, token_in};
use crate::kit::db::{Raw, TestDb, on_postgresql};
use std::time::{Duration, Instant};
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::{Platform, apps, users};

/// Two servers of one cluster share the key.
const KEY: &str = "secret_key = \"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU\"";

/// Until a connection waits for a row that `holder` has locked.
#[track_caller]
fn wait_for_a_waiter(holder: &mut Raw) {
    let began = Instant::now();
    let waiting = "SELECT count(*) AS number FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted) waiting \
                   WHERE pg_backend_pid() = ANY(pg_blocking_pids(waiting.pid))";
    while holder.number(waiting) == 0 {
        assert!(began.elapsed() < Duration::from_secs(4), "nobody waits");
        std::thread::yield_now();
    }
}

/// Whether a token lives that was issued while `end` waited for a row of `table`, once `after` was done too.
#[track_caller]
fn outlives(
    db: &TestDb,
    table: &str,
    end: impl Fn(&Platform) + Sync,
    after: impl Fn(&Platform),
) -> bool {
    let server = TestApp::start(&db.url, KEY);
    let operator = TestApp::start(&db.url, KEY);
    server.adds_user("ada", None);
    let issued = server.adds_app(Wishes {
        name: Some("Paint".to_owned()),
        kind: Some(Kind::Desktop),
        ..Wishes::default()
    });
    let path = asks(&issued, &[("display", "desktop")]);
    let mut browser = server.stranger();
    let consent = server.signs_in(&mut browser, &path, "ada");
    server.presses(&mut browser, &consent, "Allow");
    server.advance(Duration::from_secs(1));
    operator.advance(server.now().since(operator.now()));

    let mut holder = db.raw();
    holder.run(&format!("BEGIN; SELECT 1 FROM {table} FOR NO KEY UPDATE"));
    let token = std::thread::scope(|scope| {
        let ending = scope.spawn(|| end(operator.platform()));
        wait_for_a_waiter(&mut holder);
        for app in [&server, &operator] {
            app.advance(Duration::from_millis(10));
        }
        let token = token_in(browser.get(&path).location());
        holder.run("ROLLBACK");
        ending.join().expect("the change is made");
        token
    });
    after(operator.platform());
    server.is_live(&token)
}

#[test]
fn a_token_issued_while_a_new_password_waited_to_be_written_is_dead() {
    on_postgresql(|db| {
        let end = |platform: &Platform| {
            users::set_password(platform, "ada", "another-lamp-17").expect("set");
        };
        assert!(!outlives(db, "users", end, |_| {}));
    });
}

#[test]
fn a_token_issued_while_the_end_of_a_user_waited_to_be_written_does_not_come_back_with_them() {
    on_postgresql(|db| {
        let end = |platform: &Platform| {
            users::disable(platform, "ada").expect("disabled");
        };
        let after = |platform: &Platform| {
            users::enable(platform, "ada").expect("enabled");
        };
        assert!(!outlives(db, "users", end, after));
    });
}

#[test]
fn a_token_issued_while_the_end_of_an_app_waited_to_be_written_does_not_come_back_with_it() {
    on_postgresql(|db| {
        let end = |platform: &Platform| {
            apps::disable(platform, "Paint").expect("disabled");
        };
        let after = |platform: &Platform| {
            apps::enable(platform, "Paint").expect("enabled");
        };
        assert!(!outlives(db, "apps", end, after));
    });
}
