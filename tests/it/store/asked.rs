//! What requests ask most: one statement finds what single reads find, apps in memory are never stale, and many who ask
//! at once each get their own answer.

use crate::kit::db::{Raw, START, TestDb, each_db, on_postgresql};
use crate::kit::rounds;
use crate::kit::samples::*;
use crate::kit::store::{awaited, commit, each_store, impossible, reads};
use crate::kit::waits_for;
use crate::races::at_once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vestibule::domain::account::session::Session;
use vestibule::domain::account::user::User;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::access::{AccessToken, IssuedFor, TokenLife, TokenStanding};
use vestibule::domain::oauth::client::{App, AppState, ClientName};
use vestibule::domain::oauth::consent::Consent;
use vestibule::store::{LoadError, Store};

const SEVEN: ClientName = ClientName::Number(AppId(7));

/// Ada with a session, app 7 that she allowed and app 8 that she did not, and a token of each kind.
fn furnish(store: &Store) {
    settle(store);
    let own = AccessToken {
        app_id: AppId(8),
        issued_for: IssuedFor::App,
        ..token(12)
    };
    let more = vec![
        Write::InsertApp(app(8, "Other")),
        Write::InsertAppSecret(secret(21, 8)),
        Write::InsertSession(session(5, 1)),
        Write::InsertAccessToken(token(11)),
        Write::InsertAccessToken(own),
    ];
    commit(store, more);
}

/// A visit whose rows can all be read.
struct Found {
    app: App,
    present: Option<(Session, User)>,
    consent: Option<Consent>,
}

fn visit(store: &Store, name: &ClientName, session: Option<i64>) -> Option<Found> {
    let visit = awaited(store.visit(name, session.map(key))).expect("an answer");
    visit.map(|visit| Found {
        app: (*visit.app.app).clone(),
        present: visit.present.expect("reads"),
        consent: visit.consent.expect("reads"),
    })
}

fn token_of(store: &Store, number: i64) -> Option<TokenStanding> {
    awaited(store.token(key(number))).expect("an answer")
}

fn life_of(store: &Store, number: i64) -> Option<TokenLife> {
    let life = awaited(store.token_life(key(number))).expect("an answer");
    assert_eq!(life, reads(store, |it| it.token_life(key(number))));
    life
}

fn life(standing: Option<&TokenStanding>) -> Option<TokenLife> {
    standing.map(TokenStanding::life)
}

#[test]
fn one_question_finds_what_single_reads_find() {
    each_store(furnish, |_, store| {
        // Once from the database and once from memory.
        for _ in 0..2 {
            let found = visit(store, &SEVEN, Some(5)).expect("the app");
            assert_eq!(Some(found.app), reads(store, |it| it.app(&SEVEN)));
            assert_eq!(found.present, reads(store, |it| it.session(key(5))));
            assert_eq!(
                found.consent,
                reads(store, |it| it.consent(key(1), AppId(7)))
            );
            let found = visit(store, &SEVEN, None).expect("the app");
            assert!(found.present.is_none() && found.consent.is_none());
            let found = visit(store, &SEVEN, Some(99)).expect("the app");
            assert!(found.present.is_none() && found.consent.is_none());
            let other = ClientName::Key(app(8, "").client_id);
            let found = visit(store, &other, Some(5)).expect("the app");
            assert!(found.present.is_some() && found.consent.is_none());
            let known = awaited(store.client(&other)).expect("an answer");
            assert_eq!(
                known.as_deref(),
                reads(store, |it| it.app_with_secrets(&other)).as_ref()
            );
            for number in [11, 12, 13] {
                let single = reads(store, |it| it.token_standing(key(number)));
                assert_eq!(single.is_some(), number != 13);
                assert_eq!(token_of(store, number), single);
                assert_eq!(life_of(store, number), life(single.as_ref()));
                let asked = awaited(store.introspection(&other, key(number))).expect("an answer");
                let (asker, standing) = asked.expect("the app that asks");
                assert_eq!((asker.app.id, standing), (AppId(8), Ok(single)));
            }
        }
    });
}

#[test]
fn whether_a_token_is_live_is_told_alike_by_both_questions_however_it_ends() {
    let ends: [&str; 10] = [
        "UPDATE access_tokens SET revoked_at = 5",
        "UPDATE access_tokens SET expires_at = 5",
        "UPDATE access_tokens SET grant_key = 77",
        "UPDATE grants SET ended_at = 5",
        "UPDATE apps SET state = 'disabled'",
        "UPDATE apps SET epoch = 99",
        "UPDATE users SET state = 'disabled'",
        "UPDATE users SET epoch = 99",
        "UPDATE consents SET epoch = 99",
        "UPDATE consents SET withdrawn_at = 5",
    ];
    for end in ends {
        each_store(furnish, |db, store| {
            commit(store, vec![Write::InsertGrant(grant(4))]);
            db.raw()
                .run("UPDATE access_tokens SET grant_key = 4 WHERE key = 11");
            let hash = token(11).secret_hash;
            let before = life_of(store, 11).expect("a token");
            assert!(before.is_live(&hash, START));
            db.raw().run(end);
            let standing = token_of(store, 11).expect("a token");
            let after = life_of(store, 11).expect("a token");
            assert_eq!(after, standing.life(), "{end}");
            assert!(!after.is_live(&hash, START), "{end}");
        });
    }
}

