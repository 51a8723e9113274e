//! A clock that was ahead and is put right: no moment in the future holds anybody, and what was ended stays ended.

use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp, token_in};
use crate::kit::broker::admin_session;
use crate::kit::db::{START, each_db};
use crate::kit::program::{gives_pair, refuses, server_program};
use crate::kit::samples::{key, session, settle};
use crate::kit::server::Home;
use crate::kit::stepping::with_stepping_clock;
use crate::web::{each_desktop, each_program, each_with_ada, is_consent_page, tries};
use serde_json::Value;
use std::time::Duration;
use vestibule::domain::account::brake::{Charge, Limit, Subject, TRY};
use vestibule::domain::account::session::SessionLifetimes;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::delivery::Delivery;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::secret::{PlainToken, TokenKind};
use vestibule::domain::tally::LimitSubject;
use vestibule::domain::time::{Timestamp, days};
use vestibule::flow::{apps, users};
use vestibule::store::{CommitError, Lost, Store};

const ANOTHER: &str = "another-lamp-17";
const SIGN_IN: &str = "/account/sign-in";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const SECOND: Duration = Duration::from_secs(1);

/// What is done while the clock is a day ahead; then it is put right.
fn while_ahead<T>(app: &TestApp, done: impl FnOnce() -> T) -> T {
    let (clock, right) = (&app.platform().clock, app.now());
    clock.put(right.plus(days(1)));
    let outcome = done();
    clock.put(right.plus(SECOND));
    outcome
}

#[test]
fn o04_a_password_given_while_the_clock_was_ahead_lets_its_owner_in_once() {
    each_desktop(|app, path| {
        while_ahead(app, || {
            users::set_password(app.platform(), "ada", ANOTHER).expect("set");
        });
        let mut browser = app.stranger();
        let answer = tries(&mut browser, path, "ada", ANOTHER);
        assert_eq!(answer.status, 303);
        let consent = browser.get(path);
        assert!(is_consent_page(&consent), "asked to sign in again");
        let answer = app.presses(&mut browser, &consent, "Allow");
        assert!(app.is_live(&token_in(answer.location())));
    });
}

#[test]
fn o04_what_is_issued_after_the_clock_is_right_is_good() {
    each_with_ada(|app| {
        let old = server_program(app, Wishes::default());
        gives_pair(&old.trades("ada", PASSWORD));
        let (made, early) = while_ahead(app, || {
            let made = server_program(app, Wishes::default());
            let early = gives_pair(&old.trades("ada", PASSWORD));
            users::access::withdraw(app.platform(), "ada", &old.app).expect("withdrawn");
            users::disable(app.platform(), "ada").expect("disabled");
            users::enable(app.platform(), "ada").expect("enabled");
            apps::disable(app.platform(), &old.app.uuid).expect("disabled");
            apps::enable(app.platform(), &old.app.uuid).expect("enabled");
            (made, early)
        });
        assert!(!app.is_live(&early.access), "it was ended meanwhile");
        for program in [&old, &made] {
            let pair = gives_pair(&program.trades("ada", PASSWORD));
            assert!(app.is_live(&pair.access));
            let next = gives_pair(&program.refreshes(&pair.refresh));
            assert!(app.is_live(&next.access));
        }
        let text = "Invalid refresh token";
        refuses(&old.refreshes(&early.refresh), 400, "invalid_grant", text);
    });
}

#[test]
fn o04_links_and_secrets_that_were_ended_while_the_clock_was_ahead_stay_ended() {
    each_program(|app, program| {
        let reset = || {
            users::reset_link(app.platform(), "ada", users::Way::Printed)
                .expect("a link")
                .link
        };
        let page = |link: &str| {
            let path = link.strip_prefix(&app.origin()).expect("one of ours");
            app.stranger().get(path).status
        };
        let first = reset();
        assert_eq!(page(&first), 200);
        let second = while_ahead(app, || {
            apps::rotate_secret(app.platform(), &program.app.uuid, None).expect("rotated");
            reset()
        });
        assert_ne!(page(&first), 200, "another took its place");
        assert_eq!(page(&second), 200);
        assert_eq!(program.trades("ada", PASSWORD).status, 401);
    });
}

