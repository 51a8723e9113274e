//! Users and what hangs on them: what is written comes back the same.

use crate::kit::db::START;
use crate::kit::samples::*;
use crate::kit::store::{commit, conflicts, each_store, empty, finds, reads};
use vestibule::domain::account::user::UserState;
use vestibule::domain::change::{EndReason, Write};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::ClientName;
use vestibule::domain::time::{Timestamp, days};

#[test]
fn a_user_comes_back_the_same_by_key_by_name_by_address_and_by_public_id() {
    each_store(empty, |_, store| {
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
        commit(store, both);
        reads(store, |reader| {
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
        });
    });
}

#[test]
fn a_name_an_address_and_a_client_id_are_given_once() {
    each_store(empty, |_, store| {
        commit(store, vec![Write::InsertUser(user(1, "Ada"))]);
        let mut same_name = user(2, "ADA");
        same_name.email = None;
        same_name.email_folded = None;
        let mut same_address = user(3, "Eve");
        same_address.email_folded = user(1, "Ada").email_folded;
        for taken in [same_name, same_address] {
            conflicts(store, Write::InsertUser(taken));
        }
        let mut twin = app(8, "Twin");
        twin.client_id = app(7, "x").client_id;
        commit(store, vec![Write::InsertApp(app(7, "One"))]);
        conflicts(store, Write::InsertApp(twin));
        commit(store, vec![Write::InsertApp(app(8, "Two"))]);
    });
}

#[test]
fn an_edit_keeps_what_is_for_ever() {
    each_store(settle, |_, store| {
        let mut edited = user(1, "Ada Lovelace");
        edited.public_id = "another".to_owned();
        edited.version = 99;
        edited.epoch = edited.epoch.next();
        let writes = vec![
            Write::UpdateUser(edited),
            Write::SetPassword(password(1, "first")),
            Write::SetPassword(password(1, "second")),
        ];
        commit(store, writes);
        reads(store, |reader| {
            let ada = reader.user(key(1))?.expect("is there");
            assert_eq!((ada.public_id.as_str(), ada.version), ("public-1", 1));
            assert_eq!(ada.name, "Ada Lovelace");
            assert_eq!(ada.epoch, user(1, "Ada").epoch.next());
            assert_eq!(reader.password_of(key(1))?, Some(password(1, "second")));
            Ok(())
        });
    });
}

#[test]
fn a_removal_takes_all_that_hangs_on_the_user() {
    each_store(settle, |_, store| {
        let hanging = vec![
            Write::SetPassword(password(1, "phc")),
            Write::InsertSession(session(11, 1)),
            Write::InsertKnownBrowser(browser(12, 1)),
            Write::InsertAccessToken(token(13)),
        ];
        commit(store, hanging);
        finds(store, |reader| {
            let (found, whose) = reader.session(key(11))?.expect("is there");
            assert_eq!((found, whose.key), (session(11, 1), key(1)));
            reader.token_standing(key(13))
        });
        commit(store, vec![Write::RemoveUser(key(1))]);
        reads(store, |reader| {
            assert_eq!(reader.user(key(1))?, None);
            assert_eq!(reader.password_of(key(1))?, None);
            assert_eq!(reader.session(key(11))?, None);
            assert_eq!(reader.known_browser(key(12))?, None);
            assert_eq!(reader.consent(key(1), AppId(7))?, None);
            assert_eq!(reader.token_standing(key(13))?, None);
            assert!(reader.app(&ClientName::Number(AppId(7)))?.is_some());
            Ok(())
        });
    });
}

fn touch(number: i64, at: Timestamp) -> Write {
    Write::TouchSession {
        key: key(number),
        last_seen_at: at,
        idle_until: at.plus(days(14)),
    }
}

#[test]
fn sessions_are_touched_while_they_live_and_end_once() {
    each_store(settle, |db, store| {
        let at = START.plus(days(1));
        let begin = vec![
            Write::InsertSession(session(31, 1)),
            Write::InsertSession(session(32, 1)),
            touch(31, at),
            Write::EndSession {
                key: key(31),
                at,
                why: EndReason::SignedOut,
            },
        ];
        commit(store, begin);
        let later = at.plus(days(1));
        let end = Write::EndSessionsOf {
            user_key: key(1),
            at: later,
            why: EndReason::PasswordChanged,
        };
        commit(store, vec![end, touch(32, at)]);
        let read = |number| finds(store, |reader| reader.session(key(number))).0;
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
    each_store(settle, |_, store| {
        let at = START.plus(days(1));
        let known = vec![
            Write::InsertKnownBrowser(browser(41, 1)),
            Write::TouchKnownBrowser {
                key: key(41),
                last_used_at: at,
            },
        ];
        commit(store, known);
        let read = || reads(store, |reader| reader.known_browser(key(41)));
        assert_eq!(read().expect("known").last_used_at, at);
        commit(store, vec![Write::ForgetBrowsersOf(key(1))]);
        assert_eq!(read(), None);
    });
}
