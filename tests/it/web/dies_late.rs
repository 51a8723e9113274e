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
fn a_token_issued_while_an_end_waited_to_be_written_is_dead_and_does_not_come_back() {
    let new_password = |platform: &Platform| {
        users::set_password(platform, "ada", "another-lamp-17").expect("set");
    };
    let [disabled, enabled]: [fn(&Platform); 2] = [
        |platform| drop(users::disable(platform, "ada").expect("disabled")),
        |platform| drop(users::enable(platform, "ada").expect("enabled")),
    ];
    let [app_disabled, app_enabled]: [fn(&Platform); 2] = [
        |platform| drop(apps::disable(platform, "Paint").expect("disabled")),
        |platform| drop(apps::enable(platform, "Paint").expect("enabled")),
    ];
    on_postgresql(|db| assert!(!outlives(db, "users", new_password, |_| {}), "a password"));
    on_postgresql(|db| assert!(!outlives(db, "users", disabled, enabled), "a user"));
    on_postgresql(|db| assert!(!outlives(db, "apps", app_disabled, app_enabled), "an app"));
}
