//! What happens without anybody pressing a button has a limit; so has what one person can pile up.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{Pair, Program, gives_pair, public_program, server_program};
use crate::kit::rounds;
use crate::kit::samples::lifetimes;
use crate::kit::told::says;
use crate::web::account::signed_in;
use crate::web::account_apps::program;
use crate::web::{each_app, link, one_app, one_with_ada};
use std::time::{Duration, Instant};
use vestibule::domain::account::authentication::Methods;
use vestibule::domain::account::session::{Keep, NewSession, Session};
use vestibule::domain::account::sid::SidSeed;
use vestibule::domain::account::user::User;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::key::RowKey;
use vestibule::domain::oauth::client::GrantType;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::secret::TokenHash;
use vestibule::domain::time::days;
use vestibule::flow::users::{self, access};

/// A browser whose person has allowed the program at this path.
#[track_caller]
fn allowed(app: &TestApp, path: &str) -> HttpClient {
    let mut browser = app.stranger();
    let consent = app.signs_in(&mut browser, path, "ada");
    assert_eq!(app.presses(&mut browser, &consent, "Allow").status, 302);
    browser
}

#[track_caller]
fn is_refused(answer: &Response, path: &str) {
    assert_eq!(answer.status, 429, "{}", answer.text());
    assert!(answer.header("location").is_none());
    let wait = answer.header("retry-after").expect("how long to wait");
    assert!((1..=21).contains(&wait.parse().expect("seconds")), "{wait}");
    assert!(answer.text().contains("The app asked too often."));
    assert_eq!(link(answer, "Try again"), path);
}

#[test]
fn s09_silent_grants_are_limited_for_each_session_and_app() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "[rate_limit]\ngrants = 3");
        app.adds_user("ada", None);
        let (_, path) = program(&app, "Paint");
        let (_, other) = program(&app, "Archive");
        let mut browser = allowed(&app, &path);
        let mut elsewhere_too = allowed(&app, &other);
        let mut elsewhere = app.stranger();
        assert_eq!(app.signs_in(&mut elsewhere, &path, "ada").status, 302);
        for _ in 0..3 {
            assert_eq!(browser.get(&path).status, 302);
        }
        let tokens = db.raw().count("access_tokens");
        is_refused(&browser.get(&path), &path);
        let silently = format!("{path}&prompt=none&state=s");
        let answer = browser.get(&silently);
        assert_eq!(answer.status, 302, "{}", answer.text());
        let location = answer.location().to_owned();
        says(&location, &["&error=temporarily_unavailable&"]);
        assert!(!location.contains("access_token="), "{location}");
        let json = [("Accept", "application/json")];
        let told = browser.send("GET", &path, &json, b"");
        assert_eq!(
            (told.status, &told.json()["code"]),
            (429, &"too_often".into())
        );
        assert_eq!(
            db.raw().count("access_tokens"),
            tokens,
            "something was written"
        );
        // Nobody else is held up, nor is a page.
        assert_eq!(elsewhere.get(&path).status, 302);
        assert_eq!(elsewhere_too.get(&other).status, 302);
        assert_eq!(browser.get(&format!("{path}&prompt=consent")).status, 200);
        app.advance(Duration::from_secs(20));
        assert_eq!(browser.get(&path).status, 302);
        is_refused(&browser.get(&path), &path);
    });
}

#[test]
fn s09_a_program_that_presses_allow_is_limited_like_one_that_asks_silently() {
    each_app("[rate_limit]\ngrants = 1", |app| {
        app.adds_user("ada", None);
        let (_, path) = program(app, "Paint");
        let mut browser = allowed(app, &path);
        let asking = format!("{path}&prompt=consent");
        let mut presses = |button: &str| {
            let page = browser.get(&asking);
            app.presses(&mut browser, &page, button)
        };
        assert_eq!([0; 9].map(|_| presses("Allow").status), [302; 9]);
        is_refused(&presses("Allow"), &asking);
        assert_eq!(presses("Don't Allow").status, 302);
        app.advance(Duration::from_secs(6));
        assert_eq!(presses("Allow").status, 302);
    });
}

