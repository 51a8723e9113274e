//! Grants, codes and refresh tokens: written, used once, ended, and gone with what they hang on.

use crate::kit::db::{START, TestDb};
use crate::kit::samples::*;
use crate::kit::store::{commit, conflicts, each_store, finds, impossible};
use std::time::Duration;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::access::{AccessToken, IssuedFor, Permission, TokenStanding};
use vestibule::domain::oauth::code::{AddressSent, Code, CodeStanding};
use vestibule::domain::oauth::grant::Grant;
use vestibule::domain::oauth::refresh::{RefreshStanding, RefreshToken, Rotation};
use vestibule::domain::time::{Timestamp, days};
use vestibule::store::{CommitError, Lost, Store};

/// A second after the beginning.
fn now() -> Timestamp {
    START.plus(Duration::from_secs(1))
}

#[track_caller]
fn code_at(store: &Store, number: i64) -> CodeStanding {
    finds(store, |reader| reader.code_standing(key(number)))
}

#[track_caller]
fn refresh_at(store: &Store, number: i64) -> RefreshStanding {
    finds(store, |reader| reader.refresh_standing(key(number)))
}

#[track_caller]
fn access_at(store: &Store, number: i64) -> TokenStanding {
    finds(store, |reader| reader.token_standing(key(number)))
}

/// An access token of grant 4.
fn granted(number: i64) -> AccessToken {
    let permission = Permission {
        user_key: key(1),
        consent_key: key(3),
        epochs: FIRST_EPOCHS,
        grant_key: Some(key(4)),
    };
    AccessToken {
        issued_for: IssuedFor::Person(permission),
        ..token(number)
    }
}

/// A token of app 7 itself.
fn apps_own(number: i64) -> AccessToken {
    AccessToken {
        issued_for: IssuedFor::App,
        authentication: None,
        ..token(number)
    }
}

/// Ada, her consent, and under it grant 4 with code 5, refresh token 6 and access token 7.
fn settle_grant(store: &Store) {
    settle(store);
    let writes = vec![
        Write::InsertGrant(grant(4)),
        Write::InsertCode(code(5)),
        Write::InsertRefreshToken(refresh_token(6)),
        Write::InsertAccessToken(granted(7)),
    ];
    commit(store, writes);
}

fn rotation(successor: i64) -> Rotation {
    Rotation {
        at: now(),
        successor: key(successor),
        answer_sealed: Some(vec![9, 8, 7]),
    }
}

fn redeem(then: Vec<Write>) -> Change {
    let guard = Guard::CodeUnredeemed {
        key: key(5),
        at: now(),
    };
    Change::guarded(guard, then)
}

fn rotate(successor: i64, then: Vec<Write>) -> Change {
    let guard = Guard::RefreshUnrotated {
        key: key(6),
        rotation: rotation(successor),
    };
    Change::guarded(guard, then)
}

#[test]
fn what_is_written_is_read_back_with_all_that_it_hangs_on() {
    each_store(settle_grant, |_, store| {
        let found = code_at(store, 5);
        assert_eq!((found.code, &found.grant.grant), (code(5), &grant(4)));
        assert_eq!(found.grant.user_key, key(1));
        assert_eq!(found.grant.app.id, AppId(7));
        assert_eq!(found.grant.person.user.name, "Ada");
        let found = refresh_at(store, 6);
        assert_eq!(
            (&found.token, &found.grant.grant),
            (&refresh_token(6), &grant(4))
        );
        assert!(!found.successor_is_used);
        let found = access_at(store, 7);
        assert_eq!((&found.token, found.grant_is_over), (&granted(7), false));
        // The other way round of every choice.
        let bare = Code {
            address: AddressSent::No,
            pkce_challenge: None,
            redeemed_at: Some(now()),
            ..code(8)
        };
        let ended = Grant {
            ended_at: Some(now()),
            scopes_changed: false,
            ..grant(9)
        };
        let used = RefreshToken {
            rotated: Some(rotation(6)),
            grant_key: key(9),
            ..refresh_token(10)
        };
        let writes = vec![
            Write::InsertCode(bare.clone()),
            Write::InsertGrant(ended.clone()),
            Write::InsertRefreshToken(used.clone()),
        ];
        commit(store, writes);
        assert_eq!(code_at(store, 8).code, bare);
        let found = refresh_at(store, 10);
        assert_eq!((found.token, found.grant.grant), (used, ended));
        assert_eq!(store.read(|reader| reader.code_standing(key(99))), Ok(None));
        assert_eq!(
            store.read(|reader| reader.refresh_standing(key(99))),
            Ok(None)
        );
    });
}

