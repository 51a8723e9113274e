//! Access tokens and the consent they hang on, written and read on both databases.

use crate::kit::db::START;
use crate::kit::samples::*;
use crate::kit::store::{commit, conflicts, each_store, finds};
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::key::AppId;
use vestibule::store::Store;

fn is_live(store: &Store, number: i64) -> bool {
    let standing = finds(store, |reader| reader.token_standing(key(number)));
    standing.is_live(&hash("token"), START.plus(Duration::from_secs(1)))
}

#[test]
fn a_token_is_read_with_all_that_it_hangs_on_and_dies_with_it() {
    each_store(settle, |_, store| {
        let both = [5, 6].map(|number| Write::InsertAccessToken(token(number)));
        commit(store, both.into());
        let found = finds(store, |reader| reader.token_standing(key(5)));
        assert_eq!(found.token, token(5));
        let person = found.person.as_ref().expect("a person");
        assert_eq!(person.user.shown_name, "Ada");
        assert_eq!(found.app.client_id, app(7, "").client_id);
        assert!(!found.is_live(&hash("guess"), START.plus(Duration::from_secs(1))));

        let at = START.plus(Duration::from_secs(1));
        assert!(is_live(store, 5));
        commit(store, vec![Write::RevokeAccessToken { key: key(5), at }]);
        assert!(!is_live(store, 5) && is_live(store, 6));
        commit(store, vec![Write::WithdrawConsent { key: key(3), at }]);
        assert!(!is_live(store, 6));
    });
}

#[test]
fn an_allow_never_brings_back_a_consent_that_was_withdrawn_meanwhile() {
    each_store(settle, |_, store| {
        let at = START.plus(Duration::from_secs(1));
        let mut seen = consent(3, 1, 7);
        commit(store, vec![Write::WithdrawConsent { key: key(3), at }]);
        conflicts(store, Write::UpdateConsent(seen.clone()));
        seen.epoch = seen.epoch.next();
        seen.scopes = scopes("email");
        commit(store, vec![Write::UpdateConsent(seen.clone())]);
        seen.last_used_at = START.plus(Duration::from_secs(2));
        let touch = Write::TouchConsent {
            key: key(3),
            last_used_at: seen.last_used_at,
        };
        commit(store, vec![touch]);
        let found = store.read(|reader| reader.consent(key(1), AppId(7)));
        assert_eq!(found, Ok(Some(seen)));
    });
}