const LIMIT: Limit = Limit {
    tries: 3,
    window: Duration::from_secs(600),
    setting: "sign_in_limit.per_account",
    whose: LimitSubject::Account,
};

fn pays(store: &Store, at: Timestamp) -> Result<(), CommitError> {
    let charge = Charge {
        subject: Subject([7; 32]),
        limit: LIMIT,
        cost: TRY,
        at,
    };
    store.commit(Change::guarded(
        Guard::BrakeAllows(vec![charge]),
        Vec::new(),
    ))
}

#[test]
fn o04_a_brake_that_a_clock_ahead_has_filled_holds_nobody() {
    each_db(|db| {
        let store = db.open();
        let ahead = START.plus(days(1));
        for _ in 0..3 {
            assert_eq!(pays(&store, ahead), Ok(()));
        }
        let held = |at, seconds| {
            let wait = match pays(&store, at) {
                Err(CommitError::Lost(Lost::Braked(braked))) => braked.wait.as_secs(),
                other => panic!("{other:?}"),
            };
            assert_eq!(wait, seconds);
        };
        held(ahead, 200);
        assert_eq!(pays(&store, START), Ok(()), "one try is let through");
        held(START, 200);
        assert_eq!(pays(&store, START.plus(Duration::from_secs(201))), Ok(()));
    });
}

#[test]
fn o04_a_callback_that_a_clock_ahead_has_planned_is_due() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let queue = |number, at| {
            let person = format!("public-{number}");
            Delivery::withdrawal(key(number), AppId(7), &person, at, &mut rand::rng())
        };
        let made_ahead = queue(1, START.plus(days(1)));
        let tried = |number, tries, next_at| Delivery {
            tries,
            next_at: Some(next_at),
            ..queue(number, START)
        };
        // An hour ahead, as a clock of local time may be: its own gap is nine minutes.
        let tried_ahead = tried(2, 2, START.plus(HOUR + 9 * MINUTE));
        let soon = queue(3, START.plus(SECOND));
        let in_time = tried(4, 3, START.plus(HOUR));
        let all = [&made_ahead, &tried_ahead, &soon, &in_time];
        let writes = all.map(|one| Write::QueueDelivery(one.clone()));
        store.commit(Change::writes(writes.into())).expect("queued");
        let due = store.read(|reader| reader.due_deliveries(START, &[], 9));
        let mut due = due.expect("reads");
        due.sort_by_key(|one| one.key);
        assert_eq!(due, [made_ahead, tried_ahead]);
    });
}

#[test]
fn o04_a_session_that_begins_stays_where_a_clock_ahead_has_made_too_many() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let at = |moment| {
            let mut row = session(1, 1);
            row.key = store.next_key(moment);
            row.secret_hash = PlainToken::make(row.key, &mut rand::rng()).hash(TokenKind::Session);
            row
        };
        // Of another server, whose clock was right.
        let before = at(START);
        let begun = at(START.plus(SECOND));
        let ahead = [1, 2, 3].map(|day| at(START.plus(days(day))));
        let all = ahead.iter().chain([&before, &begun]);
        let mut writes: Vec<Write> = all.cloned().map(Write::InsertSession).collect();
        writes.push(Write::EndOldestSessionsOf {
            begun: begun.clone(),
            most: 3,
            at: START.plus(SECOND),
        });
        store.commit(Change::writes(writes)).expect("writes");
        let is_open = |key| {
            let found = store.read(|reader| reader.session(key));
            found
                .expect("reads")
                .expect("is there")
                .0
                .ended_at
                .is_none()
        };
        assert!(is_open(begun.key) && is_open(before.key));
        assert_eq!(ahead.map(|one| is_open(one.key)), [false, false, true]);
    });
}

