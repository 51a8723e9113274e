//! A platform with ten thousand access tokens: what each request asks the database is still found by an index. How fast
//! that is, `scripts/bench growth` measures up to a million.

use crate::broker::server;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{TestDb, each_db};
use crate::kit::many::{adds_copies, sample};
use crate::kit::program::{Program, gives_pair, server_program};
use crate::kit::samples::turned;
use crate::kit::statements::{Statement, Statements, plan, scans};
use serde_json::json;
use std::time::Duration;
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::time::days;
use vestibule::store::Lifetimes;

const TOKENS: usize = 10_000;
const LIFE: Duration = days(1);
/// So many tokens have keys of some milliseconds.
const MOMENT: Duration = Duration::from_secs(1);
const SETTINGS: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 0\ngrants = 0";

/// The story of a grown platform, with one of its tokens.
fn each_grown(story: impl Fn(&TestDb, &TestApp, &Statements, &str)) {
    each_db(|db| {
        let statements = Statements::watch(db);
        let app = TestApp::start(&db.url, SETTINGS);
        app.adds_user("ada", None);
        let token = app.gets_token(&app.adds_desktop_app().1, "ada");
        let store = &app.platform().store;
        let sample = sample(store, &token);
        adds_copies(store, &sample, (app.now(), LIFE), TOKENS);
        counts_rows(db);
        story(db, &app, &statements, &token);
    });
}

/// PostgreSQL plans by what it counted; SQLite is never told to count.
fn counts_rows(db: &TestDb) {
    if !db.is_sqlite() {
        db.raw().run("ANALYZE");
    }
}

#[test]
fn what_requests_ask_is_found_by_an_index_among_ten_thousand_tokens() {
    each_grown(|db, app, statements, token| {
        let (_, path) = app.adds_desktop_app();
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, &path, "ada");
        app.presses(&mut browser, &consent, "Allow");
        let program = server_program(app, turned(Switch::ResourceServer, true));
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let caller = server(app);
        let role = caller.adds_role(&json!({"name": "member"}));
        statements.forget();

        assert_eq!(browser.get(&path).status, 302);
        assert_eq!(app.stranger().get(&path).status, 200);
        checks(app, &program, token);
        let own = program.asks(&[("grant_type", "client_credentials")]);
        assert_eq!(own.status, 200, "{}", own.text());
        gives_pair(&program.refreshes(&pair.refresh));
        caller.begins_session(&role);

        let mut raw = db.raw();
        let seen = statements.seen();
        let on_tokens = |verb: &str| {
            let mut seen = seen.iter();
            seen.any(|it| it.text.starts_with(verb) && it.text.contains("access_tokens"))
        };
        assert!(on_tokens("SELECT") && on_tokens("INSERT"), "{seen:#?}");
        for statement in &seen {
            let steps = plan(&mut raw, statement);
            let through = scans(&steps, "access_tokens");
            assert!(through.is_empty(), "{}\n{through:#?}", statement.text);
        }
    });
}

/// All that asks about a token.
#[track_caller]
fn checks(app: &TestApp, program: &Program, token: &str) {
    let path = format!("/platform/oauth/validate_token?access_token={token}");
    assert_eq!(app.stranger().get(&path).text(), r#"{"result":"OK"}"#);
    assert_eq!(program.introspects(token).json()["active"], true);
    let bearer = format!("Bearer {token}");
    let fields = [("Authorization", bearer.as_str())];
    let user = app.stranger().send("GET", "/api/user", &fields, b"");
    assert_eq!(user.json()["type"], "person");
}

#[test]
fn a_statement_that_goes_through_all_tokens_is_told_by_its_plan() {
    each_grown(|db, _, _, _| {
        let mut raw = db.raw();
        let mut scans_by = |column: &str| {
            let statement = format!("SELECT key FROM access_tokens WHERE {column} = 1");
            scans(&plan(&mut raw, &Statement::of(&statement)), "access_tokens").len()
        };
        assert_eq!((scans_by("key"), scans_by("user_key")), (0, 1));
    });
}

#[test]
fn a_sweep_takes_what_is_due_from_among_ten_thousand_and_nothing_else() {
    each_grown(|db, app, statements, token| {
        let store = &app.platform().store;
        let sample = sample(store, token);
        app.advance(LIFE + LIFE + MOMENT);
        adds_copies(store, &sample, (app.now(), LIFE), TOKENS);
        let sweeps = || {
            let (token, brake, audit) = (LIFE, LIFE, days(90));
            store
                .sweep(
                    app.now(),
                    Lifetimes {
                        token,
                        brake,
                        audit,
                    },
                )
                .expect("a round")
        };
        assert!(sweeps() > TOKENS);
        let left = db.raw().count("access_tokens");
        assert_eq!(usize::try_from(left), Ok(TOKENS));
        let mut raw = db.raw();
        counts_rows(db);
        statements.forget();
        assert_eq!(sweeps(), 0);
        let seen = statements.seen();
        let looks: Vec<&Statement> = seen
            .iter()
            .filter(|it| it.text.contains("access_tokens"))
            .collect();
        assert!(!looks.is_empty(), "{seen:#?}");
        for look in looks {
            let steps = plan(&mut raw, look);
            assert!(
                scans(&steps, "access_tokens").is_empty(),
                "{look:?}\n{steps:#?}"
            );
        }
    });
}
