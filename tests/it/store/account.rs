//! What account pages ask for, and the outbox: what is written comes back, and of two that claim a try one gets it.

use super::sweep::lives_until;
use crate::kit::db::START;
use crate::kit::samples::*;
use crate::kit::store::{commit, each_store, empty, finds, reads};
use std::time::Duration;
use vestibule::domain::change::{Change, EndReason, Guard, Write};
use vestibule::domain::delivery::{Delivery, DeliveryOutcome};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::AppState;
use vestibule::domain::time::days;
use vestibule::store::{CommitError, Lost, Store};

fn queued(number: i64) -> Delivery {
    let person = format!("public-{number}");
    let mut queued = Delivery::withdrawal(key(number), AppId(7), &person, START, &mut rand::rng());
    queued.jti = format!("jti-{number}");
    queued
}

fn settle_with(store: &Store, number: i64, settled: DeliveryOutcome) {
    let settled = Write::SettleDelivery {
        key: key(number),
        jti: format!("jti-{number}"),
        settled,
    };
    commit(store, vec![settled]);
}

#[test]
fn what_somebody_allowed_comes_back_with_its_app_until_it_is_withdrawn() {
    each_store(empty, |_, store| {
        assert_eq!(store.read(|reader| reader.has_users()), Ok(false));
        settle(store);
        assert_eq!(store.read(|reader| reader.has_users()), Ok(true));
        let of = |user| reads(store, |reader| reader.allowed_apps(key(user)));
        let [allowed] = &of(1)[..] else {
            panic!("not one")
        };
        assert_eq!(allowed.consent, consent(3, 1, 7));
        assert_eq!(
            (allowed.name.as_str(), allowed.state),
            ("Tree Viewer", AppState::Active)
        );
        assert_eq!(
            allowed.deauthorize_url.as_deref(),
            Some("https://app.example/bye")
        );
        assert_eq!(of(2), []);
        let at = START;
        commit(store, vec![Write::WithdrawConsent { key: key(3), at }]);
        assert_eq!(of(1), []);
    });
}

#[test]
fn sessions_come_back_with_the_app_they_were_born_for_and_all_but_one_end() {
    each_store(settle, |_, store| {
        let mut born = session(2, 1);
        born.born_for_app = Some(AppId(7));
        let sessions = [session(1, 1), born, session(3, 1)];
        commit(store, sessions.clone().map(Write::InsertSession).into());
        let of = || {
            let mut all = reads(store, |reader| {
                let open = reader.open_sessions_of(key(1), START, 9)?;
                let keys: Vec<_> = open.into_iter().map(|(key, _)| key).collect();
                reader.sessions_with_apps(&keys)
            });
            all.sort_by_key(|(session, _)| session.key);
            all
        };
        let names = [None, Some("Tree Viewer".to_owned()), None];
        assert_eq!(of(), sessions.into_iter().zip(names).collect::<Vec<_>>());
        let end = Write::EndOtherSessionsOf {
            user_key: key(1),
            stays: key(2),
            at: START,
            why: EndReason::EndedElsewhere,
        };
        commit(store, vec![end]);
        let left: Vec<_> = of().into_iter().map(|(session, _)| session.key).collect();
        assert_eq!(left, [key(2)]);
    });
}

#[test]
fn a_try_is_claimed_once_and_what_became_of_it_is_kept() {
    each_store(settle, |db, store| {
        let all = [queued(1), queued(2), queued(3)];
        commit(store, all.clone().map(Write::QueueDelivery).into());
        let due = |at, most| {
            let mut due = reads(store, |reader| reader.due_deliveries(at, &[], most));
            due.sort_by_key(|one| one.key);
            due
        };
        assert_eq!(due(START, 9), all);
        assert_eq!(due(START, 2).len(), 2);
        assert_eq!(due(START.minus(Duration::from_millis(1)), 9), []);
        let later = START.plus(Duration::from_secs(60));
        let claim = |tries| {
            let guard = Guard::DeliveryDue {
                key: key(1),
                tries,
                next_at: later,
            };
            store.commit(Change::guarded(guard, Vec::new()))
        };
        assert_eq!(claim(0), Ok(()));
        assert_eq!(claim(0), Err(CommitError::Lost(Lost::Claimed)));
        settle_with(
            store,
            1,
            DeliveryOutcome::Failed("it answered 500".to_owned()),
        );
        settle_with(store, 2, DeliveryOutcome::Done(START));
        settle_with(store, 3, DeliveryOutcome::Dead(START, "gone".to_owned()));
        let tried = Delivery {
            tries: 1,
            next_at: Some(later),
            last_error: Some("it answered 500".to_owned()),
            ..queued(1)
        };
        assert_eq!(due(later, 9), std::slice::from_ref(&tried));
        let dead = Delivery {
            next_at: None,
            dead_at: Some(START),
            last_error: Some("gone".to_owned()),
            ..queued(3)
        };
        let shown = store.read(|reader| reader.deliveries_of(AppId(7)));
        assert_eq!(shown, Ok(vec![tried, dead]));
        // What is over stays over.
        settle_with(store, 3, DeliveryOutcome::Done(START));
        lives_until(db, store, "outbox", START.plus(days(7)));
        lives_until(db, store, "outbox", START.plus(days(30)));
    });
}

#[test]
fn a_withdrawal_is_decided_on_what_was_seen() {
    each_store(settle, |_, store| {
        let withdraw = |epoch| {
            let guard = Guard::ConsentEpoch { key: key(3), epoch };
            let (key, at) = (key(3), START);
            let writes = vec![Write::WithdrawConsent { key, at }];
            store.commit(Change::guarded(guard, writes))
        };
        let moved = Err(CommitError::Lost(Lost::ConsentMoved));
        let first = consent(3, 1, 7).epoch;
        assert_eq!(withdraw(first.next()), moved);
        assert_eq!(withdraw(first), Ok(()));
        assert_eq!(withdraw(first), moved);
        let found = finds(store, |reader| reader.consent(key(1), AppId(7)));
        assert_eq!(found.epoch, first.next());
    });
}
