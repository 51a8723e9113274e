//! Commands run as root beside a server that runs as another account: it can go on reading what they made.

use super::hands::started;
use crate::kit::app::PASSWORD;
use crate::kit::db::Raw;
use crate::kit::other::{OURS, gives, with_users};
use crate::kit::server::Home;
use crate::kit::skip;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

/// The account that the server runs as: nobody.
const SERVICE: u32 = 65_534;

/// A data folder of the service, made as root; none for anybody else.
fn home_of_service(name: &str) -> Option<Home> {
    let home = Home::new("");
    fs::create_dir(home.data()).expect("a folder");
    if chown(home.data(), Some(SERVICE), Some(SERVICE)).is_err() {
        skip(name, "this is not root");
        return None;
    }
    for folder in [home.path(), &home.data()] {
        fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("a mode");
    }
    let settings = home.path().join("settings.toml");
    fs::set_permissions(settings, Permissions::from_mode(0o644)).expect("a mode");
    Some(home)
}

#[track_caller]
fn runs(home: &Home, arguments: &[&str]) {
    home.runs(arguments, "").succeeds();
}

/// All files of the folder are the service's alone; their names.
#[track_caller]
fn assert_all_the_services(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("lists");
    let files = entries.map(|entry| {
        let entry = entry.expect("a file");
        let about = entry.metadata().expect("is there");
        let name = entry.file_name().to_string_lossy().into_owned();
        assert_eq!((about.uid(), about.gid()), (SERVICE, SERVICE), "{name}");
        assert_eq!(about.mode() & 0o077, 0, "{name}");
        name
    });
    files.collect()
}

#[test]
fn o12_what_root_makes_in_the_data_folder_belongs_to_the_service() {
    let Some(home) = home_of_service("o12_what_root_makes") else {
        return;
    };
    let data = home.data();
    home.adds_user("ada", PASSWORD);
    let names = assert_all_the_services(&data);
    for name in ["secret.key", "vestibule.db", "vestibule.db.lock"] {
        assert!(names.iter().any(|it| it == name), "{name}: {names:?}");
    }
    // Beside the running server, SQLite's own files too.
    let server = home.serves_as(SERVICE);
    home.adds_user("bea", PASSWORD);
    let backup = data.join("backup");
    let backup = backup.to_str().expect("text");
    runs(&home, &["db", "backup", backup]);
    runs(&home, &["key", "prepare"]);
    let names = assert_all_the_services(&data);
    for name in [
        "vestibule.db-wal",
        "vestibule.db-shm",
        "backup",
        "secret.key.next",
    ] {
        assert!(names.iter().any(|it| it == name), "{name}: {names:?}");
    }
    assert_eq!(server.client().get("/readyz").status, 200);
    server.killed();
    // After a crash root is the first to open it.
    runs(&home, &["user", "list"]);
    assert_all_the_services(&data);
    runs(&home, &["key", "rotate"]);
    runs(&home, &["key", "rotate"]);
    runs(&home, &["db", "restore", backup]);
    Raw::of_file(&data.join("vestibule.db"))
        .run("DELETE FROM __diesel_schema_migrations WHERE version = '0011'");
    runs(&home, &["db", "migrate"]);
    let names = assert_all_the_services(&data);
    assert!(names.iter().any(|it| it.ends_with(".copy")), "{names:?}");
    let server = home.serves_as(SERVICE);
    assert_eq!(server.client().get("/readyz").status, 200);
    assert!(server.stops().success());
}

#[test]
fn o12_a_key_that_root_replaces_keeps_its_owner_and_one_that_root_prepared_gets_it() {
    let Some(home) = home_of_service("o12_a_key_that_root_replaces") else {
        return;
    };
    let data = home.data();
    home.adds_user("ada", PASSWORD);
    runs(&home, &["key", "prepare"]);
    // As an older release left it.
    chown(data.join("secret.key.next"), Some(0), Some(0)).expect("root's");
    runs(&home, &["key", "rotate"]);
    for name in ["secret.key", "secret.key.previous"] {
        let about = fs::metadata(data.join(name)).expect("is there");
        assert_eq!(about.uid(), SERVICE, "{name}");
    }
}

#[test]
fn o12_a_folder_that_root_makes_belongs_to_the_owner_of_the_one_above() {
    let Some(home) = home_of_service("o12_a_folder_that_root_makes") else {
        return;
    };
    let made = home.data().join("of/it");
    runs(
        &home,
        &["db", "migrate", "--data-dir", made.to_str().expect("text")],
    );
    for folder in [&made, &home.data().join("of")] {
        let about = fs::metadata(folder).expect("is there");
        assert_eq!((about.uid(), about.mode() & 0o777), (SERVICE, 0o700));
    }
    assert_all_the_services(&made);
}

#[test]
fn o12_a_database_that_root_put_there_by_hand_is_refused_with_its_owner_and_the_remedy() {
    let Some(home) = home_of_service("o12_a_database_that_root_put_there") else {
        return;
    };
    home.adds_user("ada", PASSWORD);
    let file = home.data().join("vestibule.db");
    chown(&file, Some(0), Some(0)).expect("root's");
    for arguments in [["db", "check"], ["db", "migrate"]] {
        let remedy = format!("chown {SERVICE} {}", file.display());
        home.runs_as(SERVICE, &arguments)
            .refuses(&["belongs to user 0", &remedy]);
    }
}

#[test]
fn o12_root_is_told_of_files_that_the_servers_user_cannot_open() {
    with_users("o12_root_is_told_of_files", |users| {
        let data = started(users);
        let said = |words: &str| users.root_runs(&["settings"]).err.contains(words);
        for name in ["secret.key", "vestibule.db"] {
            assert!(!said("does not belong to user"), "all is the user's");
            gives(&data.join(name), 0, 0, 0o600);
            assert!(said(&format!("{name} does not belong to user {OURS}")));
            assert!(said(&format!("chown {OURS}")));
            gives(&data.join(name), OURS, OURS, 0o600);
        }
    });
}
