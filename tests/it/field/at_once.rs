//! Two at the same time make a copy of the database: each that is reported is whole.

use crate::kit::app::PASSWORD;
use crate::kit::db::Raw;
use crate::kit::outcome::Outcome;
use crate::kit::server::Home;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, Command};

/// Large enough that copies of it overlap.
fn home_of_some_size() -> Home {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    Raw::of_file(&home.data().join("vestibule.db")).run(
        "CREATE TABLE padding (bytes BLOB);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO padding SELECT randomblob(8000) FROM n",
    );
    home
}

/// How many of four that begin at the same moment succeed.
fn four_at_once(home: &Home, arguments: &[&str]) -> usize {
    let children: Vec<Child> = (0..4).map(|_| home.begins(arguments)).collect();
    let ends = children.into_iter().map(|mut child| child.wait());
    ends.filter(|end| end.as_ref().expect("ends").success())
        .count()
}

#[track_caller]
fn assert_whole(file: &Path) {
    let mut raw = Raw::of_file(file);
    let faults = raw.lines("SELECT integrity_check AS line FROM pragma_integrity_check");
    assert_eq!(faults, ["ok"], "{}", file.display());
    assert_eq!(raw.count("padding"), 3000);
    assert_eq!(raw.count("users"), 1);
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("lists");
    let mut names: Vec<String> = entries
        .map(|entry| {
            let name = entry.expect("a file").file_name();
            name.to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn o01_of_migrations_at_once_each_succeeds_and_the_copy_is_whole() {
    let home = home_of_some_size();
    let file = home.data().join("vestibule.db");
    for round in 0..3 {
        Raw::of_file(&file).run("DELETE FROM __diesel_schema_migrations WHERE version = '0011'");
        let before = Raw::of_file(&file).count("__diesel_schema_migrations");
        assert_eq!(four_at_once(&home, &["db", "migrate"]), 4, "{round}");
        let copies: Vec<String> = names_in(&home.data())
            .into_iter()
            .filter(|name| name.contains(".copy"))
            .collect();
        let [copy] = copies.as_slice() else {
            panic!("{copies:?}");
        };
        let copy = home.data().join(copy);
        assert_whole(&copy);
        // What was there before: not what another one had migrated meanwhile.
        assert_eq!(
            Raw::of_file(&copy).count("__diesel_schema_migrations"),
            before
        );
        assert_whole(&file);
        home.runs(&["db", "check"], "").succeeds();
    }
}

#[test]
fn o01_of_backups_at_once_none_is_broken_and_nothing_is_left_beside_them() {
    let home = home_of_some_size();
    let folder = home.path().join("backup");
    fs::create_dir(&folder).expect("a folder");
    let backup = folder.join("vestibule.db");
    for _ in 0..3 {
        let made = four_at_once(&home, &["db", "backup", backup.to_str().expect("text")]);
        assert!(made > 0);
        assert_whole(&backup);
        assert_eq!(names_in(&folder), ["vestibule.db"]);
    }
    // What one that was cut off left behind is in nobody's way.
    fs::write(folder.join("vestibule.db.part"), "half").expect("writes");
    fs::write(folder.join("vestibule.db.part.lock"), "").expect("writes");
    let again = ["db", "backup", backup.to_str().expect("text")];
    home.runs(&again, "").succeeds();
    assert_whole(&backup);
    assert_eq!(names_in(&folder), ["vestibule.db"]);
}

#[test]
fn o01_a_backup_replaces_no_other_programs_database_and_neither_does_a_restore() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let birds = home.path().join("birds.db");
    Raw::of_file(&birds).run("CREATE TABLE birds (name TEXT); INSERT INTO birds VALUES ('wren')");
    let before = fs::read(&birds).expect("a file");
    home.runs(&["db", "backup", birds.to_str().expect("text")], "")
        .refuses(&["no backup of Vestibule", "Name a new file"]);
    assert!(fs::read(&birds).expect("a file") == before);

    let backup = home.path().join("backup.db");
    let backup = backup.to_str().expect("text");
    home.runs(&["db", "backup", backup], "").succeeds();
    let url = format!("sqlite:{}", birds.display());
    let restore = ["db", "restore", backup, "--database-url", &url];
    home.runs(&restore, "")
        .refuses(&["another program's database"]);
    assert!(fs::read(&birds).expect("a file") == before);
}

#[test]
fn o01_a_name_that_is_not_utf_8_is_refused_before_anything_is_written() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let folder = home.path().join("backup");
    fs::create_dir(&folder).expect("a folder");
    let run = |arguments: &[&OsStr]| {
        let mut command = Command::new(crate::kit::server::PROGRAM);
        let settings = home.path().join("settings.toml");
        command.args(["db", "--config"]).arg(settings);
        Outcome::from(command.args(arguments).output().expect("runs"))
    };
    let odd = folder.join(OsStr::from_bytes(b"b\xff.db"));
    run(&[OsStr::new("backup"), odd.as_os_str()]).refuses(&["UTF-8"]);
    assert_eq!(names_in(&folder), Vec::<String>::new());
    // What is only read may have any name.
    let plain = folder.join("b.db");
    run(&[OsStr::new("backup"), plain.as_os_str()]).succeeds();
    fs::rename(plain, &odd).expect("renames");
    run(&[OsStr::new("restore"), odd.as_os_str()]).succeeds();
}
