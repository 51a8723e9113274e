//! A user is removed, and with them everything that names them.

use super::each_db;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::code::asking_code;
use crate::kit::db::TestDb;
use crate::kit::program::{gives_pair, public_program};
use crate::kit::samples::lifetimes;
use std::time::Duration;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::days;
use vestibule::flow::users::{self, Edit, Role};

/// Every table and column, as `table column`.
fn columns(db: &TestDb) -> Vec<(String, String)> {
    let sql = if db.is_sqlite() {
        "SELECT m.name || ' ' || c.name AS line FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table'"
    } else {
        "SELECT table_name || ' ' || column_name AS line FROM information_schema.columns
         WHERE table_schema = current_schema()"
    };
    let lines = db.raw().lines(sql);
    let pairs = lines.iter().filter_map(|line| line.split_once(' '));
    pairs
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .collect()
}

/// All values of all rows, each with its place; bytes as hexadecimal digits.
fn everything(db: &TestDb) -> Vec<(String, String)> {
    let mut raw = db.raw();
    let mut all = Vec::new();
    for (table, column) in columns(db) {
        let text = if db.is_sqlite() {
            format!("quote(\"{column}\")")
        } else {
            format!("\"{column}\"::text")
        };
        let sql = format!("SELECT {text} AS line FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
        let values = raw.lines(&sql).into_iter();
        all.extend(values.map(|value| (format!("{table}.{column}"), value.to_lowercase())));
    }
    all
}

/// Where one of these stands, as it is or as hexadecimal digits.
fn places(db: &TestDb, needles: &[String]) -> Vec<String> {
    let needles: Vec<String> = needles
        .iter()
        .flat_map(|needle| {
            let lower = needle.to_lowercase();
            let hex = lower.bytes().map(|byte| format!("{byte:02x}"));
            [hex.collect(), lower]
        })
        .collect();
    let all = everything(db).into_iter();
    let hits = all.filter(|(_, value)| needles.iter().any(|needle| value.contains(needle)));
    let mut places: Vec<String> = hits.map(|(place, _)| place).collect();
    places.sort();
    places.dedup();
    places
}

/// Ada does all that leaves a row.
fn lives(app: &TestApp) -> vestibule::domain::account::user::User {
    let user = app.adds_user("Ada Quillfeather", Some("quill@feather.example"));
    let edit = Edit {
        display_name: Some("Countess Inkwell".to_owned()),
        role: Some(Role::Admin),
        ..Edit::default()
    };
    users::edit(app.platform(), &user.public_id, &edit).expect("edited");
    // The last admin cannot be removed.
    let root = app.adds_user("root", None);
    let admin = Edit {
        role: Some(Role::Admin),
        ..Edit::default()
    };
    users::edit(app.platform(), &root.public_id, &admin).expect("edited");
    let (issued, path) = app.adds_desktop_app();
    let mut browser = app.stranger();
    let page = app.signs_in(&mut browser, &path, "quill@feather.example");
    app.presses(&mut browser, &page, "Allow");
    let code = asking_code(&issued.app.client_id, &[("display", "desktop")]);
    let page = browser.get(&code);
    if page.status == 200 {
        app.presses(&mut browser, &page, "Allow");
    }
    let program = public_program(app, Wishes::default());
    gives_pair(&program.trades("Ada Quillfeather", PASSWORD));
    program.trades("Ada Quillfeather", "wrong");
    let operator = r#"{"username":"Ada Quillfeather","password":"otter-lamp-river-42"}"#;
    let headers = [("Content-Type", "application/json")];
    let session = app
        .stranger()
        .send("POST", "/v1/admin-sessions", &headers, operator.as_bytes());
    assert_eq!(session.status, 200, "{}", session.text());
    users::reset_link(app.platform(), &user.public_id, users::Way::Printed).expect("a link");
    app.advance(Duration::from_secs(1));
    user
}

#[test]
fn a_removed_user_leaves_no_row_that_names_them() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "[broker]\nenabled = true\n");
        app.adds_user("bob", None);
        let user = lives(&app);
        let named = [
            "Quillfeather".to_owned(),
            "quill@feather".to_owned(),
            "Countess Inkwell".to_owned(),
            user.public_id.clone(),
        ];
        let key = [user.key.number().to_string()];
        for place in ["users.name", "users.public_id", "users.email_folded"] {
            assert!(places(db, &named).contains(&place.to_owned()), "{place}");
        }
        for place in [
            "access_tokens.user_key",
            "admin_sessions.user_key",
            "consents.user_key",
            "known_browsers.user_key",
            "one_time_links.user_key",
            "passwords.user_key",
            "sessions.user_key",
        ] {
            assert!(places(db, &key).contains(&place.to_owned()), "{place}");
        }
        assert!(db.raw().count("refresh_tokens") > 0 && db.raw().count("codes") > 0);

        users::remove(app.platform(), &user.public_id).expect("removed");
        assert_eq!(places(db, &named), Vec::<String>::new());
        // Access tokens are dead at once; their rows, which hold a number that now means nobody, fall to the sweep.
        // So do their events, whose details are empty.
        let events = ["audit.actor", "audit.user_key"];
        let left = ["access_tokens.user_key", events[0], events[1]];
        assert_eq!(places(db, &key), left);
        let told = format!("audit WHERE detail IS NOT NULL AND user_key = {}", key[0]);
        assert_eq!(db.raw().count(&told), 0);
        for table in ["refresh_tokens", "codes", "grants", "consents", "sessions"] {
            assert_eq!(db.raw().count(table), 0, "{table}");
        }
        let later = app.now().plus(days(3));
        app.platform()
            .store
            .sweep(later, lifetimes(days(1)))
            .expect("sweeps");
        assert_eq!(places(db, &key), events);
        assert!(users::find(app.platform(), "bob").is_ok());
        drop(app);
        if db.is_sqlite() {
            // Nor does the file, where what was deleted would otherwise stay until it is written over.
            let file = std::fs::read(db.file()).expect("the database");
            for word in &named {
                let word = word.as_bytes();
                assert!(
                    !file.windows(word.len()).any(|part| part == word),
                    "{word:?}"
                );
            }
        }
    });
}

