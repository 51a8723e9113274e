//! The operator's webhook: a real receiver is sent every event, signed, in the order of ids, also after it was away.

use super::events;
use crate::kit::app::TestApp;
use crate::kit::db::{TestDb, each_db};
use crate::kit::server::Home;
use crate::kit::tiny::{Asked, TinyServer, answer};
use crate::kit::{is_long, waits_for};
use crate::metrics::Series;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use vestibule::app::webhook::round;
use vestibule::callback::Caller;
use vestibule::domain::audit::happened::Happened;
use vestibule::domain::audit::{By, Event};
use vestibule::domain::change::Change;
use vestibule::domain::key::RowKey;
use vestibule::flow::audit::webhook::{begin, claim_due, position, settle};
use vestibule::flow::census::look_at_outbox;
use vestibule::metrics::Exposition;

const SECRET: &str = "a secret of more than thirty-two characters";
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";
const SECOND: Duration = Duration::from_secs(1);
/// Until all are there that come before.
const UNTIL_ALL_ARE_THERE: Duration = Duration::from_secs(41);

/// A receiver that answers with a status that the test chooses.
struct Receiver {
    server: TinyServer,
    status: Arc<AtomicU16>,
}

impl Receiver {
    fn start() -> Self {
        let status = Arc::new(AtomicU16::new(204));
        let says = Arc::clone(&status);
        let server = TinyServer::start("127.0.0.1", move |_| {
            let status = says.load(Ordering::Relaxed);
            answer(&format!("{status} So"), "text/plain", &[], "")
        });
        Self { server, status }
    }

    fn says(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    fn settings(&self) -> String {
        let url = self.server.url("/events");
        format!(
            "[callbacks]\nallow_private_addresses = true\n[audit]\nwebhook_url = {url:?}\nwebhook_secret = {SECRET:?}\n"
        )
    }

    fn bodies(&self) -> Vec<Value> {
        let asked = self.server.asked();
        let bodies = asked.iter().map(|it| serde_json::from_str(&it.body));
        bodies.collect::<Result<_, _>>().expect("JSON")
    }

    /// Of all that was sent, in the order in which it came.
    fn ids(&self) -> Vec<String> {
        self.bodies().iter().flat_map(ids).collect()
    }
}

fn ids(body: &Value) -> Vec<String> {
    let events = body["events"].as_array().expect("events");
    let ids = events.iter().map(|event| event["id"].as_str());
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

/// An app whose webhook has begun, on each database.
fn each_sending(story: impl Fn(&TestApp, &Receiver)) {
    each_db(|db: &TestDb| {
        let receiver = Receiver::start();
        let app = TestApp::start(&db.url, &receiver.settings());
        begin(app.platform()).expect("it begins");
        story(&app, &receiver);
    });
}

/// What the server does every second; how many tries it made.
#[track_caller]
fn sends(app: &TestApp) -> usize {
    let policy = &app.platform().policy;
    let to = policy.webhook.as_ref().expect("a webhook");
    let caller = Caller::new(policy.private_callbacks);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let made = runtime.block_on(round(&app.edge().platform, &caller, to));
    made.expect("the store answers")
}

/// So many events that happen now; their ids.
#[track_caller]
fn happens(app: &TestApp, many: usize) -> Vec<String> {
    let store = &app.platform().store;
    let keys: Vec<RowKey> = (0..many).map(|_| store.next_key(app.now())).collect();
    let event = |key: &RowKey| Event::new(*key, &By::SYSTEM, &Happened::SignOut, app.now()).into();
    let change = Change::writes(keys.iter().map(event).collect());
    store.commit(change).expect("events");
    keys.into_iter().map(RowKey::encode).collect()
}

fn header<'a>(asked: &'a Asked, name: &str) -> &'a str {
    let mut headers = asked.headers.iter();
    let found = headers.find(|(given, _)| given == name);
    found.map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// When it was signed, as who checks it finds out.
#[track_caller]
fn signed_at(asked: &Asked) -> i64 {
    let signature = header(asked, "vestibule-signature");
    let (time, digest) = signature.split_once(",v1=").expect("two parts");
    let time = time.strip_prefix("t=").expect("a time");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(format!("{time}.{}", asked.body).as_bytes());
    let expected = mac.finalize().into_bytes();
    let expected: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, expected);
    time.parse().expect("seconds")
}

