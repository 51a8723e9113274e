//! How long what was issued stays, with the clock; and that sweeping takes it in small bites.

use crate::kit::db::{START, TestDb, on_postgresql};
use crate::kit::samples::*;
use crate::kit::store::{commit, each_store, finds};
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::key::RowKey;
use vestibule::domain::oauth::code::Code;
use vestibule::domain::oauth::refresh::{RefreshToken, Rotation};
use vestibule::domain::time::{Timestamp, days};
use vestibule::store::Store;

const TTL: Duration = days(1);
const MOMENT: Duration = Duration::from_millis(1);

#[track_caller]
fn swept(store: &Store, now: Timestamp) -> usize {
    store.sweep(now, lifetimes(TTL)).expect("sweeps")
}

fn settle_grant(store: &Store) {
    settle(store);
    commit(store, vec![Write::InsertGrant(grant(4))]);
}

/// A key of the beginning.
fn first() -> i64 {
    RowKey::first_at(START).number()
}

#[test]
fn codes_stay_a_day_longer_than_they_live() {
    each_store(settle_grant, |db, store| {
        let redeemed = Code {
            redeemed_at: Some(START),
            ..code(first() + 1)
        };
        let codes = vec![
            Write::InsertCode(code(first())),
            Write::InsertCode(redeemed),
        ];
        commit(store, codes);
        let due = code(first()).expires_at.plus(days(1));
        assert_eq!(swept(store, due), 0);
        assert_eq!(swept(store, due.plus(MOMENT)), 2);
        assert_eq!((db.raw().count("codes"), db.raw().count("grants")), (0, 1));
    });
}

#[test]
fn sealed_answers_are_erased_after_ten_seconds_and_the_used_token_stays() {
    each_store(settle_grant, |db, store| {
        let rotation = Rotation {
            at: START,
            successor: key(7),
            answer_sealed: Some(vec![1, 2, 3]),
        };
        let used = RefreshToken {
            rotated: Some(rotation.clone()),
            ..refresh_token(6)
        };
        let tokens = [used, refresh_token(7)];
        commit(store, tokens.map(Write::InsertRefreshToken).into());
        let kept = || {
            finds(store, |reader| reader.refresh_standing(key(6)))
                .token
                .rotated
        };
        let due = START.plus(Duration::from_secs(10));
        swept(store, due);
        assert_eq!(kept(), Some(rotation.clone()));
        assert_eq!(swept(store, due.plus(MOMENT)), 1);
        let erased = Rotation {
            answer_sealed: None,
            ..rotation
        };
        assert_eq!(kept(), Some(erased));
        assert_eq!(swept(store, due.plus(days(1))), 0, "only once");
        assert_eq!(db.raw().count("refresh_tokens"), 2);
    });
}

#[test]
fn grants_stay_thirty_days_after_their_end_and_take_their_tokens_along() {
    each_store(settle_grant, |db, store| {
        let of_ended = RefreshToken {
            grant_key: key(8),
            ..refresh_token(9)
        };
        let writes = vec![
            Write::InsertGrant(grant(8)),
            Write::InsertRefreshToken(of_ended),
            Write::EndGrant {
                key: key(8),
                at: START.plus(days(1)),
            },
            Write::InsertRefreshToken(refresh_token(6)),
        ];
        commit(store, writes);
        let counts = || (db.raw().count("grants"), db.raw().count("refresh_tokens"));
        for (due, left) in [
            (START.plus(days(31)), (1, 1)),
            (START.plus(days(120)), (0, 0)),
        ] {
            let before = counts();
            swept(store, due);
            assert_eq!(counts(), before, "too early");
            swept(store, due.plus(MOMENT));
            assert_eq!(counts(), left, "too late");
        }
    });
}

#[test]
fn more_than_one_bite_is_taken_until_all_is_gone() {
    each_store(settle_grant, |db, store| {
        let codes = (0..1100).map(|number| Write::InsertCode(code(first() + number)));
        commit(store, codes.collect());
        let grants = (0..1100).map(|number| Write::InsertGrant(grant(first() + number)));
        commit(store, grants.collect());
        let used = (0..1100).map(|number| {
            let rotation = Rotation {
                at: START,
                successor: key(7),
                answer_sealed: Some(vec![1]),
            };
            Write::InsertRefreshToken(RefreshToken {
                rotated: Some(rotation),
                ..refresh_token(first() + number)
            })
        });
        commit(store, used.collect());
        assert_eq!(swept(store, START.plus(days(2))), 2200);
        let sealed =
            "SELECT count(*) AS number FROM refresh_tokens WHERE answer_sealed IS NOT NULL";
        assert_eq!((db.raw().count("codes"), db.raw().number(sealed)), (0, 0));
        swept(store, START.plus(days(121)));
        assert_eq!(db.raw().count("grants"), 0);
    });
}

/// Makes the database refuse a statement that deletes more codes than one bite holds.
fn forbid_more_than_a_bite(db: &TestDb) {
    db.raw().run(
        "CREATE FUNCTION bite() RETURNS trigger AS $$ BEGIN
             IF (SELECT count(*) FROM gone) > 500 THEN RAISE 'too many at once'; END IF;
             RETURN NULL; END $$ LANGUAGE plpgsql;
         CREATE TRIGGER bite AFTER DELETE ON codes REFERENCING OLD TABLE AS gone
             FOR EACH STATEMENT EXECUTE FUNCTION bite();",
    );
}

#[test]
fn a_bite_is_at_most_five_hundred_rows() {
    // SQLite has no trigger that sees a whole statement; the sweep is the same code there.
    on_postgresql(|db| {
        let store = db.open();
        settle_grant(&store);
        forbid_more_than_a_bite(db);
        let codes = (0..1100).map(|number| Write::InsertCode(code(first() + number)));
        commit(&store, codes.collect());
        assert_eq!(swept(&store, START.plus(days(2))), 1100);
        let codes = (0..501).map(|number| Write::InsertCode(code(first() + number)));
        commit(&store, codes.collect());
        let all = std::panic::catch_unwind(|| db.raw().run("DELETE FROM codes"));
        assert!(all.is_err(), "the trap works");
    });
}
