//! `vestibule endpoint`, on both databases.

use super::place::Place;
use crate::kit::db::{TestDb, each_db};
use crate::kit::told::says;

/// A token and a session of each endpoint, as a server would have kept them.
fn keeps(db: &TestDb, endpoints: &[(i64, &str)]) {
    for (number, (app, endpoint)) in endpoints.iter().enumerate() {
        let hash = format!("{number:064}");
        let hash = if db.is_sqlite() {
            format!("x'{hash}'")
        } else {
            format!("decode('{hash}', 'hex')")
        };
        db.raw().run(&format!(
            "INSERT INTO endpoint_tokens (hash_prefix, secret_hash, app_id, endpoint_id, expires_at, redeem_until,
             created_at, epoch) VALUES ({number}, {hash}, {app}, '{endpoint}', 9, 9, 1, 1);
             INSERT INTO app_sessions (hash_prefix, secret_hash, public_id, app_id, endpoint_id, expires_at,
             created_at, epoch) VALUES ({number}, {hash}, 'p', {app}, '{endpoint}', 9, 1, 1)"
        ));
    }
}

#[test]
fn an_endpoint_is_removed_with_all_that_its_app_has_for_it_and_no_more() {
    each_db(|db| {
        let place = Place::new().with("VESTIBULE_DATABASE_URL", &db.url);
        for name in ["Otter", "Beaver"] {
            place.json(&["app", "add", "--name", name, "--kind", "web", "--json"]);
        }
        keeps(db, &[(1, "ada"), (1, "ada"), (1, "Ada"), (2, "ada")]);
        let remove = ["endpoint", "remove", "--app", "Otter", "--endpoint", "ada"];
        let run = place.runs(&remove).succeeds();
        assert_eq!(run.out, "");
        says(&run.err, &["Otter", "ada"]);
        for table in ["endpoint_tokens", "app_sessions"] {
            let left = format!("SELECT app_id || endpoint_id AS line FROM {table} ORDER BY app_id");
            assert_eq!(db.raw().lines(&left), ["1Ada", "2ada"], "{table}");
        }
        // Nothing to do is no fault: what was wanted holds.
        place.runs(&remove).succeeds();
    });
}

#[test]
fn an_app_that_is_not_there_and_what_is_no_endpoint_are_refused() {
    let place = Place::new();
    place.json(&["app", "add", "--name", "Otter", "--kind", "web", "--json"]);
    let remove = |app: &str, endpoint: &str| {
        place.runs(&["endpoint", "remove", "--app", app, "--endpoint", endpoint])
    };
    remove("9", "ada").refuses(&["no app \"9\"", "vestibule app list"]);
    for bad in ["", "a da", "a\tda", &"x".repeat(256)] {
        remove("1", bad).refuses(&["1 to 255 characters", "give another with --endpoint"]);
    }
    remove("1", &"x".repeat(255)).succeeds();
}