#[test]
fn events_are_sent_once_by_the_hundred_signed_and_in_the_order_of_ids() {
    each_sending(|app, receiver| {
        let happened = happens(app, 250);
        // One that came before may still be on its way into the database.
        app.advance(UNTIL_ALL_ARE_THERE - 2 * SECOND);
        assert_eq!(sends(app), 0);
        app.advance(2 * SECOND);
        assert_eq!((sends(app), sends(app)), (3, 0));
        let each: Vec<usize> = receiver.bodies().iter().map(|it| ids(it).len()).collect();
        assert_eq!(each, [100, 100, 50]);
        assert_eq!(receiver.ids(), happened);
        assert!(receiver.ids().is_sorted());
        for asked in receiver.server.asked() {
            assert_eq!(asked.line, "POST /events");
            assert_eq!(header(&asked, "content-type"), "application/json");
            assert_eq!(signed_at(&asked), app.now().seconds());
        }
        // As the list has them, and nothing beside.
        let body = &receiver.bodies()[0];
        let listed = events(app);
        let first = listed.iter().find(|it| it.key.encode() == happened[0]);
        assert_eq!(body["events"][0], first.expect("is listed").in_words());
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(1));
    });
}

#[test]
fn a_receiver_that_was_dead_for_an_hour_is_sent_all_it_missed() {
    each_sending(|app, receiver| {
        receiver.says(503);
        let mut happened = Vec::new();
        let mut tries = 0;
        for _ in 0..3600 / 20 {
            happened.extend(happens(app, 1));
            app.advance(20 * SECOND);
            tries += sends(app);
        }
        // Not every second, but every minute in the end.
        assert!((55..70).contains(&tries), "{tries}");
        let there = position(app.platform()).expect("reads").expect("has begun");
        assert_eq!(there.last_error.as_deref(), Some("it answered 503"));
        assert_eq!(there.tries, i64::try_from(tries).expect("small"));
        // A redirect is followed nowhere, and takes nothing.
        receiver.says(307);
        app.advance(60 * SECOND);
        assert_eq!(sends(app), 1);
        receiver.says(200);
        app.advance(60 * SECOND);
        let before = receiver.bodies().len();
        assert_eq!(sends(app), 2);
        let after: Vec<Value> = receiver.bodies().split_off(before);
        assert_eq!(after.iter().flat_map(ids).collect::<Vec<_>>(), happened);
        assert!(after.iter().all(|body| body["skipped"].is_null()));
        let there = position(app.platform()).expect("reads").expect("has begun");
        assert_eq!((there.tries, there.last_error), (0, None));
    });
}

#[test]
fn what_waited_for_more_than_a_day_is_passed_over_and_the_gap_is_a_number() {
    each_sending(|app, receiver| {
        receiver.says(500);
        happens(app, 5);
        app.advance(Duration::from_secs(3 * 3600));
        assert_eq!(sends(app), 1);
        happens(app, 4);
        app.advance(Duration::from_secs(22 * 3600));
        // The first five are older than a day now; the others are not.
        assert_eq!(sends(app), 1);
        app.advance(Duration::from_secs(3 * 3600));
        let happened = happens(app, 3);
        app.advance(UNTIL_ALL_ARE_THERE);
        receiver.says(200);
        let before = receiver.bodies().len();
        assert_eq!(sends(app), 1);
        let body = &receiver.bodies()[before];
        assert_eq!((ids(body), &body["skipped"]), (happened, &Value::from(9)));
        // It is said once.
        happens(app, 1);
        app.advance(UNTIL_ALL_ARE_THERE);
        assert_eq!(sends(app), 1);
        assert!(receiver.bodies()[before + 1]["skipped"].is_null());
    });
}

