//! Apps and what is granted to them: what is written comes back the same, and what cannot be is named.

use crate::kit::db::{START, each_db};
use crate::kit::samples::*;
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::oauth::client::{AppId, AppState, ClientName};
use vestibule::domain::time::days;
use vestibule::store::{CommitError, LoadError};

fn writes(then: Vec<Write>) -> Change {
    Change::writes(then)
}

#[test]
fn an_app_comes_back_with_its_addresses_in_registered_order() {
    each_db(|db| {
        let store = db.open();
        let mut one = app(7, "Same Name");
        one.token_ttl = Some(Duration::from_secs(60));
        let mut two = app(12, "Same Name");
        two.redirect_uris.clear();
        let both = vec![Write::InsertApp(two.clone()), Write::InsertApp(one.clone())];
        store.commit(writes(both)).expect("both");
        let by_key = ClientName::Key(one.client_id.clone());
        let mut edited = one.clone();
        edited.redirect_uris.reverse();
        edited.state = AppState::Disabled;
        edited.token_ttl = None;
        store
            .read(|reader| {
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
            })
            .expect("reads");
        store
            .commit(writes(vec![Write::UpdateApp(edited.clone())]))
            .expect("edits");
        let found = store.read(|reader| reader.app(&by_key)).expect("reads");
        assert_eq!(found, Some(edited));
    });
}

#[test]
fn the_number_of_a_removed_app_does_not_come_back() {
    each_db(|db| {
        let store = db.open();
        let next = || store.read(|reader| reader.next_app_id()).expect("reads");
        assert_eq!(next(), AppId(1));
        store
            .commit(writes(vec![Write::InsertApp(app(7, "Seven"))]))
            .expect("adds");
        store
            .commit(writes(vec![Write::InsertApp(app(3, "Three"))]))
            .expect("adds");
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
        store.commit(writes(more)).expect("adds");
        store
            .commit(writes(vec![Write::RemoveApp(AppId(7))]))
            .expect("removes");
        assert_eq!(next(), AppId(8));
        store
            .read(|reader| {
                assert!(reader.app_secrets(AppId(7))?.is_empty());
                assert_eq!(reader.consent(key(1), AppId(7))?, None);
                assert_eq!(reader.token_standing(key(5))?, None);
                let (session, _) = reader.session(key(11))?.expect("stays");
                assert_eq!(session.born_for_app, None);
                Ok(())
            })
            .expect("reads");
    });
}

#[test]
fn secrets_end_at_once_and_the_ones_that_ended_before_keep_their_time() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
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
        store.commit(writes(both)).expect("writes");
        let mut revoked = secret(21, 7);
        revoked.revoked_at = Some(later);
        let found = store
            .read(|reader| reader.app_secrets(AppId(7)))
            .expect("reads");
        assert_eq!(found, vec![revoked, expired]);
    });
}

#[test]
fn what_hangs_on_something_that_is_gone_is_a_conflict() {
    each_db(|db| {
        let store = db.open();
        let orphan = Change::writes(vec![Write::InsertSession(session(1, 77))]);
        assert_eq!(store.commit(orphan), Err(CommitError::Conflict));
        // Tokens hang on nothing by foreign key: they are dead because the joined read finds nothing.
        store
            .commit(writes(vec![Write::InsertAccessToken(token(5))]))
            .expect("appends");
        assert_eq!(store.read(|reader| reader.token_standing(key(5))), Ok(None));
    });
}

#[test]
fn an_impossible_row_is_named_by_table_column_and_key() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        db.raw().run("UPDATE users SET state = 'asleep'");
        db.raw()
            .run("UPDATE redirect_uris SET uri = 'nonsense' WHERE position = 1");
        let found = store.read(|reader| reader.user(key(1)));
        let named = LoadError::ImpossibleRow {
            table: "users",
            column: "state",
            key: "1".into(),
        };
        assert_eq!(found, Err(named));
        let found = store.read(|reader| reader.app(&ClientName::Number(AppId(7))));
        let named = LoadError::ImpossibleRow {
            table: "redirect_uris",
            column: "uri",
            key: "7".into(),
        };
        assert_eq!(found, Err(named));
    });
}
