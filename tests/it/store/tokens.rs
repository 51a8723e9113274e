//! Access tokens and the consent they hang on, written and read on both databases.

use crate::kit::db::{START, each_db};
use crate::kit::samples::*;
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::key::AppId;
use vestibule::store::{CommitError, Store};

fn change(write: Write) -> Change {
    Change::writes(vec![write])
}

fn is_live(store: &Store, number: i64) -> bool {
    let found = store.read(|reader| reader.token_standing(key(number)));
    let standing = found.expect("reads").expect("is there");
    standing.is_live(&hash("token"), START.plus(Duration::from_secs(1)))
}

#[test]
fn a_token_is_read_with_all_that_it_hangs_on_and_dies_with_it() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        for number in [5, 6] {
            let kept = change(Write::InsertAccessToken(token(number)));
            store.commit(kept).expect("writes");
        }
        let found = store.read(|reader| reader.token_standing(key(5)));
        let found = found.expect("reads").expect("is there");
        assert_eq!(found.token, token(5));
        let person = found.person.as_ref().expect("a person");
        assert_eq!(person.user.shown_name, "Ada");
        assert_eq!(found.app.client_id, app(7, "").client_id);
        assert!(!found.is_live(&hash("guess"), START.plus(Duration::from_secs(1))));

        let at = START.plus(Duration::from_secs(1));
        let revoke = change(Write::RevokeAccessToken { key: key(5), at });
        assert!(is_live(&store, 5));
        store.commit(revoke).expect("revokes");
        assert!(!is_live(&store, 5) && is_live(&store, 6));
        let withdraw = change(Write::WithdrawConsent { key: key(3), at });
        store.commit(withdraw).expect("withdraws");
        assert!(!is_live(&store, 6));
    });
}

#[test]
fn an_allow_never_brings_back_a_consent_that_was_withdrawn_meanwhile() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        let at = START.plus(Duration::from_secs(1));
        let mut seen = consent(3, 1, 7);
        let withdraw = change(Write::WithdrawConsent { key: key(3), at });
        store.commit(withdraw).expect("withdraws");
        let late = change(Write::UpdateConsent(seen.clone()));
        assert_eq!(store.commit(late), Err(CommitError::Conflict));
        seen.epoch = seen.epoch.next();
        seen.scopes = scopes("email");
        let again = change(Write::UpdateConsent(seen.clone()));
        store.commit(again).expect("allows again");
        seen.last_used_at = START.plus(Duration::from_secs(2));
        let touch = change(Write::TouchConsent {
            key: key(3),
            last_used_at: seen.last_used_at,
        });
        store.commit(touch).expect("touches");
        let found = store.read(|reader| reader.consent(key(1), AppId(7)));
        assert_eq!(found, Ok(Some(seen)));
    });
}
