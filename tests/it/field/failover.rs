//! Fail-over of PostgreSQL: two real servers, which change places under people who sign in and programs that get
//! tokens.

use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::db::START;
use crate::kit::http::{HttpClient, Response};
use crate::kit::relay::Relay;
use crate::kit::replica::{Node, primary_and_standby};
use crate::kit::samples::{key, settle, token};
use crate::kit::store::{awaited, finds, is_unavailable};
use crate::races::at_once;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use vestibule::domain::change::{Change, Write};
use vestibule::store::{OpenOptions, Store};

const PEOPLE: usize = 4;
const CONNECTIONS: usize = 32;
/// Within which all is well again.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two requests of one connection: 32 of them keep a small machine busy enough.
const BREATH: Duration = Duration::from_millis(100);

#[test]
fn o02_behind_one_address_a_fail_over_costs_seconds_and_nothing_acknowledged() {
    let Some((first, second)) = primary_and_standby() else {
        return;
    };
    let relay = Relay::to(&first.sockets);
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", relay.port);
    fails_over(&url, |tokens| {
        change_places(&first, &second);
        // The address still leads to the old primary, which is a standby now: nothing is served from there.
        let before = tokens.lock().expect("a list").len();
        std::thread::sleep(BREATH * 10);
        assert_eq!(tokens.lock().expect("a list").len(), before);
        relay.turn_to(&second.sockets);
    });
}

#[test]
fn o02_with_several_hosts_in_the_url_the_primary_is_found_by_itself() {
    let Some((first, second)) = primary_and_standby() else {
        return;
    };
    let relays = (Relay::to(&first.sockets), Relay::to(&second.sockets));
    let url = format!(
        "postgres://postgres@127.0.0.1:{},127.0.0.1:{}/postgres?target_session_attrs=read-write",
        relays.0.port, relays.1.port
    );
    fails_over(&url, |_| change_places(&first, &second));
}

fn change_places(first: &Node, second: &Node) {
    first.stop();
    second.promote();
    first.follow(second);
}

/// 32 connections go on signing in and getting tokens while `switch` happens.
fn fails_over(url: &str, switch: impl FnOnce(&Mutex<Vec<String>>)) {
    let app = TestApp::start(
        url,
        "[sign_in_limit]\nper_account = 10000\nper_address = 10000",
    );
    let (_, path) = app.adds_desktop_app();
    let names: Vec<String> = (0..PEOPLE).map(|number| format!("user{number}")).collect();
    for name in &names {
        app.adds_user(name, None);
        app.gets_token(&path, name);
    }
    let (tokens, is_over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    // How often each connection got what it asked for.
    let good: Vec<AtomicUsize> = (0..CONNECTIONS).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for number in 0..CONNECTIONS {
            let (app, path, name) = (&app, &path, &names[number % PEOPLE]);
            let (tokens, is_over, good) = (&tokens, &is_over, &good[number]);
            scope.spawn(move || {
                let mut browser = None;
                while !is_over.load(Ordering::Acquire) {
                    let was_signed_in = browser.is_some();
                    let token = step(app, &mut browser, path, name);
                    let is_good = token.is_some() || browser.is_some() && !was_signed_in;
                    good.fetch_add(usize::from(is_good), Ordering::AcqRel);
                    tokens.lock().expect("a list").extend(token);
                    // Now and then from the start.
                    if number % 4 == 0 {
                        browser = None;
                    }
                    std::thread::sleep(BREATH);
                }
            });
        }
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait_for(&tokens, CONNECTIONS, Duration::from_secs(60));
            switch(&tokens);
            are_good_again(&good);
            let again = tokens.lock().expect("a list").len();
            wait_for(&tokens, again + CONNECTIONS, Duration::from_secs(60));
        }));
        is_over.store(true, Ordering::Release);
        ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    assert_eq!(app.platform().store.is_ready(), Ok(()));
    for token in tokens.into_inner().expect("a list") {
        assert!(app.is_live(&token));
    }
    let again = app.stranger().signs_in(&path, "user0", PASSWORD);
    assert!(app.is_live(&token_in(again.location())));
}

