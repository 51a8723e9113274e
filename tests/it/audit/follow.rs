//! Following: every event is told once, also those that another server writes late.

use super::events;
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::races::at_once;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vestibule::domain::audit::happened::Happened;
use vestibule::domain::audit::{By, Event};
use vestibule::domain::change::Change;
use vestibule::domain::key::RowKey;
use vestibule::flow::audit::follow::Follower;
use vestibule::flow::{Failure, Platform};

const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";

#[track_caller]
fn look(follower: &mut Follower, platform: &Platform, told: &mut Vec<RowKey>) {
    let looked = follower.look(platform, |event| {
        told.push(event.key);
        Ok::<(), Failure>(())
    });
    looked.expect("a look");
}

#[track_caller]
fn writes(platform: &Platform, key: RowKey) {
    let event = Event::new(key, &By::SYSTEM, &Happened::SignOut, key.made_at());
    let change = Change::writes(vec![event.into()]);
    platform.store.commit(change).expect("an event");
}

#[test]
fn what_two_servers_write_at_once_is_told_once_each_and_nothing_is_missed() {
    each_db(|db| {
        let servers = [0, 1].map(|_| TestApp::start(&db.url, KEY));
        let before: BTreeSet<RowKey> = events(&servers[0]).iter().map(|it| it.key).collect();
        let platform = servers[0].platform();
        let mut follower = Follower::begin(platform).expect("it begins");
        let told = Mutex::new(Vec::new());
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    look(&mut follower, platform, &mut told.lock().expect("a list"));
                }
                look(&mut follower, platform, &mut told.lock().expect("a list"));
            });
            at_once(8, |number| {
                let platform = servers[number % 2].platform();
                for _ in 0..100 {
                    writes(platform, platform.store.next_key(platform.clock.now()));
                }
            });
            is_over.store(true, Ordering::Relaxed);
        });
        let told = told.into_inner().expect("a list");
        let once: BTreeSet<RowKey> = told.iter().copied().collect();
        assert_eq!((told.len(), once.len()), (800, 800));
        let there = events(&servers[0]);
        let there = there.iter().map(|event| event.key);
        let there: BTreeSet<RowKey> = there.filter(|key| !before.contains(key)).collect();
        assert_eq!(once, there);
    });
}

#[test]
fn an_event_that_is_durable_long_after_its_key_was_made_is_told_all_the_same() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let platform = app.platform();
        app.advance(Duration::from_secs(60));
        let late = platform.store.next_key(app.now());
        let mut follower = Follower::begin(platform).expect("it begins");
        let mut told = Vec::new();
        for _ in 0..25 {
            app.advance(Duration::from_secs(1));
            writes(platform, platform.store.next_key(app.now()));
            look(&mut follower, platform, &mut told);
        }
        writes(platform, late);
        look(&mut follower, platform, &mut told);
        assert_eq!(told.len(), 26);
        assert_eq!(told.last(), Some(&late));
        // However long the next look is in coming, it begins where the last one ended.
        writes(platform, platform.store.next_key(app.now()));
        app.advance(Duration::from_secs(3600));
        look(&mut follower, platform, &mut told);
        look(&mut follower, platform, &mut told);
        assert_eq!(told.len(), 27);
    });
}
