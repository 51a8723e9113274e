//! Apps and what is granted to them: what is written comes back the same, and what cannot be is named.

use crate::kit::db::{START, each_db};
use crate::kit::samples::*;
use crate::kit::store::{commit, conflicts, each_store, empty, finds, impossible, reads};
use std::sync::Arc;
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::{App, AppState, ClientName, KnownApp, Switch};
use vestibule::domain::time::days;

#[test]
fn an_app_comes_back_with_its_addresses_in_registered_order() {
    each_store(empty, |_, store| {
        let mut one = app(7, "Same Name");
        one.token_ttl = Some(Duration::from_secs(60));
        let mut two = app(12, "Same Name");
        two.redirect_uris.clear();
        let both = vec![Write::InsertApp(two.clone()), Write::InsertApp(one.clone())];
        commit(store, both);
        let by_key = ClientName::Key(one.client_id.clone());
        let mut edited = one.clone();
        edited.redirect_uris.reverse();
        edited.state = AppState::Disabled;
        edited.token_ttl = None;
        reads(store, |reader| {
            assert_eq!(reader.app(&by_key)?, Some(one.clone()));
            assert_eq!(
                reader.app(&ClientName::Number(AppId(12)))?,
                Some(two.clone())
            );
            assert_eq!(reader.app(&ClientName::Number(AppId(1)))?, None);
            assert_eq!(reader.apps()?, vec![one.clone(), two.clone()]);
            assert_eq!(reader.apps_named("Same Name")?.len(), 2);
            for name in ["7", &one.client_id, &one.uuid.to_lowercase()] {
                assert_eq!(reader.apps_named(name)?, vec![one.clone()], "{name}");
            }
            assert!(reader.apps_named("same name")?.is_empty());
            Ok(())
        });
        commit(store, vec![Write::UpdateApp(edited.clone())]);
        let found = reads(store, |reader| reader.app(&by_key));
        assert_eq!(found, Some(edited));
    });
}

#[test]
fn an_origin_that_an_app_names_is_known_as_long_as_the_app_names_it() {
    each_store(empty, |_, store| {
        let mut seven = app(7, "Seven");
        commit(store, vec![Write::InsertApp(seven.clone())]);
        let knows = |origin: &str| reads(store, |reader| reader.has_origin(origin));
        assert!(knows("capacitor://localhost") && !knows("tauri://localhost"));
        seven.origins = vec!["tauri://localhost".to_owned(); 2];
        commit(store, vec![Write::UpdateApp(seven.clone())]);
        assert!(!knows("capacitor://localhost") && knows("tauri://localhost"));
        commit(store, vec![Write::RemoveApp(seven.id)]);
        assert!(!knows("tauri://localhost"));
    });
}

/// Apps of a database from before.
#[test]
fn origins_that_were_named_before_each_had_a_row_are_known() {
    each_db(|db| {
        let mut raw = db.raw_at_step("0037");
        for (id, origins) in [
            (7, "capacitor://localhost https://a.example"),
            (8, ""),
            (9, "tauri://localhost"),
        ] {
            raw.run(&format!(
                "INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, origins, scopes,
                     response_types, grants, style, callback_key_generation, epoch, created_at, updated_at, version)
                 VALUES ({id}, 'U-{id}', 'C-{id}', 'Tree', 'web', 'public', 'active', '{origins}', '',
                     'token', '', 'documented', 1, 1, 1, 1, 1)"
            ));
        }
        drop(raw);
        let store = db.open();
        for (origin, is_known) in [
            ("capacitor://localhost", true),
            ("https://a.example", true),
            ("tauri://localhost", true),
            ("https://b.example", false),
        ] {
            let found = reads(&store, |reader| reader.has_origin(origin));
            assert_eq!(found, is_known, "{origin}");
        }
        let rows =
            "SELECT app_id || ' ' || origin AS line FROM app_origins ORDER BY app_id, origin";
        assert_eq!(
            db.raw().lines(rows),
            [
                "7 capacitor://localhost",
                "7 https://a.example",
                "9 tauri://localhost"
            ]
        );
    });
}

