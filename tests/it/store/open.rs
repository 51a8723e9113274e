//! Opening: migrations, copies, refusals, and other processes beside us.

use crate::kit::db::{each_db, on_postgresql, on_sqlite};
use crate::kit::samples::*;
use std::os::unix::fs::PermissionsExt;
use vestibule::domain::change::{Change, Write};
use vestibule::store::{OpenError, Store};

fn refusal<T>(outcome: Result<T, OpenError>) -> String {
    match outcome {
        Ok(_) => panic!("was not refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_database_newer_than_the_program_is_refused_with_a_way_out() {
    each_db(|db| {
        drop(db.open());
        db.raw()
            .run("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
        let said = refusal(Store::open(&db.options()));
        assert!(
            said.contains("newer than this program") && said.contains("9999"),
            "{said}"
        );
        let checked = Store::check(&db.options()).expect("can be looked at");
        assert_eq!(checked.faults.len(), 1, "{checked:?}");
    });
}

#[test]
fn a_database_made_with_another_key_is_refused_with_a_way_out() {
    each_db(|db| {
        drop(db.open());
        drop(db.open());
        let mut other = db.options();
        other.key_fingerprint = "another".to_owned();
        let said = refusal(Store::open(&other));
        assert!(said.contains("another secret_key"), "{said}");
        let checked = Store::check(&other).expect("can be looked at");
        assert!(
            checked
                .faults
                .iter()
                .any(|fault| fault.contains("secret_key")),
            "{checked:?}"
        );
    });
}

#[test]
fn a_database_of_an_accepted_key_takes_on_the_current_one_and_only_by_being_opened() {
    each_db(|db| {
        drop(db.open());
        let fingerprint = || {
            let mut raw = db.raw();
            raw.lines("SELECT key_fingerprint AS line FROM instance")
        };
        let first = fingerprint();
        let mut rotated = db.options();
        rotated.key_fingerprint = "the next".to_owned();
        rotated.accepted_fingerprints = vec!["unrelated".to_owned(), first[0].clone()];
        let checked = Store::check(&rotated).expect("can be looked at");
        assert!(checked.faults.is_empty(), "{checked:?}");
        assert_eq!(fingerprint(), first, "looking changes nothing");
        for _ in 0..2 {
            drop(Store::open(&rotated).expect("opens"));
            assert_eq!(fingerprint(), ["the next"]);
            let left = "audit WHERE event = 'key_rotated' AND detail = '{\"key\":\"server\",\"revoked\":false}'";
            assert_eq!(db.raw().count(left), 1, "once, in the same transaction");
        }
        assert!(refusal(Store::open(&db.options())).contains("another secret_key"));
        assert_eq!(fingerprint(), ["the next"], "a refusal changes nothing");
    });
}

/// The steps of the schema, as their folders are numbered.
fn steps() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let names = std::fs::read_dir(folder).expect("is there");
    let names = names.map(|step| step.expect("reads").file_name().into_string());
    let mut steps: Vec<String> = names
        .map(|name| name.expect("a text")[..4].to_owned())
        .collect();
    steps.sort();
    steps
}

#[test]
fn a_sound_database_has_no_faults_and_nothing_pending() {
    each_db(|db| {
        if !db.is_sqlite() {
            let checked = Store::check(&db.options()).expect("checks");
            assert_eq!((checked.schema, checked.pending), (None, steps()));
            let made = "pg_class WHERE relnamespace = current_schema()::regnamespace";
            assert_eq!(db.raw().count(made), 0, "looking changes nothing");
        }
        let migrated = Store::migrate(&db.options()).expect("migrates");
        let last = steps().pop();
        assert_eq!((migrated.from, Some(migrated.to)), (None, last.clone()));
        let checked = Store::check(&db.options()).expect("checks");
        assert_eq!(checked.schema, last);
        assert!(
            checked.pending.is_empty() && checked.faults.is_empty(),
            "{checked:?}"
        );
        let again = Store::migrate(&db.options()).expect("migrates");
        assert_eq!(again.from, last);
    });
}

#[test]
fn a_file_with_data_is_copied_before_it_is_migrated() {
    on_sqlite(|db| {
        let mut old = db.raw_at_step("0001");
        old.run(
            "INSERT INTO users VALUES (1, 'p', 'Ada', 'ada', NULL, NULL, NULL, 'active', 0, 0, 0, 0, 1)",
        );
        drop(old);
        let checked = Store::check(&db.options()).expect("checks");
        assert_eq!(checked.pending, steps()[1..]);
        let migrated = Store::migrate(&db.options()).expect("migrates");
        assert_eq!(migrated.from.as_deref(), Some("0001"));
        let copy = migrated.copy.expect("a copy");
        assert!(
            copy.to_string_lossy().ends_with("test.db.schema-0001.copy"),
            "{copy:?}"
        );
        let mode = std::fs::metadata(&copy)
            .expect("is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let mut db_of_copy = crate::kit::db::Raw::of_file(&copy);
        assert_eq!(db_of_copy.count("users"), 1);
        assert_eq!(db_of_copy.count("sqlite_schema WHERE name = 'apps'"), 0);
        let found = db.open().read(|reader| reader.user(key(1)));
        assert_eq!(found.expect("reads").expect("is there").name, "Ada");
    });
}

#[test]
fn a_new_file_is_its_owners_alone_and_needs_no_copy() {
    on_sqlite(|db| {
        let store = db.open();
        settle(&store);
        let directory = db.file().parent().expect("has one").to_owned();
        for entry in std::fs::read_dir(directory).expect("lists").flatten() {
            let mode = entry.metadata().expect("is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
            assert!(!entry.file_name().to_string_lossy().contains("copy"));
        }
    });
}

#[test]
fn eight_servers_that_start_at_once_do_not_trip_over_each_other() {
    each_db(|db| {
        std::thread::scope(|scope| {
            let servers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| Store::open(&db.options())))
                .collect();
            for server in servers {
                let store = server.join().expect("joins").expect("opens");
                assert_eq!(store.is_ready(), Ok(()));
            }
        });
        assert_eq!(db.raw().count("instance"), 1);
        assert_eq!(
            db.raw()
                .number("SELECT openings % 1024 AS number FROM instance"),
            8
        );
    });
}

#[test]
fn a_second_process_opens_reads_and_writes_beside_the_first() {
    each_db(|db| {
        let server = db.open();
        let command = db.open();
        settle(&command);
        assert!(
            server
                .read(|reader| reader.user(key(1)))
                .expect("reads")
                .is_some()
        );
        let more = Change::writes(vec![Write::InsertAccessToken(token(5))]);
        server.commit(more).expect("writes");
        assert!(
            command
                .read(|reader| reader.token_standing(key(5)))
                .expect("reads")
                .is_some()
        );
        command.close();
        drop(command);
        assert_eq!(server.is_ready(), Ok(()));
    });
}

#[test]
fn opening_works_while_another_process_holds_the_write_lock() {
    on_sqlite(|db| {
        drop(db.open());
        let mut other = db.raw();
        other.run("BEGIN IMMEDIATE");
        let store = db.open();
        assert_eq!(store.read(|reader| reader.users()), Ok(Vec::new()));
        other.run("ROLLBACK");
        settle(&store);
    });
}

#[test]
fn a_url_that_names_nothing_is_refused_in_words() {
    on_sqlite(|db| {
        for url in [
            "sqlite:",
            "sqlite::memory:",
            "mysql://x",
            "test.db",
            "sqlite:/nowhere/at/all.db",
        ] {
            let mut options = db.options();
            options.database_url = url.to_owned();
            let said = refusal(Store::open(&options));
            assert!(said.contains("database"), "{url}: {said}");
        }
    });
    on_postgresql(|db| {
        let mut options = db.options();
        options.database_url = "postgres://nobody@127.0.0.1:1/none".to_owned();
        let said = refusal(Store::open(&options));
        assert!(said.contains("cannot be opened"), "{said}");
    });
}
