//! An outbox from before there was mail: what waits in it still goes out, and what is over stays so, on both databases.

use crate::kit::db::{START, TestDb, each_db};
use crate::kit::samples::*;
use crate::kit::store::{commit, finds, reads};
use vestibule::domain::change::Write;
use vestibule::domain::delivery::Delivery;
use vestibule::domain::key::AppId;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::mail::queued::QueuedMail;
use vestibule::domain::time::{Timestamp, days};
use vestibule::store::Reader;

/// The schema of 0027 with user 1, app 7, and an outbox in which one of each waits, is done, and was given up; and one
/// waits for the end of a session.
fn as_it_was(db: &TestDb) {
    let mut raw = db.raw_at_step("0027");
    let (no, seed) = if db.is_sqlite() {
        ("0", format!("X'{}'", "07".repeat(16)))
    } else {
        ("false", format!("'\\x{}'", "07".repeat(16)))
    };
    let at = START.millis();
    raw.run(&format!(
        "INSERT INTO users (key, public_id, name, name_folded, state, is_admin, epoch, created_at, updated_at, version)
             VALUES (1, 'public-1', 'Ada', 'ada', 'active', {no}, 1, {at}, {at}, 1)"
    ));
    raw.run(&format!(
        "INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, scopes, response_types, grants, style,
             switches, callback_key_generation, epoch, created_at, updated_at, version)
             VALUES (7, 'U-7', 'C-7', 'Tree', 'web', 'public', 'active', '', 'token', '', 'documented', '', 1, 1, {at}, {at}, 1)"
    ));
    for (key, person, tries, next, done, dead, error, seed) in [
        (
            11,
            "public-1",
            2,
            at.to_string(),
            "NULL",
            "NULL",
            "'it answered 500'",
            "NULL".to_owned(),
        ),
        (
            12,
            "public-2",
            1,
            "NULL".to_owned(),
            "17",
            "NULL",
            "NULL",
            "NULL".to_owned(),
        ),
        (
            13,
            "public-3",
            5,
            "NULL".to_owned(),
            "NULL",
            "18",
            "'gone'",
            "NULL".to_owned(),
        ),
        (
            14,
            "public-1",
            0,
            "NULL".to_owned(),
            "NULL",
            "NULL",
            "NULL",
            seed,
        ),
    ] {
        raw.run(&format!(
            "INSERT INTO outbox (key, app_id, public_id, jti, tries, next_at, done_at, dead_at, last_error, created_at,
                 sid_seed)
                 VALUES ({key}, 7, '{person}', 'jti-{key}', {tries}, {next}, {done}, {dead}, {error}, {at}, {seed})"
        ));
    }
}

fn call(key_number: i64, person: &str) -> Delivery {
    Delivery {
        key: key(key_number),
        app_id: AppId(7),
        public_id: person.to_owned(),
        jti: format!("jti-{key_number}"),
        tries: 0,
        next_at: None,
        done_at: None,
        dead_at: None,
        last_error: None,
        created_at: START,
        sid_seed: None,
    }
}

#[test]
fn an_outbox_from_before_there_was_mail_goes_on_as_it_was_and_takes_mail_too() {
    each_db(|db| {
        as_it_was(db);
        let store = db.open();
        let waits = Delivery {
            tries: 2,
            next_at: Some(START),
            last_error: Some("it answered 500".to_owned()),
            ..call(11, "public-1")
        };
        let given_up = Delivery {
            tries: 5,
            dead_at: Some(Timestamp::from_millis(18)),
            last_error: Some("gone".to_owned()),
            ..call(13, "public-3")
        };
        let due = reads(&store, |reader| reader.due_deliveries(START, &[], 9));
        assert_eq!(due, std::slice::from_ref(&waits));
        let listed = reads(&store, |reader| reader.deliveries_of(AppId(7)));
        assert_eq!(listed, [waits, given_up]);
        assert_eq!(reads(&store, Reader::unsent_mails), []);
        // What waits for the end of a session begins with it.
        let mut raw = db.raw();
        let waiting = "SELECT count(*) AS number FROM outbox WHERE sid_seed IS NOT NULL AND next_at IS NULL AND done_at IS NULL";
        assert_eq!((raw.count("outbox"), raw.number(waiting)), (4, 1));
        let ada = finds(&store, |reader| reader.user(key(1)));
        assert!(ada.notices, "mail is wanted until somebody says no");
        let mail = QueuedMail {
            key: key(15),
            kind: MailKind::PasswordChanged,
            public_id: "public-1".to_owned(),
            jti: "jti-15".to_owned(),
            tries: 0,
            next_at: Some(START),
            done_at: None,
            dead_at: None,
            last_error: None,
            created_at: START,
            give_up_at: Some(START.plus(days(1))),
            payload_sealed: Some(vec![1, 2, 3]),
        };
        commit(&store, vec![Write::QueueMail(mail.clone())]);
        let due = reads(&store, |reader| reader.due_mails(START, 9));
        assert_eq!(due, [mail]);
        // A later withdrawal takes the place of the one that waits, as ever.
        let later = Delivery {
            jti: "jti-16".to_owned(),
            next_at: Some(START),
            ..call(16, "public-1")
        };
        commit(&store, vec![Write::QueueDelivery(later)]);
        let due = reads(&store, |reader| {
            reader.due_deliveries(START.plus(days(1)), &[], 9)
        });
        let due: Vec<_> = due
            .iter()
            .map(|call| (call.key, call.jti.as_str()))
            .collect();
        assert_eq!(due, [(key(11), "jti-16")]);
    });
}