/// Each connection, not only the first.
#[track_caller]
fn are_good_again(good: &[AtomicUsize]) {
    let counts = || good.iter().map(|count| count.load(Ordering::Acquire));
    let (before, began): (Vec<usize>, _) = (counts().collect(), Instant::now());
    loop {
        let pairs = counts().zip(&before).enumerate();
        let still: Vec<usize> = pairs
            .filter(|(_, (now, before))| *now <= **before)
            .map(|(number, _)| number)
            .collect();
        if still.is_empty() {
            return;
        }
        assert!(
            began.elapsed() < PATIENCE,
            "no good answer within {PATIENCE:?} to {still:?}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[track_caller]
fn wait_for(tokens: &Mutex<Vec<String>>, enough: usize, patience: Duration) {
    let began = Instant::now();
    while tokens.lock().expect("a list").len() < enough {
        assert!(began.elapsed() < patience, "no good answer in {patience:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// One of these, and nothing else.
#[track_caller]
fn is_one_of(statuses: [u16; 2], answer: &Response) {
    let is_one = statuses.contains(&answer.status);
    assert!(is_one, "{} {}", answer.status, answer.text());
}

/// One request of somebody who is signed in, or a sign-in; nothing but 200, 302, 303 and 503 may come.
#[track_caller]
fn step(app: &TestApp, browser: &mut Option<HttpClient>, path: &str, name: &str) -> Option<String> {
    if let Some(browser) = browser {
        let answer = browser.get(path);
        is_one_of([302, 503], &answer);
        return (answer.status == 302).then(|| token_in(answer.location()));
    }
    let mut new = app.stranger();
    let page = new.get(path);
    is_one_of([200, 503], &page);
    if page.status == 200 {
        let mut form = page.form("Sign in");
        form.types_name_and_password(name, PASSWORD);
        let answer = new.submits(&page, &form, "Sign in");
        is_one_of([303, 503], &answer);
        *browser = (answer.status == 303).then_some(new);
    }
    None
}

#[test]
fn o02_the_first_refused_write_gives_a_former_primary_up_for_readers_too() {
    let Some((first, second)) = primary_and_standby() else {
        return;
    };
    let relay = Relay::to(&first.sockets);
    let store = Store::open(&OpenOptions {
        database_url: format!("postgres://postgres@127.0.0.1:{}/postgres", relay.port),
        readers: 4,
        patience: Duration::from_secs(2),
        key_fingerprint: "fingerprint of the test's key".to_owned(),
        accepted_fingerprints: Vec::new(),
        now: START,
    })
    .expect("opens");
    settle(&store);
    let change = |number| Change::writes(vec![Write::InsertAccessToken(token(number))]);
    store.commit(change(1)).expect("is written");
    // It lives on and answers, but is not to be written any more.
    first.run("ALTER SYSTEM SET default_transaction_read_only = on");
    first.run("SELECT pg_reload_conf()");
    second.promote();
    first.wait_until("current_setting('default_transaction_read_only')::bool");
    is_unavailable(store.commit(change(2)));
    relay.turn_to(&second.sockets);
    // The next one is written by the new primary, and read from it; what was acknowledged is not lost.
    store.commit(change(3)).expect("is written");
    for number in [3, 1] {
        finds(&store, |reader| reader.token_standing(key(number)));
    }
}

#[test]
fn who_asks_while_the_database_is_away_is_told_at_once_with_all_who_wait() {
    let Some((first, _second)) = primary_and_standby() else {
        return;
    };
    let relay = Relay::to(&first.sockets);
    let patience = Duration::from_secs(1);
    let store = Store::open(&OpenOptions {
        database_url: format!("postgres://postgres@127.0.0.1:{}/postgres", relay.port),
        readers: 4,
        patience,
        key_fingerprint: "fingerprint of the test's key".to_owned(),
        accepted_fingerprints: Vec::new(),
        now: START,
    })
    .expect("opens");
    settle(&store);
    first.stop();
    let began = Instant::now();
    let told = at_once(300, |asker| {
        let asked = awaited(store.token(key(asker as i64)));
        (asked.is_err(), began.elapsed())
    });
    assert!(told.iter().all(|(is_refused, _)| *is_refused));
    let last = told.iter().map(|(_, after)| *after).max();
    // Batch after batch it would be five times as long.
    assert!(last < Some(patience * 4), "{last:?}");
}