#[test]
fn metrics_say_how_many_events_wait_since_when_and_what_became_of_each_try() {
    each_sending(|app, receiver| {
        let says = |name: &str| {
            look_at_outbox(app.platform()).expect("the store answers");
            let text = Exposition::new(&app.platform().metrics, "0", "sqlite").text();
            Series::of(&text).of_series(&format!("vestibule_outbox_{name}"))
        };
        let tries = |outcome: &str| {
            says(&format!(
                "tries_total{{kind=\"audit\",outcome={outcome:?}}}"
            ))
        };
        let (waiting, oldest) = ("waiting{kind=\"audit\"}", "oldest_seconds{kind=\"audit\"}");
        assert_eq!((says(waiting), says(oldest)), (0.0, 0.0));
        receiver.says(500);
        happens(app, 3);
        app.advance(60 * SECOND);
        assert_eq!(sends(app), 1);
        assert_eq!((says(waiting), says(oldest)), (3.0, 60.0));
        assert_eq!((tries("ok"), tries("failed")), (0.0, 1.0));
        app.advance(Duration::from_secs(24 * 3600));
        happens(app, 1);
        receiver.says(200);
        app.advance(UNTIL_ALL_ARE_THERE);
        assert_eq!(sends(app), 1);
        assert_eq!((says(waiting), says(oldest)), (0.0, 0.0));
        assert_eq!(["ok", "failed", "given_up"].map(tries), [1.0, 1.0, 1.0]);
    });
}

#[test]
fn a_server_that_is_killed_while_it_sends_leaves_the_try_to_the_next_one() {
    each_db(|db| {
        let receiver = Receiver::start();
        let settings = format!("{KEY}{}", receiver.settings());
        let servers = [0, 1].map(|_| TestApp::start(&db.url, &settings));
        let [one, other] = servers.each_ref().map(TestApp::platform);
        begin(one).expect("it begins");
        begin(other).expect("it has begun");
        let happened = happens(&servers[0], 3);
        servers
            .iter()
            .for_each(|server| server.advance(UNTIL_ALL_ARE_THERE));
        let to = one.policy.webhook.as_ref().expect("a webhook");
        let call = claim_due(one, to).expect("reads").expect("is due");
        // Nobody else makes this try, whatever becomes of it.
        assert!(claim_due(other, to).expect("reads").is_none());
        assert_eq!(sends(&servers[1]), 0);
        servers
            .iter()
            .for_each(|server| server.advance(21 * SECOND));
        assert_eq!(sends(&servers[1]), 1);
        assert_eq!(receiver.ids(), happened);
        // The first was only slow: what it has to say moves nothing any more.
        let there = position(one).expect("reads");
        settle(one, &call, Err("too late")).expect("is heard");
        assert_eq!(position(one).expect("reads"), there);
        assert_eq!((sends(&servers[0]), sends(&servers[1])), (0, 0));
    });
}

#[test]
fn what_commands_and_other_servers_record_is_sent_too() {
    each_db(|db| {
        let receiver = Receiver::start();
        let app = TestApp::start(&db.url, &format!("{KEY}{}", receiver.settings()));
        begin(app.platform()).expect("it begins");
        // One that knows nothing of a webhook.
        let plain = TestApp::start(&db.url, KEY);
        let happened = [happens(&app, 1), happens(&plain, 1)].concat();
        app.advance(UNTIL_ALL_ARE_THERE);
        assert_eq!(sends(&app), 1);
        let mut sent = receiver.ids();
        assert!(sent.is_sorted());
        let mut happened = happened;
        happened.sort();
        sent.sort();
        assert_eq!(sent, happened);
    });
}

/// By the clock of this machine: it takes most of a minute.
#[test]
fn a_server_sends_what_it_and_its_commands_record() {
    if !is_long() {
        return;
    }
    each_db(|db| {
        let receiver = Receiver::start();
        let settings = format!("database_url = {:?}\n{}", db.url, receiver.settings());
        let home = Home::new(&settings);
        let server = home.serves();
        home.adds_user("ada", crate::kit::app::PASSWORD);
        waits_for("two events", || receiver.ids().len() >= 2);
        let bodies = receiver.bodies();
        let words: Vec<&str> = bodies
            .iter()
            .flat_map(|body| body["events"].as_array().expect("events"))
            .filter_map(|event| event["event"].as_str())
            .collect();
        assert_eq!(words, ["started", "user_added"]);
        let doctor = home.runs(&["doctor"], "").out;
        assert!(doctor.contains("127.0.0.1 takes events"), "{doctor}");
        assert!(server.stops().success());
    });
}