#[test]
fn an_origin_is_known_while_an_active_app_has_an_address_there() {
    each_store(empty, |_, store| {
        let mut seven = app(7, "Seven");
        commit(store, vec![Write::InsertApp(seven.clone())]);
        let knows = |origin: &str| store.read(|reader| reader.has_origin(origin));
        for (origin, known) in [
            ("https://app.example", true),
            ("http://127.0.0.1", true),
            ("https://app.example:8443", false),
            ("https://app.example/", false),
            ("https://APP.example", false),
            ("http://app.example", false),
            ("https://app.example.evil.example", false),
            ("geni7:", false),
            ("null", false),
            ("", false),
            ("https://app.example\0", false),
        ] {
            assert_eq!(knows(origin), Ok(known), "{origin:?}");
        }
        commit(store, vec![Write::InsertApp(app(8, "Eight"))]);
        seven.redirect_uris.clear();
        let mut eight = app(8, "Eight");
        for (edited, known) in [(AppState::Active, true), (AppState::Disabled, false)] {
            eight.state = edited;
            let both = vec![
                Write::UpdateApp(seven.clone()),
                Write::UpdateApp(eight.clone()),
            ];
            commit(store, both);
            assert_eq!(knows("https://app.example"), Ok(known), "{edited:?}");
        }
    });
}

#[test]
fn the_number_of_a_removed_app_does_not_come_back() {
    each_store(empty, |_, store| {
        let next = || reads(store, |reader| reader.next_app_id());
        assert_eq!(next(), AppId(1));
        commit(store, vec![Write::InsertApp(app(7, "Seven"))]);
        commit(store, vec![Write::InsertApp(app(3, "Three"))]);
        assert_eq!(next(), AppId(8));
        let mut born = session(11, 1);
        born.born_for_app = Some(AppId(7));
        let more = vec![
            Write::InsertUser(user(1, "Ada")),
            Write::InsertSession(born),
            Write::InsertConsent(consent(3, 1, 7)),
            Write::InsertAppSecret(secret(4, 7)),
            Write::InsertAccessToken(token(5)),
        ];
        commit(store, more);
        commit(store, vec![Write::RemoveApp(AppId(7))]);
        assert_eq!(next(), AppId(8));
        reads(store, |reader| {
            assert!(reader.app_secrets(AppId(7))?.is_empty());
            assert_eq!(reader.consent(key(1), AppId(7))?, None);
            assert_eq!(reader.token_standing(key(5))?, None);
            let (session, _) = reader.session(key(11))?.expect("stays");
            assert_eq!(session.born_for_app, None);
            Ok(())
        });
    });
}

#[test]
fn secrets_end_at_once_and_for_good() {
    each_store(settle, |_, store| {
        let later = START.plus(days(1));
        let mut expired = secret(22, 7);
        expired.expires_at = Some(START);
        let both = vec![
            Write::InsertAppSecret(secret(21, 7)),
            Write::InsertAppSecret(expired.clone()),
            Write::RevokeAppSecrets {
                app_id: AppId(7),
                at: later,
            },
        ];
        commit(store, both);
        let mut revoked = secret(21, 7);
        revoked.revoked_at = Some(later);
        let found = || reads(store, |reader| reader.app_secrets(AppId(7)));
        // Another server's clock may be behind: there it had not expired.
        expired.revoked_at = Some(later);
        assert_eq!(found(), vec![revoked.clone(), expired.clone()]);
        let one = Write::ExpireAppSecret {
            key: key(22),
            at: later,
        };
        commit(store, vec![one]);
        expired.expires_at = Some(later);
        assert_eq!(found(), vec![revoked, expired], "that one alone");
        let both = vec![
            Write::InsertAppSecret(secret(23, 7)),
            Write::InsertAppSecret(secret(24, 7)),
            Write::RevokeAppSecret {
                key: key(23),
                at: later,
            },
        ];
        commit(store, both);
        let live: Vec<bool> = found().iter().map(|one| one.is_live(START)).collect();
        assert_eq!(live, [false, false, false, true]);
    });
}