#[test]
fn an_apps_own_token_stands_without_a_person_and_dies_with_the_app() {
    each_store(settle_grant, |_, store| {
        commit(store, vec![Write::InsertAccessToken(apps_own(11))]);
        let found = access_at(store, 11);
        assert_eq!((&found.token, &found.person), (&apps_own(11), &None));
        assert!(!found.grant_is_over && found.is_live(&hash("token"), now()));
        // What ends a person's tokens leaves it alone.
        let withdraw = Write::WithdrawConsent {
            key: key(3),
            at: now(),
        };
        commit(store, vec![withdraw, Write::RemoveUser(key(1))]);
        let found = access_at(store, 11);
        assert!(found.is_live(&hash("token"), now()));
        assert_eq!(store.read(|reader| reader.token_standing(key(7))), Ok(None));
        commit(store, vec![Write::RemoveApp(AppId(7))]);
        assert_eq!(
            store.read(|reader| reader.token_standing(key(11))),
            Ok(None)
        );
    });
}

#[test]
fn a_code_is_redeemed_once_and_who_loses_writes_nothing() {
    each_store(settle_grant, |_, store| {
        let first = redeem(vec![Write::InsertAccessToken(granted(21))]);
        store.commit(first).expect("the first");
        let second = redeem(vec![Write::InsertAccessToken(granted(22))]);
        let lost = Err(CommitError::Lost(Lost::CodeRedeemed));
        assert_eq!(store.commit(second), lost);
        access_at(store, 21);
        assert_eq!(
            store.read(|reader| reader.token_standing(key(22))),
            Ok(None)
        );
        let kept = code_at(store, 5).code;
        assert_eq!(kept.redeemed_at, Some(now()));
        commit(store, vec![Write::InsertCode(code(8))]);
        let unknown = Guard::CodeUnredeemed {
            key: key(99),
            at: now(),
        };
        let unknown = Change::guarded(unknown, Vec::new());
        assert_eq!(store.commit(unknown), lost);
        assert_eq!(code_at(store, 8).code.redeemed_at, None);
    });
}

#[test]
fn a_refresh_token_is_rotated_once_and_keeps_its_first_answer() {
    each_store(settle_grant, |db, store| {
        let successor = |number| vec![Write::InsertRefreshToken(refresh_token(number))];
        store.commit(rotate(31, successor(31))).expect("the first");
        let lost = Err(CommitError::Lost(Lost::RefreshRotated));
        assert_eq!(store.commit(rotate(32, successor(32))), lost);
        let found = refresh_at(store, 6);
        assert_eq!(found.token.rotated, Some(rotation(31)));
        assert!(!found.successor_is_used);
        assert_eq!(
            store.read(|reader| reader.refresh_standing(key(32))),
            Ok(None)
        );
        // Its successor is used in turn; or it is gone.
        let again = Guard::RefreshUnrotated {
            key: key(31),
            rotation: rotation(33),
        };
        store
            .commit(Change::guarded(again, successor(33)))
            .expect("the successor");
        assert!(refresh_at(store, 6).successor_is_used);
        let found = refresh_at(store, 31);
        assert!(!found.successor_is_used);
        db.raw().run("DELETE FROM refresh_tokens WHERE key = 33");
        assert!(refresh_at(store, 31).successor_is_used);
    });
}

