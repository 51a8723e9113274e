//! Sessions of end users at socket clients: how they are found, and what is there once.

use crate::kit::db::START;
use crate::kit::gateway_samples::*;
use crate::kit::samples::key;
use crate::kit::store::{commit, conflicts, each_store, reads};
use vestibule::domain::change::Write;
use vestibule::domain::time::days;

#[test]
fn a_session_is_found_by_its_user_and_by_its_id_within_its_client() {
    each_store(settle_gateway, |_, store| {
        let session = socket_session(1);
        commit(store, vec![Write::InsertSocketSession(session.clone())]);
        let of = |client, user| {
            reads(store, |reader| {
                reader.socket_session_of(key(client), &user_mac(user))
            })
        };
        assert_eq!(of(1, 1), Some(session.clone()));
        assert_eq!((of(2, 1), of(1, 2)), (None, None));
        let named =
            |client, id: &str| reads(store, |reader| reader.socket_session(key(client), id));
        let id = session.session_id.clone();
        assert_eq!(named(1, &id), Some(session));
        assert_eq!((named(2, &id), named(1, "nobody's")), (None, None));
        assert_eq!(named(1, &format!("{id}\0")), None);
        assert_eq!(named(1, &id.to_uppercase()), None);
    });
}

#[test]
fn a_user_of_a_client_and_a_session_id_are_there_once() {
    each_store(settle_gateway, |db, store| {
        commit(store, vec![Write::InsertSocketSession(socket_session(1))]);
        let mut same_user = socket_session(2);
        same_user.user_mac = user_mac(1);
        conflicts(store, Write::InsertSocketSession(same_user));
        let mut same_id = socket_session(2);
        same_id.client_key = key(2);
        same_id.session_id = socket_session(1).session_id;
        conflicts(store, Write::InsertSocketSession(same_id));
        let mut elsewhere = socket_session(2);
        elsewhere.client_key = key(2);
        elsewhere.user_mac = user_mac(1);
        commit(store, vec![Write::InsertSocketSession(elsewhere)]);
        assert_eq!(db.raw().count("socket_sessions"), 2);
    });
}

#[test]
fn a_session_that_is_used_notes_when_and_takes_its_users_newer_mac() {
    each_store(settle_gateway, |_, store| {
        let both = [socket_session(1), socket_session(2)];
        commit(store, both.map(Write::InsertSocketSession).into());
        let touch = |user| Write::TouchSocketSession {
            key: key(1),
            user: user_mac(user),
            last_seen_at: START.plus(days(2)),
        };
        commit(store, vec![touch(9)]);
        let mut expected = socket_session(1);
        expected.user_mac = user_mac(9);
        expected.last_seen_at = START.plus(days(2));
        let of = |user| store.read(|reader| reader.socket_session_of(key(1), &user_mac(user)));
        assert_eq!(of(9), Ok(Some(expected)));
        assert_eq!(of(1), Ok(None));
        assert_eq!(of(2), Ok(Some(socket_session(2))));
        conflicts(store, touch(2));
    });
}