#[test]
fn o04_what_was_last_seen_by_a_clock_ahead_is_put_right_at_the_next_use() {
    let ahead = START.plus(days(1));
    let lifetimes = SessionLifetimes {
        browser: days(1),
        keep_idle: days(14),
        keep_absolute: days(90),
    };
    let mut seen = session(1, 1);
    seen.last_seen_at = ahead;
    assert_eq!(seen.slide(&lifetimes, START), Some(START.plus(days(14))));
    seen.last_seen_at = START.plus(SECOND);
    assert_eq!(seen.slide(&lifetimes, START), None);
    let mut operator = vestibule::domain::broker::admin_session::AdminStanding {
        session: admin_session(1),
        user_state: vestibule::domain::account::user::UserState::Active,
        is_admin: true,
        user_epoch: vestibule::domain::epoch::Epoch::FIRST,
    };
    operator.session.last_used_at = ahead;
    assert!(operator.is_worth_noting(START));
}

fn warns_of_dates(home: &Home) -> bool {
    let said = home.runs(&["doctor", "--json"], "").out;
    let found: Vec<Value> = serde_json::from_str(&said).expect("JSON");
    let mut dates = found.iter().filter(|finding| finding["check"] == "dates");
    dates.any(|finding| finding["state"] == "warn")
}

/// The program itself, with the commands beside it, all on one clock.
#[test]
fn o04_a_running_server_whose_clock_is_put_right_lets_everybody_in() {
    with_stepping_clock("o04_a_running_server", |clock| {
        clock.steps_to(86_400);
        let home = Home::new("").with_variables(clock.variables());
        let server = home.serves();
        home.adds_user("ada", PASSWORD);
        home.adds_user("bob", PASSWORD);
        for _ in 0..12 {
            tries(&mut server.client(), SIGN_IN, "bob", ANOTHER);
        }
        let bob_tries = || tries(&mut server.client(), SIGN_IN, "bob", PASSWORD).status;
        assert_eq!(bob_tries(), 429);
        let mut thief = server.client();
        assert_eq!(tries(&mut thief, SIGN_IN, "ada", PASSWORD).status, 303);
        let reset = ["user", "password", "ada", "--password-stdin"];
        home.runs(&reset, &format!("{ANOTHER}\n")).succeeds();
        assert!(!warns_of_dates(&home));

        clock.steps_to(0);
        assert!(warns_of_dates(&home));
        let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
        let key = app["client_id"].as_str().expect("a key");
        let path = format!("{AUTHORIZE}?client_id={key}&response_type=token&display=desktop");
        let mut ada = server.client();
        assert_eq!(tries(&mut ada, &path, "ada", ANOTHER).status, 303);
        let consent = ada.get(&path);
        assert!(is_consent_page(&consent), "asked to sign in again");
        let answer = ada.submits(&consent, &consent.form("Allow"), "Allow");
        let token = token_in(answer.location());
        let lives = |token: &str| {
            let query = format!("/platform/oauth/validate_token?access_token={token}");
            server.client().get(&query).status
        };
        assert_eq!(lives(&token), 200);
        let is_signed_in = is_consent_page(&thief.get(&path));
        assert!(!is_signed_in, "a thief stays signed in");
        assert_eq!(bob_tries(), 303);
        assert!(server.stops().success());
    });
}

#[test]
fn o04_rows_of_the_future_are_found() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let latest = || {
            let checked = Store::check(&db.options()).expect("looks");
            checked.latest.expect("a moment")
        };
        let soon = store.next_key(START);
        let mut row = session(1, 1);
        row.key = soon;
        let insert = |row| Change::writes(vec![Write::InsertSession(row)]);
        store.commit(insert(row.clone())).expect("writes");
        assert_eq!(latest(), START);
        row.key = store.next_key(START.plus(days(3)));
        store.commit(insert(row)).expect("writes");
        assert_eq!(latest(), START.plus(days(3)));
        pays(&store, START.plus(days(5))).expect("pays");
        assert_eq!(latest(), START.plus(days(5)));
    });
}
