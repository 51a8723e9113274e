//! What is written comes back the same; what cannot be is named.

use crate::kit::db::{START, each_db};
use crate::kit::samples::*;
use std::time::Duration;
use vestibule::domain::account::password::StoredPassword;
use vestibule::domain::account::user::UserState;
use vestibule::domain::change::{Change, EndReason, Write};
use vestibule::domain::oauth::client::{AppId, AppState, ClientName};
use vestibule::domain::time::days;
use vestibule::store::{CommitError, LoadError};

fn writes(then: Vec<Write>) -> Change {
    Change::writes(then)
}

#[test]
fn a_user_comes_back_the_same_by_key_by_name_by_address_and_by_public_id() {
    each_db(|db| {
        let store = db.open();
        let mut ada = user(1, "Ádá ﬁnch");
        ada.display_name = Some("Ada 🌳".to_owned());
        ada.is_admin = true;
        ada.state = UserState::Disabled;
        let mut bob = user(2, "bob");
        bob.email = None;
        bob.email_folded = None;
        let both = vec![
            Write::InsertUser(bob.clone()),
            Write::InsertUser(ada.clone()),
        ];
        store.commit(writes(both)).expect("both");
        store
            .read(|reader| {
                assert_eq!(reader.user(key(1))?, Some(ada.clone()));
                assert_eq!(reader.user(key(9))?, None);
                assert_eq!(reader.user_by_login(&ada.name_folded)?, Some(ada.clone()));
                let address = ada.email_folded.clone().expect("has one");
                assert_eq!(reader.user_by_login(&address)?, Some(ada.clone()));
                assert_eq!(reader.user_by_login("nobody")?, None);
                assert_eq!(reader.user_by_login("a\0b")?, None);
                assert_eq!(reader.user_by_public_id("public-2")?, Some(bob.clone()));
                // Bytewise: the accent sorts behind every plain letter.
                assert_eq!(reader.users()?, vec![bob.clone(), ada.clone()]);
                Ok(())
            })
            .expect("reads");
    });
}

#[test]
fn a_name_an_address_and_a_client_id_are_given_once() {
    each_db(|db| {
        let store = db.open();
        store
            .commit(writes(vec![Write::InsertUser(user(1, "Ada"))]))
            .expect("first");
        let mut same_name = user(2, "ADA");
        same_name.email = None;
        same_name.email_folded = None;
        let mut same_address = user(3, "Eve");
        same_address.email_folded = user(1, "Ada").email_folded;
        for taken in [same_name, same_address] {
            let outcome = store.commit(writes(vec![Write::InsertUser(taken)]));
            assert_eq!(outcome, Err(CommitError::Conflict));
        }
        let mut twin = app(8, "Twin");
        twin.client_id = app(7, "x").client_id;
        store
            .commit(writes(vec![Write::InsertApp(app(7, "One"))]))
            .expect("first");
        let outcome = store.commit(writes(vec![Write::InsertApp(twin)]));
        assert_eq!(outcome, Err(CommitError::Conflict));
        store
            .commit(writes(vec![Write::InsertApp(app(8, "Two"))]))
            .expect("another");
    });
}

