//! Changes that share statements on a server: each comes to what it would by itself.

use crate::kit::db::START;
use crate::kit::samples::*;
use crate::kit::store::{commit, each_store, finds};
use crate::races::at_once;
use std::time::Duration;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::oauth::access::{AccessToken, IssuedFor, Permission};
use vestibule::domain::oauth::code::Code;
use vestibule::domain::oauth::grant::Grant;
use vestibule::domain::oauth::refresh::{RefreshToken, Rotation};
use vestibule::domain::time::Timestamp;
use vestibule::store::Store;

const PAIRS: i64 = 96;

/// Another moment for each.
fn moment(of: i64) -> Timestamp {
    START.plus(Duration::from_secs(of.unsigned_abs()))
}

fn grant_of(pair: i64) -> Grant {
    Grant {
        expires_at: START,
        ..grant(1000 + pair)
    }
}

/// The tokens that come of it, and its end moved on.
fn given(pair: i64) -> Vec<Write> {
    let grant = key(1000 + pair);
    let permission = Permission {
        user_key: key(1),
        consent_key: key(3),
        epochs: FIRST_EPOCHS,
        grant_key: Some(grant),
    };
    let access = AccessToken {
        issued_for: IssuedFor::Person(permission),
        expires_at: moment(pair),
        ..token(2000 + pair)
    };
    let refresh = RefreshToken {
        grant_key: grant,
        expires_at: moment(pair),
        ..refresh_token(3000 + pair)
    };
    let moved = Write::MoveGrantOn {
        key: grant,
        until: moment(pair),
    };
    vec![
        Write::InsertAccessToken(access),
        Write::InsertRefreshToken(refresh),
        moved,
    ]
}

/// All at once, so that they share transactions.
#[track_caller]
fn all_at_once(store: &Store, change: impl Fn(i64) -> Change + Sync) {
    let pairs = usize::try_from(PAIRS).expect("small");
    let outcomes = at_once(pairs, |pair| {
        store.commit(change(i64::try_from(pair).expect("small") + 1))
    });
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

fn settled(store: &Store) {
    settle(store);
    let grants = (1..=PAIRS).map(|pair| Write::InsertGrant(grant_of(pair)));
    commit(store, grants.collect());
}

/// The grant went on, with both tokens; nothing of another pair is among it.
#[track_caller]
fn is_given(store: &Store, pair: i64) {
    let access = finds(store, |reader| reader.token_standing(key(2000 + pair)));
    assert_eq!(access.token.expires_at, moment(pair));
    let refresh = finds(store, |reader| reader.refresh_standing(key(3000 + pair)));
    assert_eq!(refresh.token.expires_at, moment(pair));
    assert_eq!(refresh.grant.grant.key, key(1000 + pair));
    assert_eq!(refresh.grant.grant.expires_at, moment(pair));
}

#[test]
fn codes_that_are_redeemed_at_one_moment_each_bring_their_own_pair() {
    each_store(settled, |_, store| {
        let codes = (1..=PAIRS).map(|pair| {
            Write::InsertCode(Code {
                grant_key: key(1000 + pair),
                ..code(4000 + pair)
            })
        });
        commit(store, codes.collect());
        all_at_once(store, |pair| {
            let unredeemed = Guard::CodeUnredeemed {
                key: key(4000 + pair),
                at: moment(pair),
            };
            Change::guarded(unredeemed, given(pair))
        });
        for pair in 1..=PAIRS {
            let code = finds(store, |reader| reader.code_standing(key(4000 + pair)));
            assert_eq!(code.code.redeemed_at, Some(moment(pair)));
            is_given(store, pair);
        }
    });
}

#[test]
fn refresh_tokens_that_are_used_at_one_moment_each_keep_their_own_answer() {
    each_store(settled, |_, store| {
        let tokens = (1..=PAIRS).map(|pair| {
            Write::InsertRefreshToken(RefreshToken {
                grant_key: key(1000 + pair),
                ..refresh_token(4000 + pair)
            })
        });
        commit(store, tokens.collect());
        let rotation = |pair: i64| Rotation {
            at: moment(pair),
            successor: key(3000 + pair),
            answer_sealed: (pair % 7 > 0).then(|| pair.to_be_bytes().to_vec()),
        };
        all_at_once(store, |pair| {
            let unrotated = Guard::RefreshUnrotated {
                key: key(4000 + pair),
                rotation: rotation(pair),
            };
            Change::guarded(unrotated, given(pair))
        });
        for pair in 1..=PAIRS {
            let used = finds(store, |reader| reader.refresh_standing(key(4000 + pair)));
            assert_eq!(used.token.rotated, Some(rotation(pair)));
            is_given(store, pair);
        }
    });
}

#[test]
fn what_was_ended_or_lasts_longer_is_not_moved_on_by_others() {
    each_store(settled, |_, store| {
        let codes = (1..=PAIRS).map(|pair| {
            Write::InsertCode(Code {
                grant_key: key(1000 + pair),
                ..code(4000 + pair)
            })
        });
        commit(store, codes.collect());
        let late = moment(PAIRS).plus(Duration::from_secs(1));
        let ended = Write::EndGrant {
            key: key(1001),
            at: START,
        };
        let lasts = Write::MoveGrantOn {
            key: key(1002),
            until: late,
        };
        commit(store, vec![ended, lasts]);
        all_at_once(store, |pair| {
            let unredeemed = Guard::CodeUnredeemed {
                key: key(4000 + pair),
                at: START,
            };
            Change::guarded(unredeemed, given(pair))
        });
        let ends = |pair: i64| {
            let found = finds(store, |reader| reader.grant_standing(key(1000 + pair)));
            (found.grant.ended_at, found.grant.expires_at)
        };
        assert_eq!(ends(1), (Some(START), START));
        assert_eq!(ends(2), (None, late));
        assert_eq!(ends(3), (None, moment(3)));
    });
}