#[test]
fn who_names_no_app_finds_nothing() {
    each_store(furnish, |_, store| {
        for name in [
            ClientName::Number(AppId(9)),
            ClientName::Key("Nobody".repeat(7)),
        ] {
            assert!(visit(store, &name, Some(5)).is_none());
            assert_eq!(awaited(store.client(&name)), Ok(None));
            assert_eq!(awaited(store.introspection(&name, key(11))), Ok(None));
        }
    });
}

/// Changes app 7, as an operator does.
fn edit(store: &Store, app: &App) {
    let guard = Guard::AppVersion {
        id: app.id,
        version: app.version,
    };
    let change = Change::guarded(guard, vec![Write::UpdateApp(app.clone())]);
    store.commit(change).expect("edits");
}

fn named(store: &Store) -> App {
    let known = awaited(store.client(&SEVEN)).expect("an answer");
    (*known.expect("the app").app).clone()
}

/// Two servers on one database.
fn both(db: &TestDb) -> (Store, Store) {
    let first = db.open();
    furnish(&first);
    (first, db.open())
}

#[test]
fn a_change_of_an_app_is_seen_by_the_next_request_on_another_server() {
    each_db(|db| {
        let (first, second) = both(db);
        for round in 0..rounds("edits seen elsewhere", 300, 10_000) {
            let mut app = named(&second);
            app.name = format!("Tree Viewer {round}");
            app.state = [AppState::Active, AppState::Disabled][round % 2];
            app.redirect_uris.rotate_left(1);
            edit(&first, &app);
            let seen = named(&second);
            app.version += 1;
            assert_eq!(seen, app);
        }
    });
}

#[test]
fn another_app_of_the_same_name_and_number_is_not_taken_for_the_one_in_memory() {
    each_db(|db| {
        let (first, second) = both(db);
        let old = named(&second);
        commit(&first, vec![Write::RemoveApp(old.id)]);
        assert_eq!(awaited(second.client(&SEVEN)), Ok(None));
        assert!(visit(&second, &SEVEN, Some(5)).is_none());
        commit(&first, vec![Write::InsertApp(old.clone())]);
        assert_eq!(named(&second), old);
        let new = App {
            uuid: app(9, "").uuid,
            name: "Somebody Else's".to_owned(),
            ..old.clone()
        };
        commit(&first, vec![Write::RemoveApp(old.id)]);
        commit(&first, vec![Write::InsertApp(new.clone())]);
        assert_eq!(named(&second), new);
    });
}

#[test]
fn a_revoked_token_never_passes_in_a_storm_of_changes() {
    each_db(|db| {
        let (first, second) = both(db);
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let app = named(&first);
                    edit(&first, &app);
                }
            });
            for number in 100..100 + rounds("revocations in a storm", 100, 3000) as i64 {
                commit(&first, vec![Write::InsertAccessToken(token(number))]);
                let asked = |store: &Store| {
                    let asked = awaited(store.introspection(&SEVEN, key(number)));
                    let (_, standing) = asked.expect("an answer").expect("the app");
                    standing
                        .expect("reads")
                        .expect("the token")
                        .token
                        .revoked_at
                };
                assert_eq!(asked(&second), None);
                commit(
                    &first,
                    vec![Write::RevokeAccessToken {
                        key: key(number),
                        at: START,
                    }],
                );
                assert_eq!((asked(&second), asked(&first)), (Some(START), Some(START)));
            }
            is_over.store(true, Ordering::Relaxed);
        });
    });
}

#[test]
fn many_who_ask_at_once_each_get_their_own_answer() {
    each_store(furnish, |_, store| {
        let ahead = |number: i64| Duration::from_secs(number.unsigned_abs());
        let tokens = (1000..1400).map(|number| {
            Write::InsertAccessToken(AccessToken {
                expires_at: token(number).expires_at.plus(ahead(number)),
                ..token(number)
            })
        });
        commit(store, tokens.collect());
        let answers = at_once(40, |racer| {
            let own = (0..10).map(|round| 1000 + (racer * 10 + round) as i64);
            let one = |number| {
                let found = token_of(store, number).map(|found| found.token.key);
                let life = awaited(store.token_life(key(number))).expect("an answer");
                let until = life.expect("a token").expires_at;
                assert_eq!(until, token(number).expires_at.plus(ahead(number)));
                let visited = visit(store, &SEVEN, (number % 2 == 0).then_some(5));
                let is_present = visited.expect("the app").present.is_some();
                (found, is_present)
            };
            own.map(|number| (number, one(number))).collect::<Vec<_>>()
        });
        for (number, answer) in answers.into_iter().flatten() {
            assert_eq!(answer, (Some(key(number)), number % 2 == 0));
        }
        assert!(token_of(store, 1400).is_none());
    });
}