#[test]
fn an_app_comes_with_its_own_secrets_oldest_first_or_with_none() {
    each_store(empty, |_, store| {
        let (seven, three) = (app(7, "Seven"), app(3, "Three"));
        let both = vec![
            Write::InsertApp(seven.clone()),
            Write::InsertApp(three.clone()),
            Write::InsertAppSecret(secret(22, 7)),
            Write::InsertAppSecret(secret(21, 7)),
        ];
        commit(store, both);
        let found = |name: ClientName| reads(store, |reader| reader.app_with_secrets(&name));
        let known = |app: &App, secrets| {
            let app = Arc::new(app.clone());
            Some(KnownApp { app, secrets })
        };
        let whole = known(&seven, vec![secret(21, 7), secret(22, 7)]);
        assert_eq!(found(ClientName::Number(seven.id)), whole);
        assert_eq!(found(ClientName::Key(seven.client_id)), whole);
        let alone = known(&three, Vec::new());
        assert_eq!(found(ClientName::Key(three.client_id)), alone);
        assert_eq!(found(ClientName::Number(AppId(4))), None);
    });
}

#[test]
fn what_hangs_on_something_that_is_gone_is_a_conflict() {
    each_store(empty, |_, store| {
        conflicts(store, Write::InsertSession(session(1, 77)));
        // Tokens hang on nothing by foreign key: they are dead because the joined read finds nothing.
        commit(store, vec![Write::InsertAccessToken(token(5))]);
        assert_eq!(store.read(|reader| reader.token_standing(key(5))), Ok(None));
    });
}

#[test]
fn r08_an_impossible_row_is_named_by_table_column_and_its_own_key() {
    each_store(settle, |db, store| {
        db.raw().run("UPDATE users SET state = 'asleep'");
        db.raw()
            .run("UPDATE redirect_uris SET uri = 'nonsense' WHERE position = 1");
        let found = store.read(|reader| reader.user(key(1)));
        let named = impossible("users", "state", "1");
        assert_eq!(found, Err(named));
        let found = store.read(|reader| reader.app(&ClientName::Number(AppId(7))));
        let named = impossible("redirect_uris", "uri", "app 7, position 1");
        assert_eq!(found, Err(named));
    });
}

#[test]
fn what_was_on_before_there_was_a_set_is_in_it() {
    each_db(|db| {
        let mut old = db.raw_at_step("0013");
        let no = if db.is_sqlite() { "0" } else { "false" };
        // The columns that switches had, one each, and their words today.
        let columns = [
            "within_site_domain",
            "development_mode",
            "remember_consent",
            "resource_server",
            "allow_short_scheme",
            "token_by_get",
            "token_in_query",
        ];
        // App 0 has nothing on, 1 to 7 one switch each, 8 all of them.
        let is_on = |app: usize, position: usize| app == 8 || app == position + 1;
        for app in 0..=8 {
            let on = (0..columns.len()).map(|position| match is_on(app, position) {
                true => format!("NOT {no}"),
                false => no.to_owned(),
            });
            old.run(&format!(
                "INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, scopes, response_types, grants,
                     style, callback_key_generation, epoch, created_at, updated_at, version, {})
                     VALUES ({app}, 'U-{app}', 'C-{app}', 'Tree', 'web', 'public', 'active', '', 'token', '',
                     'documented', 1, 1, 0, 0, 1, {})",
                columns.join(", "),
                on.collect::<Vec<_>>().join(", "),
            ));
        }
        drop(old);
        let store = db.open();
        for app in 0..=8_u8 {
            let name = ClientName::Number(AppId(app.into()));
            let found = finds(&store, |reader| reader.app(&name));
            let on = columns.iter().enumerate();
            let on = on.filter(|(position, _)| is_on(app.into(), *position));
            let expected = on.map(|(_, word)| Switch::from_word(word).expect(word));
            // It came later, and is on for those of before.
            let expected = expected.chain([Switch::BackchannelSession]);
            assert_eq!(found.switches, expected.collect(), "{app}");
        }
    });
}

#[test]
fn a_switch_that_nobody_knows_is_an_impossible_row() {
    each_store(empty, |db, store| {
        commit(store, vec![Write::InsertApp(app(7, "Seven"))]);
        db.raw()
            .run("UPDATE apps SET switches = 'remember_consent flying'");
        let found = store.read(|reader| reader.app(&ClientName::Number(AppId(7))));
        let named = impossible("apps", "switches", "7");
        assert_eq!(found, Err(named));
    });
}
