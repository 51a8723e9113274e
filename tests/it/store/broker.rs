//! Rows of the broker API: what goes in comes out, what hangs on what, and who wins.

use crate::kit::broker::*;
use crate::kit::db::{START, TestDb, each_db, on_postgresql};
use crate::kit::samples::*;
use crate::kit::store::{commit, each_store, finds, reads};
use crate::races::at_once;
use std::sync::Barrier;
use std::time::Duration;
use vestibule::domain::account::user::UserState;
use vestibule::domain::broker::standing::RoleOf;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::{AppState, Switch};
use vestibule::store::{CommitError, Lost, Store};

/// Role 1 of app 7, token 1, session 1 and operator's session 1.
fn settle_all(store: &Store) {
    settle(store);
    let writes = vec![
        Write::InsertRole(role(1, "member")),
        Write::InsertEndpointToken(endpoint_token(1)),
        Write::InsertAppSession(app_session(1)),
        Write::InsertAdminSession(admin_session(1)),
    ];
    commit(store, writes);
}

#[test]
fn roles_come_back_as_they_were_and_are_found_by_id_and_by_name_within_their_app() {
    each_store(settle, |_, store| {
        let (b, a) = (role(1, "b"), role(2, "a"));
        let both = [&b, &a].map(|role| Write::InsertRole(role.clone()));
        commit(store, both.into());
        let by_id = |uuid: &str| reads(store, |reader| reader.role(uuid));
        assert_eq!(by_id(&b.uuid), Some(b.clone()));
        assert_eq!(by_id(&role_uuid(3)), None);
        let named = |app, name: &str| reads(store, |reader| reader.role_named(AppId(app), name));
        assert_eq!(named(7, "a"), Some(a.clone()));
        assert_eq!((named(7, "A"), named(8, "a")), (None, None));
        let all = |app| store.read(|reader| reader.roles_of(AppId(app)));
        assert_eq!(all(7), Ok(vec![a, b]));
        assert_eq!(all(8), Ok(Vec::new()));
    });
}

#[test]
fn a_name_of_a_role_is_taken_once_within_its_app_and_free_in_another() {
    each_store(settle_all, |db, store| {
        let again = vec![Write::InsertRole(role(2, "member"))];
        assert_eq!(
            store.commit(Change::writes(again)),
            Err(CommitError::Conflict)
        );
        let mut elsewhere = role(2, "member");
        elsewhere.app_id = AppId(8);
        let other = Write::InsertApp(app(8, "Other"));
        commit(store, vec![other, Write::InsertRole(elsewhere)]);
        commit(store, vec![Write::InsertRole(role(3, "Member"))]);
        assert_eq!(db.raw().count("roles"), 3);
    });
}

#[test]
fn an_edit_of_a_role_that_moved_on_is_lost() {
    each_store(settle_all, |_, store| {
        let edit = |name: &str| {
            let guard = Guard::RoleVersion {
                uuid: role_uuid(1),
                version: 1,
            };
            let mut renamed = role(1, name);
            renamed.body.media_relay = false;
            renamed.updated_at = START.plus(Duration::from_secs(9));
            store.commit(Change::guarded(guard, vec![Write::UpdateRole(renamed)]))
        };
        assert_eq!(edit("guest"), Ok(()));
        assert_eq!(edit("late"), Err(CommitError::Lost(Lost::VersionMoved)));
        let found = finds(store, |reader| reader.role(&role_uuid(1)));
        assert_eq!((found.name.as_str(), found.version), ("guest", 2));
        assert!(!found.body.media_relay && found.updated_at > found.created_at);
    });
}

#[test]
fn tokens_and_sessions_come_back_with_what_they_hang_on() {
    each_store(settle_all, |_, store| {
        let token = || finds(store, |reader| reader.endpoint_token(&endpoint_hash(1)));
        let session = || finds(store, |reader| reader.app_session(&app_session_hash(1)));
        assert_eq!(token().token, endpoint_token(1));
        assert_eq!(session().session, app_session(1));
        assert_eq!(token().standing, session().standing);
        let standing = token().standing;
        let app = app(7, "Tree Viewer");
        assert_eq!(
            (standing.app_uuid, standing.client_id),
            (app.uuid, app.client_id)
        );
        assert_eq!(standing.app_state, AppState::Active);
        assert_eq!(standing.app_epoch, app.epoch);
        assert!(standing.role_is_there && !standing.development_mode);
        commit(store, vec![Write::RemoveRole(role_uuid(1))]);
        assert!(!token().standing.role_is_there && !session().standing.role_is_there);
        let unknown = store.read(|reader| reader.endpoint_token(&app_session_hash(1)));
        assert_eq!(unknown, Ok(None), "each kind is of its own");
    });
}

#[test]
fn the_built_in_role_is_kept_as_none_and_the_flag_of_the_app_is_seen() {
    each_store(settle, |_, store| {
        let mut token = endpoint_token(1);
        token.role = RoleOf::Development;
        let mut app = app(7, "Tree Viewer");
        app.switches.insert(Switch::DevelopmentMode);
        let insert = Write::InsertEndpointToken(token.clone());
        commit(store, vec![insert, Write::UpdateApp(app)]);
        let found = finds(store, |reader| reader.endpoint_token(&endpoint_hash(1)));
        assert_eq!(found.token, token);
        assert!(found.standing.development_mode && !found.standing.role_is_there);
    });
}

