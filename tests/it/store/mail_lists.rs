//! The list of mail that was not sent: each part is found by an index that has its order.

use crate::kit::db::{START, TestDb, each_db};
use crate::kit::statements::{Statements, answered_by_indexes};
use crate::kit::store::{commit, reads};
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::keyset::{Cursor, Part, wanted};
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::mail::queued::QueuedMail;
use vestibule::store::Store;

const MANY: u64 = 2_000;

/// Five at the same moment; every other was sent.
fn mail(store: &Store, number: u64) -> QueuedMail {
    let at = START.plus(Duration::from_secs(number / 5));
    let is_sent = number.is_multiple_of(2);
    QueuedMail {
        key: store.next_key(at),
        kind: MailKind::Reset,
        public_id: format!("public-{number}"),
        jti: format!("{number}"),
        tries: 1,
        next_at: (!is_sent).then_some(at),
        done_at: is_sent.then_some(at),
        dead_at: None,
        last_error: None,
        created_at: at,
        give_up_at: None,
        payload_sealed: None,
    }
}

#[test]
fn each_part_of_the_list_of_unsent_mail_is_found_by_an_index_in_its_order() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        for first in (0..MANY).step_by(500) {
            let some = (first..first + 500).map(|number| mail(&store, number));
            commit(&store, some.map(Write::QueueMail).collect());
        }
        statements.forget();
        let mut part = Part::First;
        let mut all = Vec::new();
        loop {
            let some = reads(&store, |reader| reader.listed_mails(&part, wanted()));
            let Some((last, _)) = some.last() else { break };
            part = Part::After(Cursor {
                value: last.created_at.millis().to_string(),
                key: last.key.number(),
            });
            all.extend(some.into_iter().map(|(mail, _)| mail));
        }
        assert_eq!(u64::try_from(all.len()).expect("few"), MANY / 2);
        assert!(
            all.is_sorted_by(|one, next| {
                (one.created_at, one.key) > (next.created_at, next.key)
            })
        );
        let Part::After(end) = part else { return };
        for part in [Part::Before(end), Part::Last] {
            let some = reads(&store, |reader| reader.listed_mails(&part, wanted()));
            assert_eq!(some.len(), 26);
        }
        assert_eq!(reads(&store, |reader| reader.count_unsent_mails(100)), 101);
        reads(&store, |reader| reader.unsent_mail(all[0].key));
        answered_by_indexes(&mut db.raw(), &statements.seen(), "outbox");
    });
}
