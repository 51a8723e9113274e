//! Questions to a PostgreSQL that is far away, and to one that stands still.

use crate::kit::app::TestApp;
use crate::kit::cluster::fresh_database;
use crate::kit::hung::Hung;
use crate::kit::program::NOBODYS;
use crate::kit::relay::Relay;
use crate::kit::slow::SlowWay;
use crate::kit::waits_for;
use crate::races::at_once;
use diesel::{Connection, PgConnection};
use std::time::{Duration, Instant};

const VALIDATES: &str = "/platform/oauth/validate_token?access_token=";

#[test]
fn a_database_that_is_far_away_answers_each_what_is_asked() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let relay = Relay::to(&sockets);
    let near = format!("127.0.0.1:{}", relay.port);
    let far = SlowWay::to(&near, Duration::from_millis(40));
    let url = format!("postgres://postgres@{}/{database}", far.address);
    let app = TestApp::start(&url, "");
    let (_, path) = app.adds_desktop_app();
    app.adds_user("ada", None);
    app.adds_user("bob", None);
    let tokens = ["ada", "bob"].map(|name| app.gets_token(&path, name));
    at_once(48, |asker| match tokens.get(asker % 3) {
        Some(token) => assert!(app.is_live(token)),
        None => assert!(!app.is_live(NOBODYS)),
    });
}

#[test]
fn while_a_database_stands_still_all_who_ask_are_told_in_time_and_answered_once_it_goes_on() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let sockets = sockets.display();
    let url = format!("postgres:///{database}?user=postgres&host={sockets}");
    let mut keeper = PgConnection::establish(&url).expect("connects");
    let app = TestApp::start(&url, "");
    let (_, path) = app.adds_desktop_app();
    app.adds_user("ada", None);
    let token = app.gets_token(&path, "ada");
    let hung = Hung::all_of(&mut keeper);
    let began = Instant::now();
    let statuses = at_once(16, |_| {
        app.stranger().get(&format!("{VALIDATES}{token}")).status
    });
    assert!(statuses.iter().all(|&status| status == 503), "{statuses:?}");
    // As long as anybody waits, and what a loaded machine adds.
    assert!(
        began.elapsed() < Duration::from_secs(25),
        "{:?}",
        began.elapsed()
    );
    drop(hung);
    waits_for("answers again", || {
        app.stranger().get(&format!("{VALIDATES}{token}")).status == 200
    });
    assert!(app.is_live(&token));
    assert!(!app.is_live(NOBODYS));
}