#[test]
fn a_session_ends_once_and_what_a_removed_app_had_is_found_no_more() {
    each_store(settle_all, |db, store| {
        let ended_at = || {
            let found = store.read(|reader| reader.app_session(&app_session_hash(1)));
            found.expect("reads").map(|found| found.session.ended_at)
        };
        let end = |seconds| Write::EndAppSession {
            secret_hash: app_session_hash(1),
            at: START.plus(Duration::from_secs(seconds)),
        };
        assert_eq!(ended_at(), Some(None));
        commit(store, vec![end(5)]);
        commit(store, vec![end(6)]);
        assert_eq!(ended_at(), Some(Some(START.plus(Duration::from_secs(5)))));
        commit(store, vec![Write::RemoveApp(AppId(7))]);
        assert_eq!(db.raw().count("roles"), 0);
        assert_eq!(ended_at(), None);
        let token = store.read(|reader| reader.endpoint_token(&endpoint_hash(1)));
        assert_eq!(token, Ok(None));
    });
}

#[test]
fn an_endpoint_goes_with_its_tokens_and_sessions_and_others_stay() {
    each_store(settle_all, |db, store| {
        let mut other = endpoint_token(2);
        other.endpoint_id = endpoint("Ada@example.org");
        let mut elsewhere = app_session(2);
        elsewhere.app_id = AppId(8);
        let writes = vec![
            Write::InsertEndpointToken(other),
            Write::InsertAppSession(elsewhere),
        ];
        commit(store, writes);
        let removes = || {
            let there = Guard::EndpointThere {
                app_id: AppId(7),
                endpoint_id: "ada@example.org".to_owned(),
            };
            store.commit(Change::guarded(there, Vec::new()))
        };
        assert_eq!(removes(), Ok(()));
        assert_eq!(removes(), Err(CommitError::Lost(Lost::Ended)));
        let left = |table: &str| db.raw().count(table);
        assert_eq!((left("endpoint_tokens"), left("app_sessions")), (1, 1));
        let gone = store.read(|reader| reader.endpoint_token(&endpoint_hash(1)));
        assert_eq!(gone, Ok(None));
    });
}

#[test]
fn an_operators_session_is_used_and_goes_with_its_user() {
    each_store(settle_all, |db, store| {
        let used = START.plus(Duration::from_secs(90));
        let touch = Write::TouchAdminSession {
            secret_hash: admin_hash(1),
            at: used,
        };
        let mut admin = user(1, "Ada");
        admin.is_admin = true;
        commit(store, vec![touch, Write::UpdateUser(admin)]);
        let found = || store.read(|reader| reader.admin_session(&admin_hash(1)));
        let standing = found().expect("reads").expect("is there");
        let mut expected = admin_session(1);
        expected.last_used_at = used;
        assert_eq!(standing.session, expected);
        assert!(standing.is_admin && standing.user_state == UserState::Active);
        commit(store, vec![Write::RemoveUser(key(1))]);
        assert_eq!(found(), Ok(None));
        assert_eq!(db.raw().count("admin_sessions"), 0);
    });
}

/// Eight at once for the one use of each of a hundred tokens.
fn race(db: &TestDb, stores: &[Store]) {
    const TOKENS: i64 = 100;
    settle(&stores[0]);
    let tokens = (1..=TOKENS).map(|number| Write::InsertEndpointToken(endpoint_token(number)));
    commit(&stores[0], tokens.collect());
    let start = Barrier::new(8);
    let won = at_once(8, |racer| {
        let store = &stores[racer % stores.len()];
        let racer = i64::try_from(racer).expect("small");
        let redeem = |number: i64| {
            start.wait();
            let guard = Guard::EndpointTokenUnredeemed {
                secret_hash: endpoint_hash(number),
                at: START,
            };
            let session = Write::InsertAppSession(app_session(number * 8 + racer));
            match store.commit(Change::guarded(guard, vec![session])) {
                Ok(()) => Some(number),
                Err(CommitError::Lost(Lost::EndpointTokenRedeemed)) => None,
                Err(other) => panic!("{other}"),
            }
        };
        (1..=TOKENS).filter_map(redeem).collect::<Vec<_>>()
    });
    let mut won = won.concat();
    won.sort_unstable();
    assert_eq!(won, (1..=TOKENS).collect::<Vec<_>>(), "each was won once");
    assert_eq!(db.raw().count("app_sessions"), TOKENS);
    assert_eq!(
        db.raw()
            .count("endpoint_tokens WHERE redeemed_at IS NOT NULL"),
        TOKENS
    );
}

#[test]
fn eight_redeem_each_of_a_hundred_tokens_at_once_and_exactly_one_wins_each() {
    each_db(|db| race(db, &[db.open()]));
    on_postgresql(|db| race(db, &[db.open(), db.open()]));
}

#[test]
fn a_token_nobody_made_is_redeemed_by_nobody() {
    each_store(settle, |db, store| {
        let guard = Guard::EndpointTokenUnredeemed {
            secret_hash: endpoint_hash(1),
            at: START,
        };
        let lost = store.commit(Change::guarded(
            guard,
            vec![Write::InsertAppSession(app_session(1))],
        ));
        assert_eq!(lost, Err(CommitError::Lost(Lost::EndpointTokenRedeemed)));
        assert_eq!(db.raw().count("app_sessions"), 0);
    });
}
