//! Apps whose servers do not answer: nobody else's callbacks wait for them, however often somebody withdraws.

use crate::kit::app::TestApp;
use crate::kit::db::{START, each_db};
use crate::kit::samples::settle;
use crate::kit::tiny::{TinyServer, page};
use crate::web::each_app;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use vestibule::app::callbacks::round;
use vestibule::callback::{Caller, PrivateAddresses};
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::delivery::{Delivery, DeliveryOutcome};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::Timestamp;
use vestibule::store::Store;

const SETTINGS: &str = "[callbacks]\nallow_private_addresses = true\n";

fn queue(store: &Store, app: AppId, person: &str, at: Timestamp) -> String {
    let queued = Delivery::withdrawal(store.next_key(at), app, person, at, &mut rand::rng());
    let jti = queued.jti.clone();
    let write = Write::QueueDelivery(queued);
    store.commit(Change::writes(vec![write])).expect("commits");
    jti
}

fn due(store: &Store, at: Timestamp) -> Vec<Delivery> {
    let due = store.read(|reader| reader.due_deliveries(at, &[], 5000));
    due.expect("loads")
}

/// A server that takes every call and says nothing; how many it took.
fn silent() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for call in listener.incoming() {
            counter.fetch_add(1, Ordering::Relaxed);
            held.push(call);
        }
    });
    (url, taken)
}

#[track_caller]
fn adds(app: &TestApp, name: &str, url: &str) -> AppId {
    let issued = app.adds_app(Wishes {
        name: Some(name.to_owned()),
        deauthorize_url: Some(url.to_owned()),
        kind: Some(vestibule::domain::oauth::client::Kind::Desktop),
        ..Wishes::default()
    });
    issued.app.id
}

#[test]
fn s08_who_withdraws_one_app_again_and_again_has_one_callback_waiting() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let mut last = String::new();
        for n in 0..1510 {
            last = queue(
                &store,
                AppId(7),
                "public-1",
                START.plus(Duration::from_secs(n)),
            );
        }
        let end = START.plus(Duration::from_secs(1509));
        queue(&store, AppId(7), "public-2", end);
        let mut waiting = due(&store, end);
        waiting.sort_by(|one, other| one.public_id.cmp(&other.public_id));
        assert_eq!(waiting.len(), 2, "one for each person");
        // The app hears of the latest, and it was due from the first on.
        let one = &waiting[0];
        assert_eq!((&one.jti, one.created_at), (&last, end));
        assert_eq!(one.next_at, Some(START));
    });
}

#[test]
fn s08_what_became_of_an_earlier_call_says_nothing_of_a_later_withdrawal() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let first = queue(&store, AppId(7), "public-1", START);
        let row = due(&store, START).remove(0);
        let next_at = row.after_this_try(START).expect("more tries");
        let claim = Guard::DeliveryDue {
            key: row.key,
            tries: 0,
            next_at,
        };
        store
            .commit(Change::guarded(claim, Vec::new()))
            .expect("claimed");
        // Allowed and withdrawn again, while the first call is on its way.
        let second = queue(&store, AppId(7), "public-1", START);
        let settled = |jti: &str| {
            let write = Write::SettleDelivery {
                key: row.key,
                jti: jti.to_owned(),
                settled: DeliveryOutcome::Done(START),
            };
            store.commit(Change::writes(vec![write])).expect("commits");
        };
        settled(&first);
        let left = due(&store, next_at);
        assert_eq!(left.len(), 1, "the second withdrawal was forgotten");
        assert_eq!((&left[0].jti, left[0].tries), (&second, 1));
        settled(&second);
        assert_eq!(due(&store, next_at), []);
        // It begins anew once that is over.
        queue(&store, AppId(7), "public-1", START);
        assert_eq!(due(&store, START).len(), 1);
    });
}

#[test]
fn s08_a_server_that_says_nothing_holds_up_no_other_app() {
    each_app(SETTINGS, |app| {
        let store = &app.platform().store;
        let (url, taken) = silent();
        let silent = adds(app, "Silent", &url);
        for n in 0..300 {
            queue(store, silent, &format!("public-{n}"), app.now());
        }
        let server = TinyServer::start("127.0.0.1", |_| page(&[], "thanks"));
        let paint = adds(app, "Paint", &server.url("/"));
        app.advance(Duration::from_secs(1));
        queue(store, paint, "public-1", app.now());
        let caller = Caller::new(PrivateAddresses::Allowed);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let began = Instant::now();
        runtime.block_on(async {
            let told = async {
                while server.asked().is_empty() || taken.load(Ordering::Relaxed) == 0 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            tokio::select! {
                made = round(&app.edge().platform, &caller) => panic!("all at once: {made:?}"),
                () = told => {}
            }
        });
        // A call to the silent one takes five seconds.
        assert!(
            began.elapsed() < Duration::from_secs(4),
            "{:?}",
            began.elapsed()
        );
        let taken = taken.load(Ordering::Relaxed);
        assert!((1..=4).contains(&taken), "{taken} calls at once to one app");
    });
}

#[test]
fn s08_callbacks_that_waited_twice_from_before_become_one() {
    each_db(|db| {
        let up = if db.is_sqlite() {
            include_str!("../../../migrations/sqlite/0013_open_lists/up.sql")
        } else {
            include_str!("../../../migrations/postgresql/0013_open_lists/up.sql")
        };
        let store = db.open();
        settle(&store);
        let jti = queue(&store, AppId(7), "public-1", START);
        // As an earlier release would have left it.
        let copy = "INSERT INTO outbox (key, app_id, public_id, jti, tries, next_at, done_at, dead_at, last_error, created_at, sid_seed) \
                    SELECT key - 1, app_id, public_id, 'older', tries, next_at, done_at, dead_at, \
                    last_error, created_at, sid_seed FROM outbox";
        db.raw().run("DROP INDEX outbox_waiting");
        db.raw().run(copy);
        assert_eq!(due(&store, START).len(), 2);
        let (_, cleaning) = up.split_once("DELETE").expect("it cleans up");
        db.raw().run(&format!("DELETE{cleaning}"));
        let left = due(&store, START);
        assert_eq!((left.len(), &left[0].jti), (1, &jti));
    });
}
