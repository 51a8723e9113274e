//! `db backup` and `db restore`: what is refused, and a restoration that is itself cut off.

use super::restore::log_of;
use crate::kit::app::PASSWORD;
use crate::kit::db::{Raw, on_postgresql};
use crate::kit::server::Home;
use crate::kit::told::says;
use crate::kit::{find_program, skip};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

#[track_caller]
fn refuses(home: &Home, arguments: &[&str], words: &[&str]) {
    // A line of the log may have come before.
    let outcome = home.runs(arguments, "");
    assert_eq!(outcome.code, 1, "{outcome:?}");
    says(&outcome.err, words);
}

#[test]
fn o01_a_pipe_or_a_folder_in_the_place_of_a_backup_is_refused_at_once() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let pipe = home.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    for path in [pipe.as_path(), home.path()] {
        let path = path.to_str().expect("text");
        refuses(&home, &["db", "restore", path], &["it is no file"]);
    }
    let pipe = pipe.to_str().expect("text");
    refuses(&home, &["db", "backup", pipe], &["another file is there"]);
    let users = home.runs_json(&["user", "list", "--json"], "");
    assert_eq!(users[0]["name"], "ada");
}

/// Adds `bea`, and keeps the database in this folder as a crash leaves it: her display name stands in the log alone.
fn keeps_a_crash(home: &Home, kept: &Path) {
    home.adds_user("bea", PASSWORD);
    let file = home.data().join("vestibule.db");
    let mut open = Raw::of_file(&file);
    open.run("UPDATE users SET display_name = 'In the log' WHERE name = 'bea'");
    fs::create_dir(kept).expect("a folder");
    for name in ["vestibule.db", "vestibule.db-wal"] {
        fs::copy(home.data().join(name), kept.join(name)).expect("copies");
    }
    drop(open);
    crashes(home, kept);
    assert!(log_of(home) > 0);
}

fn crashes(home: &Home, kept: &Path) {
    for name in ["vestibule.db", "vestibule.db-wal"] {
        fs::copy(kept.join(name), home.data().join(name)).expect("copies");
    }
}

#[test]
fn o01_a_restore_waits_for_nobody_and_refuses_while_the_database_is_open_however_it_is() {
    let home = Home::new("");
    let server = home.serves();
    home.adds_user("ada", PASSWORD);
    let backup = home.path().join("backup.db");
    let restore = ["db", "restore", backup.to_str().expect("text")];
    let back_up = ["db", "backup", restore[2]];
    home.runs(&back_up, "").succeeds();
    refuses(&home, &restore, &["in use", "stop the server"]);
    // Its file is gone, and still it runs.
    let file = home.data().join("vestibule.db");
    fs::remove_file(&file).expect("deletes");
    refuses(&home, &restore, &["in use"]);
    assert!(!file.exists());
    // A lock that dies with the process: not even a crash leaves one behind.
    server.killed();
    home.runs(&restore, "").succeeds();
    // Others than this program, and programs from before there was a lock, are known by those of SQLite.
    if find_program(&["sqlite3"]).is_none() {
        return skip("o01_a_restore_refuses_while_open", "there is no sqlite3");
    }
    home.runs_json(&["user", "list", "--json"], "");
    let mut shell = Command::new("sqlite3")
        .arg(&file)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("a shell of SQLite");
    let mut input = shell.stdin.take().expect("its input");
    let mut output = std::io::BufReader::new(shell.stdout.take().expect("its output"));
    std::io::Write::write_all(&mut input, b"SELECT count(*) FROM users;\n").expect("asks");
    let mut line = String::new();
    std::io::BufRead::read_line(&mut output, &mut line).expect("an answer");
    assert_eq!(line, "1\n");
    refuses(&home, &restore, &["in use"]);
    drop(input);
    assert!(shell.wait().expect("ends").success());
    home.runs(&restore, "").succeeds();
}

