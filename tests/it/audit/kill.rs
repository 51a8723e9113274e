//! `kill -9` in the middle of many acts, on each database: no act without its event, and no event without its act.

use crate::kit::app::PASSWORD;
use crate::kit::db::{TestDb, each_db};
use crate::kit::http::HttpClient;
use crate::kit::rounds;
use crate::kit::server::Home;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PEOPLE: usize = 6;
const SIGN_IN: &str = "/account/sign-in";

/// Signs in and out until the server is gone, which ends the thread; counts what was answered.
fn comes_and_goes(browser: &mut HttpClient, name: &str, done: &AtomicUsize) {
    loop {
        let page = browser.signs_in(SIGN_IN, name, PASSWORD);
        done.fetch_add(1, Ordering::Relaxed);
        let form = page.form("Sign out");
        browser.submits(&page, &form, "Sign out");
        done.fetch_add(1, Ordering::Relaxed);
    }
}

fn survives(db: &TestDb) {
    let settings = format!(
        "database_url = {:?}\n[sign_in_limit]\nper_address = 100000\nper_account = 100000\nper_name = 100000",
        db.url
    );
    let home = Home::new(&settings);
    for number in 0..PEOPLE {
        home.adds_user(&format!("user{number}"), PASSWORD);
    }
    let server = home.serves();
    let done = AtomicUsize::new(0);
    let mut browsers: Vec<HttpClient> = (0..PEOPLE).map(|_| server.client()).collect();
    std::thread::scope(|scope| {
        let people = browsers.iter_mut().enumerate().map(|(number, browser)| {
            let done = &done;
            scope.spawn(move || comes_and_goes(browser, &format!("user{number}"), done))
        });
        let people: Vec<_> = people.collect();
        let deadline = Instant::now() + Duration::from_secs(60);
        while done.load(Ordering::Relaxed) < 40 && Instant::now() < deadline {
            std::thread::yield_now();
        }
        server.killed();
        for person in people {
            // Each meets the end of the server in the middle of something.
            let _met = person.join();
        }
    });
    assert!(done.load(Ordering::Relaxed) >= 40, "too few acts");
    let server = home.serves();
    let mut raw = db.raw();
    let mut count = |what: &str| raw.number(&format!("SELECT count(*) AS number FROM {what}"));
    let sign_ins = count("audit WHERE event = 'sign_in'");
    assert_eq!(sign_ins, count("sessions"), "one for each session");
    let without = "sessions WHERE NOT EXISTS (SELECT 1 FROM audit \
         WHERE audit.session_key = sessions.key AND audit.event = 'sign_in')";
    assert_eq!(count(without), 0);
    assert_eq!(
        count("audit WHERE event = 'sign_out'"),
        count("sessions WHERE why = 'signed_out'")
    );
    let answered = i64::try_from(done.load(Ordering::Relaxed)).expect("a number");
    let kept = sign_ins + count("audit WHERE event = 'sign_out'");
    assert!(kept >= answered, "{kept} kept, {answered} answered");
    assert_eq!(
        count("audit WHERE event = 'user_added' AND actor_kind = 'cli'"),
        6
    );
    assert_eq!(count("audit WHERE event = 'started'"), 2);
    assert!(server.stops().success());
}

#[test]
fn no_act_is_there_without_its_event_and_no_event_without_its_act_after_a_kill() {
    for _ in 0..rounds("kills among sign-ins, on each database", 2, 50) {
        each_db(survives);
    }
}