#[test]
fn a_row_that_cannot_be_read_fails_nobody_else() {
    on_postgresql(|db| {
        let store = db.open();
        furnish(&store);
        let tokens = (1000..1032).map(|number| Write::InsertAccessToken(token(number)));
        commit(&store, tokens.collect());
        let mut raw = db.raw();
        raw.run("ALTER TABLE access_tokens ALTER COLUMN scopes DROP NOT NULL");
        raw.run("UPDATE access_tokens SET scopes = NULL WHERE key = 1007");
        raw.run("UPDATE access_tokens SET scopes = 'no \" scope' WHERE key = 1008");
        for _ in 0..20 {
            let answers = at_once(32, |racer| awaited(store.token(key(1000 + racer as i64))));
            for (racer, answer) in answers.into_iter().enumerate() {
                match racer {
                    7 | 8 => assert!(matches!(answer, Err(LoadError::ImpossibleRow { .. }))),
                    _ => assert!(answer.expect("an answer").is_some(), "{racer}"),
                }
            }
        }
    });
}

#[test]
fn an_app_that_was_edited_by_hand_under_its_version_is_named_when_it_cannot_be() {
    each_store(furnish, |db, store| {
        db.raw()
            .run("UPDATE apps SET state = 'asleep', version = version + 1 WHERE id = 7");
        for _ in 0..2 {
            let found = awaited(store.client(&SEVEN));
            assert!(
                matches!(found, Err(LoadError::ImpossibleRow { .. })),
                "{found:?}"
            );
        }
        let other = ClientName::Number(AppId(8));
        assert!(awaited(store.client(&other)).expect("an answer").is_some());
    });
}

/// A plan that goes through small tables, or joins them as a whole, is the best there, is kept, and goes through a million
/// rows.
#[test]
fn no_question_goes_through_a_table_however_small() {
    on_postgresql(|db| {
        // What a connection has done is counted when it ends.
        let counted = |raw: &mut Raw, what: &str| {
            raw.number(&format!(
                "SELECT coalesce(sum({what}), 0)::bigint AS number FROM pg_stat_user_tables \
                 WHERE schemaname = current_schema() AND relname IN \
                 ('access_tokens', 'sessions', 'users', 'consents', 'grants', 'apps')"
            ))
        };
        let mut raw = db.raw();
        let store = db.open();
        furnish(&store);
        let tokens = (1000..1200).map(|number| Write::InsertAccessToken(token(number)));
        commit(&store, tokens.collect());
        drop(store);
        waits_for("the rows are counted", || {
            counted(&mut raw, "n_tup_ins") >= 207
        });
        let (through, by_index) = (counted(&mut raw, "seq_scan"), counted(&mut raw, "idx_scan"));
        let fetched = counted(&mut raw, "idx_tup_fetch");
        let store = db.open();
        for number in 0..20 {
            assert_eq!(token_of(&store, 11 + number).is_some(), number < 2);
            let life = awaited(store.token_life(key(11 + number))).expect("an answer");
            assert_eq!(life.is_some(), number < 2);
            let visit = visit(&store, &SEVEN, Some(5)).expect("the app");
            assert!(visit.present.is_some());
            let asked = awaited(store.introspection(&SEVEN, key(11)));
            assert!(asked.expect("an answer").is_some());
        }
        drop(store);
        waits_for("what was asked is counted", || {
            counted(&mut raw, "idx_scan") >= by_index + 100
        });
        assert_eq!(counted(&mut raw, "seq_scan"), through);
        // Of 80 questions, each about six rows at most; a join of whole tables takes all tokens for each.
        let fetched = counted(&mut raw, "idx_tup_fetch") - fetched;
        assert!(fetched <= 60 * 6, "{fetched}");
    });
}

/// Whoever has not shown who they are is told nothing of it, and makes no line that wakes somebody.
#[test]
fn a_row_that_cannot_be_read_is_told_of_when_it_is_looked_at() {
    each_store(furnish, |db, store| {
        let mut raw = db.raw();
        raw.run("UPDATE access_tokens SET scopes = 'no \" scope' WHERE key = 11");
        raw.run("UPDATE consents SET scopes = 'no \" scope'");
        let asked = awaited(store.introspection(&SEVEN, key(11))).expect("an answer");
        let (_, standing) = asked.expect("the app");
        assert_eq!(standing, Err(impossible("access_tokens", "scopes", "11")));
        let visit = awaited(store.visit(&SEVEN, Some(key(5)))).expect("an answer");
        let visit = visit.expect("the app");
        assert!(visit.present.expect("reads").is_some());
        assert_eq!(visit.consent, Err(impossible("consents", "scopes", "3")));
    });
}