#[test]
fn s09_sixty_a_minute_unless_the_operator_says_otherwise() {
    one_with_ada(|app| {
        let (_, path) = program(app, "Paint");
        let mut browser = allowed(app, &path);
        let granted = (0..70).filter(|_| browser.get(&path).status == 302);
        assert_eq!(granted.count(), 60);
    });
    one_app("[rate_limit]\ngrants = 0", |app| {
        app.adds_user("ada", None);
        let (_, path) = program(app, "Paint");
        let mut browser = allowed(app, &path);
        assert!((0..100).all(|_| browser.get(&path).status == 302));
    });
}

#[test]
fn s09_tokens_of_an_app_for_itself_are_limited_where_the_operator_says_so() {
    let asks = |app: &TestApp| {
        let wishes = Wishes {
            grants: Some(vec![GrantType::ClientCredentials]),
            ..Wishes::default()
        };
        server_program(app, wishes)
    };
    let own = [("grant_type", "client_credentials")];
    each_app("[rate_limit]\napp_tokens = 2", |app| {
        let (one, other) = (asks(app), asks(app));
        for _ in 0..2 {
            assert_eq!(one.asks(&own).status, 200);
        }
        let refused = one.asks(&own);
        assert_eq!(refused.status, 429);
        assert_eq!(refused.json()["error"], "temporarily_unavailable");
        assert!(refused.header("retry-after").is_some());
        assert_eq!(other.asks(&own).status, 200);
        app.advance(Duration::from_secs(30));
        assert_eq!(one.asks(&own).status, 200);
    });
    one_app("", |app| {
        let free = asks(app);
        assert!((0..100).all(|_| free.asks(&own).status == 200));
    });
}

/// Redeems the newest refresh token, with what was given before.
fn refreshes(program: &Program, last: &mut Pair) -> Response {
    let answer = program.refreshes(&last.refresh);
    if answer.status == 200 {
        *last = gives_pair(&answer);
    }
    answer
}

#[test]
fn s09_refreshing_is_limited_for_each_grant_and_the_token_stays_good() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "[rate_limit]\ngrants = 3");
        app.adds_user("ada", None);
        let program = public_program(&app, Wishes::default());
        let begins = || gives_pair(&program.trades("ada", PASSWORD));
        let (mut one, mut other) = (begins(), begins());
        for _ in 0..3 {
            assert_eq!(refreshes(&program, &mut one).status, 200);
        }
        let rows = db.raw().count("refresh_tokens");
        let refused = refreshes(&program, &mut one);
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert_eq!(refused.json()["error"], "temporarily_unavailable");
        let wait = refused.header("retry-after").expect("how long to wait");
        assert!((1..=21).contains(&wait.parse().expect("seconds")), "{wait}");
        assert_eq!(
            db.raw().count("refresh_tokens"),
            rows,
            "something was written"
        );
        // Another grant of the same person is not held up, and the refused token was not used up.
        assert_eq!(refreshes(&program, &mut other).status, 200);
        app.advance(Duration::from_secs(20));
        assert_eq!(refreshes(&program, &mut one).status, 200);
        // Two tabs with the same token write nothing, and take nothing.
        let mut again = one.clone();
        app.advance(Duration::from_secs(20));
        assert_eq!(refreshes(&program, &mut one).status, 200);
        for _ in 0..5 {
            assert_eq!(refreshes(&program, &mut again.clone()).status, 200);
        }
        assert_eq!(refreshes(&program, &mut again).status, 200);
        assert_eq!(again, one);
    });
}

#[test]
fn s09_many_grants_of_one_person_and_app_refresh_ten_times_as_often_together() {
    one_app("[rate_limit]\ngrants = 1", |app| {
        app.adds_user("ada", None);
        app.adds_user("ivy", None);
        let program = public_program(app, Wishes::default());
        let once = |name: &str| {
            let mut pair = gives_pair(&program.trades(name, PASSWORD));
            refreshes(&program, &mut pair).status
        };
        assert_eq!([0; 11].map(|_| once("ada"))[9..], [200, 429]);
        assert_eq!(once("ivy"), 200);
    });
    one_app("[rate_limit]\ngrants = 0", |app| {
        app.adds_user("ada", None);
        let program = public_program(app, Wishes::default());
        let mut pair = gives_pair(&program.trades("ada", PASSWORD));
        assert!((0..70).all(|_| refreshes(&program, &mut pair).status == 200));
    });
}