#[test]
fn an_edit_keeps_what_is_for_ever_and_a_removal_takes_all_that_hangs_on_the_user() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let mut edited = user(1, "Ada Lovelace");
        edited.public_id = "another".to_owned();
        edited.version = 99;
        edited.tokens_after = START;
        let hanging = vec![
            Write::UpdateUser(edited),
            Write::SetPassword(StoredPassword {
                user_key: key(1),
                phc: "a".into(),
                set_at: START,
            }),
            Write::SetPassword(StoredPassword {
                user_key: key(1),
                phc: "b".into(),
                set_at: START,
            }),
            Write::InsertSession(session(11, 1)),
            Write::InsertKnownBrowser(browser(12, 1)),
            Write::InsertAccessToken(token(13)),
        ];
        store.commit(writes(hanging)).expect("edits");
        store
            .read(|reader| {
                let ada = reader.user(key(1))?.expect("is there");
                assert_eq!((ada.public_id.as_str(), ada.version), ("public-1", 1));
                assert_eq!(
                    (ada.name.as_str(), ada.tokens_after),
                    ("Ada Lovelace", START)
                );
                assert_eq!(reader.password_of(key(1))?.expect("set").phc, "b");
                assert!(reader.known_browser(key(12))?.is_some());
                assert!(reader.token_standing(key(13))?.is_some());
                let (found, whose) = reader.session(key(11))?.expect("is there");
                assert_eq!((found, whose.key), (session(11, 1), key(1)));
                Ok(())
            })
            .expect("reads");
        store
            .commit(writes(vec![Write::RemoveUser(key(1))]))
            .expect("removes");
        store
            .read(|reader| {
                assert_eq!(reader.user(key(1))?, None);
                assert_eq!(reader.password_of(key(1))?, None);
                assert_eq!(reader.session(key(11))?, None);
                assert_eq!(reader.known_browser(key(12))?, None);
                assert_eq!(reader.consent(key(1), AppId(7))?, None);
                assert_eq!(reader.token_standing(key(13))?, None);
                assert!(reader.app(&ClientName::Number(AppId(7)))?.is_some());
                Ok(())
            })
            .expect("reads");
    });
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
fn a_token_is_read_with_all_that_it_hangs_on() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        store
            .commit(writes(vec![Write::InsertAccessToken(token(5))]))
            .expect("writes");
        let now = START.plus(Duration::from_secs(1));
        let standing = || {
            let found = store.read(|reader| reader.token_standing(key(5)));
            found.expect("reads").expect("is there")
        };
        let found = standing();
        assert_eq!(found.token, token(5));
        assert_eq!(found.user.shown_name, "Ada");
        assert_eq!(found.app.client_id, app(7, "").client_id);
        assert!(found.is_live(&hash("token"), now));
        assert!(!found.is_live(&hash("guess"), now));

        let mut withdrawn = consent(3, 1, 7);
        withdrawn.withdrawn_at = Some(now);
        withdrawn.tokens_after = now;
        withdrawn.scopes = scopes("email");
        store
            .commit(writes(vec![Write::UpdateConsent(withdrawn.clone())]))
            .expect("withdraws");
        assert!(!standing().is_live(&hash("token"), now));
        let found = store.read(|reader| reader.consent(key(1), AppId(7)));
        assert_eq!(found, Ok(Some(withdrawn)));
        let back = vec![
            Write::UpdateConsent(consent(3, 1, 7)),
            Write::TouchConsent {
                key: key(3),
                last_used_at: now,
            },
        ];
        store.commit(writes(back)).expect("allows again");
        assert!(standing().is_live(&hash("token"), now));
        let end = Write::RevokeAccessToken {
            key: key(5),
            at: now,
        };
        store.commit(writes(vec![end])).expect("revokes");
        assert!(!standing().is_live(&hash("token"), now));
    });
}

#[test]
fn sessions_are_touched_while_they_live_and_end_once() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let at = START.plus(days(1));
        let touch = |number| Write::TouchSession {
            key: key(number),
            last_seen_at: at,
            idle_until: at.plus(days(14)),
        };
        let begin = vec![
            Write::InsertSession(session(31, 1)),
            Write::InsertSession(session(32, 1)),
            touch(31),
            Write::EndSession {
                key: key(31),
                at,
                why: EndReason::SignedOut,
            },
        ];
        store.commit(writes(begin)).expect("writes");
        let later = at.plus(days(1));
        let end = Write::EndSessionsOf {
            user_key: key(1),
            at: later,
            why: EndReason::PasswordChanged,
        };
        store.commit(writes(vec![end, touch(32)])).expect("ends");
        let read = |number| {
            let found = store.read(|reader| reader.session(key(number)));
            found.expect("reads").expect("is there").0
        };
        assert_eq!((read(31).last_seen_at, read(31).ended_at), (at, Some(at)));
        assert_eq!(
            (read(32).last_seen_at, read(32).ended_at),
            (START, Some(later))
        );
        let whys = db
            .raw()
            .lines("SELECT why AS line FROM sessions ORDER BY key");
        assert_eq!(whys, ["signed_out", "password_changed"]);
    });
}

#[test]
fn browsers_are_remembered_until_they_are_forgotten() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let at = START.plus(days(1));
        let known = vec![
            Write::InsertKnownBrowser(browser(41, 1)),
            Write::TouchKnownBrowser {
                key: key(41),
                last_used_at: at,
            },
        ];
        store.commit(writes(known)).expect("writes");
        let read = || {
            store
                .read(|reader| reader.known_browser(key(41)))
                .expect("reads")
        };
        assert_eq!(read().expect("known").last_used_at, at);
        store
            .commit(writes(vec![Write::ForgetBrowsersOf(key(1))]))
            .expect("forgets");
        assert_eq!(read(), None);
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