#[test]
fn o01_what_is_damaged_foreign_or_of_another_key_is_refused_and_the_database_stays_as_it_was() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let file = home.data().join("vestibule.db");
    let good = home.path().join("good.db");
    let backup = ["db", "backup", good.to_str().expect("text")];
    home.runs(&backup, "").succeeds();
    let bytes = fs::read(&good).expect("a backup");
    let before = fs::read(&file).expect("a database");

    let other = Home::new("");
    other.adds_user("eve", PASSWORD);
    let foreign = home.path().join("foreign.db");
    let theirs = ["db", "backup", foreign.to_str().expect("text")];
    other.runs(&theirs, "").succeeds();
    let with_log = home.path().join("with-log.db");
    fs::copy(&good, &with_log).expect("copies");
    fs::write(home.path().join("with-log.db-wal"), b"changes").expect("a log");
    let mut holes = bytes.clone();
    holes[8192..16384].fill(0xA5);
    let newer = home.path().join("newer.db");
    fs::copy(&good, &newer).expect("copies");
    Raw::of_file(&newer).run("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    let empty = home.path().join("other.db");
    Raw::of_file(&empty).run("CREATE TABLE birds (name TEXT)");
    let text = home.path().join("notes.txt");
    fs::write(&text, "notes".repeat(10_000)).expect("writes");
    let torn = home.path().join("torn.db");
    fs::write(&torn, &bytes[..bytes.len() / 2]).expect("writes");
    let holey = home.path().join("holey.db");
    fs::write(&holey, &holes).expect("writes");
    for (from, word) in [
        (&foreign, "secret_key"),
        (&with_log, "would be played into"),
        (&newer, "newer"),
        (&empty, "no database of Vestibule"),
        (&text, "no SQLite database"),
        (&torn, "malformed"),
        (&holey, "the database is as it was"),
        (&file, "that is the database itself"),
        (&home.path().join("nowhere.db"), "No such file"),
    ] {
        refuses(
            &home,
            &["db", "restore", from.to_str().expect("text")],
            &[word],
        );
        assert!(fs::read(&file).expect("is there") == before, "{word}");
    }
    let left: Vec<String> = fs::read_dir(home.data())
        .expect("lists")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.contains("restore") || name.ends_with("-wal"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    // The right one is taken, and stays as it is.
    home.adds_user("bea", PASSWORD);
    home.runs(&["db", "restore", backup[2]], "").succeeds();
    let users = home.runs_json(&["user", "list", "--json"], "");
    assert_eq!(users.as_array().map(Vec::len), Some(1), "{users}");
    assert!(fs::read(&good).expect("is there") == bytes);
}

/// A server with a backup, which crashed later: its folder, the backup, and where the crash is kept.
#[track_caller]
fn backed_up_and_crashed() -> (Home, String, PathBuf) {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let backup = home.path().join("backup.db").display().to_string();
    home.runs(&["db", "backup", &backup], "").succeeds();
    let kept = home.path().join("kept");
    keeps_a_crash(&home, &kept);
    (home, backup, kept)
}

#[test]
fn o01_a_restore_cut_off_anywhere_leaves_the_old_database_or_the_new_one_whole() {
    let (home, backup, kept) = backed_up_and_crashed();
    let backup = backup.as_str();
    let began = Instant::now();
    home.runs(&["db", "restore", backup], "").succeeds();
    let whole = began.elapsed();

    let (mut old, mut new) = (0, 0);
    for step in 0..24_u32 {
        crashes(&home, &kept);
        let mut cut = home.begins(&["db", "restore", backup]);
        // The last one is not cut off.
        if step < 23 {
            thread::sleep(whole * step / 20);
            let _over = cut.kill();
        }
        cut.wait().expect("ends");
        home.runs(&["db", "check"], "").succeeds();
        let users = home.runs_json(&["user", "list", "--json"], "");
        let users = users.as_array().expect("a list");
        let is_old = users.len() == 2 && users.iter().any(|it| it["display_name"] == "In the log");
        assert!(is_old || users.len() == 1, "{step}: {users:?}");
        old += u32::from(is_old);
        new += u32::from(!is_old);
    }
    assert!(old > 0 && new > 0, "{old} old, {new} new");
}

#[test]
fn o01_a_file_that_a_crash_left_damaged_is_refused_at_each_opening_until_a_backup_is_restored() {
    let (home, backup, kept) = backed_up_and_crashed();
    let backup = backup.as_str();
    let file = home.data().join("vestibule.db");
    let mut bytes = fs::read(&file).expect("a database");
    bytes[4096..].fill(0xA5);
    fs::write(&file, &bytes).expect("writes");
    let copy = home.path().join("copy.db");
    let commands: [&[&str]; 6] = [
        &["user", "list"],
        &["db", "backup", copy.to_str().expect("text")],
        &["db", "check"],
        &["user", "list"],
        &["db", "migrate"],
        &["serve"],
    ];
    for arguments in commands {
        refuses(&home, arguments, &["db restore"]);
    }
    assert!(!copy.exists());
    refuses(&home, &["user", "list"], &["is damaged", "db restore"]);
    // The log is left to whoever looks into it.
    assert!(log_of(&home) > 0);
    // A crash alone damages nothing.
    crashes(&home, &kept);
    let server = home.serves();
    assert!(server.log().contains("was not closed"), "{}", server.log());
    assert!(server.stops().success());
    assert_eq!(log_of(&home), 0);
    let server = home.serves();
    assert!(!server.log().contains("was not closed"), "{}", server.log());
    drop(server);
    fs::write(&file, &bytes).expect("writes");
    home.runs(&["db", "restore", backup], "").succeeds();
    home.runs(&["db", "check"], "").succeeds();
}

#[test]
fn o01_a_damaged_file_without_a_log_is_refused_with_the_remedy_too() {
    let home = Home::new("");
    home.adds_user("ada", PASSWORD);
    let file = home.data().join("vestibule.db");
    let good = fs::read(&file).expect("a database");
    // Its first page, and all others.
    for pages in [0..4096, 4096..good.len()] {
        let mut bytes = good.clone();
        bytes[pages].fill(0xA5);
        fs::write(&file, &bytes).expect("writes");
        for arguments in [["db", "check"], ["user", "list"], ["db", "migrate"]] {
            refuses(&home, &arguments, &["vestibule db restore FILE"]);
        }
        refuses(&home, &["serve"], &["vestibule db restore FILE"]);
        says(
            &home.runs(&["doctor"], "").out,
            &["vestibule db restore FILE"],
        );
    }
}

#[test]
fn s17_a_backup_is_its_owners_alone_tells_its_progress_and_replaces_a_backup_only() {
    let home = Home::new("");
    let server = home.serves();
    home.adds_user("ada", PASSWORD);
    let path = home.path().join("backup.db");
    let backup = ["db", "backup", path.to_str().expect("text")];
    for _ in 0..2 {
        let done = home.runs(&backup, "").succeeds();
        assert_eq!(done.out, "");
        says(&done.err, &["100 %"]);
        let mode = fs::metadata(&path).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!home.path().join("backup.db.part").exists());
    }
    let key = home.data().join("secret.key");
    let bytes = fs::read(&key).expect("a key");
    refuses(
        &home,
        &["db", "backup", key.to_str().expect("text")],
        &["another file"],
    );
    assert_eq!(fs::read(&key).expect("a key"), bytes);
    let database = home.data().join("vestibule.db");
    refuses(
        &home,
        &["db", "backup", database.to_str().expect("text")],
        &["itself"],
    );
    fs::write(home.path().join("backup.db-wal"), b"changes").expect("a log");
    refuses(&home, &backup, &["would be played into"]);
    assert_eq!(server.client().get("/readyz").status, 200);
}

#[test]
fn o01_postgresql_is_left_to_its_own_programs() {
    on_postgresql(|db| {
        let home = Home::with_database(&db.url);
        home.adds_user("ada", PASSWORD);
        refuses(&home, &["db", "backup", "x.db"], &["pg_dump"]);
        refuses(&home, &["db", "restore", "x.db"], &["pg_restore"]);
        assert!(!home.path().join("x.db").exists());
    });
}