#[test]
fn an_export_holds_everything_that_hangs_on_the_person_and_no_secret() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "[broker]\nenabled = true\n");
        let user = lives(&app);
        let file = users::export(app.platform(), "quill@feather.example").expect("an export");
        assert_eq!(file["user"]["id"], user.public_id.as_str());
        assert_eq!(file["user"]["display_name"], "Countess Inkwell");
        assert_eq!(file["password"]["hash"], "argon2");
        for (part, count) in [
            ("one_time_links", 1),
            ("sessions", 1),
            ("known_browsers", 1),
            ("operator_sessions", 1),
            ("consents", 2),
            ("access_tokens", 2),
        ] {
            let found = file[part].as_array().map(Vec::len);
            assert_eq!(found, Some(count), "{part}: {}", file[part]);
        }
        let consents = file["consents"].as_array().expect("a list");
        let grants = |name: &str| {
            let all = consents.iter();
            let all = all.flat_map(|it| it["grants"].as_array().expect("a list"));
            all.filter(|grant| grant[name] != serde_json::json!([]))
                .count()
        };
        assert_eq!((grants("codes"), grants("refresh_tokens")), (1, 1));
        let text = file.to_string();
        for (place, value) in everything(db) {
            let is_secret = ["hash", "phc", "sealed", "mac"]
                .iter()
                .any(|part| place.ends_with(part));
            let value = value.trim_start_matches("x'").trim_matches('\'');
            let is_told = value.len() > 8 && text.to_lowercase().contains(value);
            assert!(!(is_secret && is_told), "{place} is in {text}");
        }
    });
}