/// Begins sessions without the work of signing in.
fn begins(app: &TestApp, user: &User, count: u32) -> Vec<RowKey> {
    let (platform, now) = (app.platform(), app.now());
    let begin = |number: u32| {
        let new = NewSession {
            key: platform.store.next_key(now),
            secret_hash: TokenHash::of("test", &number.to_be_bytes()),
            user_key: user.key,
            epoch: user.epoch,
            born_for_app: None,
            device_label: None,
            keep: Keep::BrowserSession,
            methods: Methods::PASSWORD,
            sid_seed: SidSeed::make(&mut rand::rng()),
        };
        Session::begin(new, &platform.policy.sessions, now)
    };
    let sessions: Vec<Session> = (0..count).map(begin).collect();
    let keys = sessions.iter().map(|session| session.key).collect();
    let writes = sessions.into_iter().map(Write::InsertSession).collect();
    platform
        .store
        .commit(Change::writes(writes))
        .expect("commits");
    keys
}

#[test]
fn s09_a_person_has_a_hundred_live_sessions_and_the_oldest_ends() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        let ivy = app.adds_user("ivy", None);
        begins(app, &ivy, 3);
        let keys = begins(app, &ada, 100);
        app.advance(Duration::from_secs(1));
        let mut browser = signed_in(app, "ada");
        let live = |who| access::sessions(app.platform(), Some(who)).expect("a list");
        let left: Vec<RowKey> = live("ada").iter().map(|(session, _)| session.key).collect();
        assert_eq!(left.len(), 100);
        assert_eq!(left[..99], keys[1..]);
        assert_eq!(live("ivy").len(), 3);
        assert_eq!(browser.get("/account/sessions").status, 200);
        // What is over by itself is no reason to end what lives.
        app.advance(days(1));
        begins(app, &ada, 99);
        signed_in(app, "ada");
        assert_eq!(live("ada").len(), 100);
    });
}

/// So many more sessions of the one person who has some.
fn many(db: &crate::kit::db::TestDb, count: usize) {
    let series = if db.is_sqlite() {
        format!(
            "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s)"
        )
    } else {
        format!("(SELECT n FROM generate_series(1, {count}) AS s(n))")
    };
    let columns = "secret_hash, user_key, epoch, born_for_app, device_label, authenticated_at, last_seen_at, idle_until, \
                   ends_at, keep, ended_at, why, created_at, sid_seed";
    let sql = format!(
        "INSERT INTO sessions (key, {columns}) SELECT one.key - 1000000 + many.n, {columns} \
         FROM (SELECT * FROM sessions ORDER BY key LIMIT 1) AS one, {series} AS many"
    );
    db.raw().run(&sql);
}

#[test]
fn s09_tens_of_thousands_of_sessions_of_one_person_stop_neither_the_health_check_nor_the_sweep() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let browser = signed_in(&app, "ada");
        let count = rounds("s09, sessions of one person", 30_000, 100_000);
        many(db, count);
        let longest = std::thread::scope(|scope| {
            let readers: Vec<_> = (0..4)
                .map(|nth| {
                    let mut browser = browser.clone();
                    scope.spawn(move || {
                        for page in 0..10 {
                            let path = format!("/account/sessions?page={}", nth + page);
                            assert_eq!(browser.get(&path).status, 200);
                        }
                    })
                })
                .collect();
            let mut longest = Duration::ZERO;
            let mut watch = app.stranger();
            loop {
                let began = Instant::now();
                assert_eq!(watch.get("/healthz").status, 200);
                assert_eq!(watch.get("/readyz").status, 200);
                longest = longest.max(began.elapsed());
                if readers.iter().all(|reader| reader.is_finished()) {
                    return longest;
                }
            }
        });
        assert!(longest < Duration::from_secs(3), "{longest:?}");
        let platform = app.platform();
        let began = Instant::now();
        let swept = platform.store.sweep(app.now(), lifetimes(days(1)));
        swept.expect("sweeps");
        assert!(began.elapsed() < Duration::from_secs(5));
        let listed = access::sessions(platform, Some("ada")).expect("a list");
        assert_eq!(listed.len(), count + 1);
        let exported = users::export(platform, "ada").expect("a file");
        let sessions = exported["sessions"].as_array().map(Vec::len);
        assert_eq!(sessions, Some(count + 1));
        // Each sign-in ends some hundreds of them, and nobody waits for it.
        signed_in(&app, "ada");
        let left = access::sessions(platform, Some("ada")).expect("a list");
        assert_eq!(left.len(), count + 2 - 500);
    });
}