#[test]
fn a_grant_is_ended_once_and_takes_all_of_its_tokens_along() {
    each_store(settle_grant, |_, store| {
        commit(store, vec![Write::InsertAccessToken(token(12))]);
        let end = |at| Write::EndGrant { key: key(4), at };
        commit(store, vec![end(now())]);
        commit(store, vec![end(now().plus(days(1)))]);
        let found = refresh_at(store, 6);
        assert_eq!(found.grant.grant.ended_at, Some(now()), "the first end");
        assert!(!found.grant.stands_for(AppId(7)));
        assert!(!code_at(store, 5).grant.stands_for(AppId(7)));
        let found = access_at(store, 7);
        assert!(found.grant_is_over && !found.is_live(&hash("token"), now()));
        // One of no family, under the same consent, lives on.
        assert!(access_at(store, 12).is_live(&hash("token"), now()));
    });
}

#[test]
fn a_grants_end_moves_on_and_never_back() {
    each_store(settle_grant, |_, store| {
        let ends = || refresh_at(store, 6).grant.grant.expires_at;
        let move_on = |until| Write::MoveGrantOn { key: key(4), until };
        commit(store, vec![move_on(START.plus(days(100)))]);
        assert_eq!(ends(), START.plus(days(100)));
        commit(store, vec![move_on(START.plus(days(95)))]);
        assert_eq!(ends(), START.plus(days(100)));
    });
}

#[test]
fn user_app_and_consent_take_grants_with_codes_and_refresh_tokens_along() {
    let removals: [fn(&Store); 3] = [
        |store| commit(store, vec![Write::RemoveUser(key(1))]),
        |store| commit(store, vec![Write::RemoveApp(AppId(7))]),
        |store| {
            let at = now();
            commit(store, vec![Write::WithdrawConsent { key: key(3), at }]);
            let due = at.plus(days(30) + Duration::from_millis(1));
            store.sweep(due, lifetimes(days(365))).expect("sweeps");
        },
    ];
    for removal in removals {
        each_store(settle_grant, |db, store| {
            assert_eq!(counts(db), [1, 1, 1]);
            removal(store);
            assert_eq!(counts(db), [0, 0, 0]);
            assert_eq!(store.read(|reader| reader.token_standing(key(7))), Ok(None));
        });
    }
}

/// Rows of grants, codes and refresh tokens.
fn counts(db: &TestDb) -> [i64; 3] {
    ["grants", "codes", "refresh_tokens"].map(|table| db.raw().count(table))
}

#[test]
fn a_token_whose_grant_is_gone_is_dead() {
    each_store(settle_grant, |db, store| {
        assert!(access_at(store, 7).is_live(&hash("token"), now()));
        db.raw()
            .run("DELETE FROM codes; DELETE FROM refresh_tokens; DELETE FROM grants");
        let found = access_at(store, 7);
        assert!(found.grant_is_over && !found.is_live(&hash("token"), now()));
    });
}

#[test]
fn what_hangs_on_a_grant_needs_one() {
    each_store(settle, |db, store| {
        for write in [
            Write::InsertCode(code(5)),
            Write::InsertRefreshToken(refresh_token(6)),
        ] {
            conflicts(store, write);
        }
        assert_eq!(counts(db), [0, 0, 0]);
    });
}

#[test]
fn a_code_whose_challenge_cannot_be_read_is_no_code_without_one() {
    each_store(settle_grant, |db, store| {
        db.raw().run("UPDATE codes SET pkce_challenge = 'short'");
        let found = store.read(|reader| reader.code_standing(key(5)));
        let key = key(5).number().to_string();
        assert_eq!(found, Err(impossible("codes", "pkce_challenge", &key)));
    });
}
