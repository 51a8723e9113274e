//! The file under the server: a full disk, and a database that is replaced or deleted while it runs.

use crate::kit::app::PASSWORD;
use crate::kit::db::{Raw, each_db};
use crate::kit::server::{Home, Server};
use crate::kit::{skip, waits_for};
use crate::web::{asks_for, tries};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn readiness(server: &Server) -> u16 {
    server.client().get("/readyz").status
}

/// The log's lines of this level.
fn lines_at(server: &Server, level: &str) -> Vec<Value> {
    let log = server.log();
    let lines = log.lines().flat_map(serde_json::from_str);
    lines
        .filter(|line: &Value| line["level"] == level)
        .collect()
}

/// Somebody signs in: what status comes of it.
#[track_caller]
fn sign_in(server: &Server, path: &str) -> u16 {
    let page = server.client().get(path).status;
    if page != 200 {
        // What was read may be lost too.
        return page;
    }
    tries(&mut server.client(), path, "ada", PASSWORD).status
}

/// A small file system of its own; none without root.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mounted_at(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        let is_mounted = mounted.is_ok_and(|status| status.success());
        is_mounted.then(|| Self(folder.to_owned()))
    }

    fn is_filled(&self) -> PathBuf {
        let path = self.0.join("somebody-elses-file");
        let mut file = File::create(&path).expect("a file");
        while file.write_all(&[0; 4096]).is_ok() {}
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _gone = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Somebody and an app; where it would send her.
#[track_caller]
fn ada_and_paint(home: &Home) -> String {
    home.adds_user("ada", PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let client_id = app["client_id"].as_str().expect("a key");
    asks_for(client_id, &[("display", "desktop")])
}

#[test]
fn o07_on_a_full_disk_readiness_is_red_and_the_log_warns_until_there_is_room() {
    let home = Home::new("");
    let Some(disk) = SmallDisk::mounted_at(&home.data()) else {
        return skip("o07_on_a_full_disk", "nothing can be mounted here");
    };
    let path = ada_and_paint(&home);
    let server = home.serves();
    assert_eq!(sign_in(&server, &path), 303);
    let filling = disk.is_filled();
    waits_for("not ready", || readiness(&server) == 503);
    assert_eq!(sign_in(&server, &path), 503);
    // Also where a log that was longer before takes a small write: the next one is not so small.
    let asked = Instant::now();
    while asked.elapsed() < Duration::from_secs(3) {
        assert_eq!(readiness(&server), 503);
    }
    assert_eq!(server.client().get("/healthz").status, 200);
    let warned: Vec<Value> = lines_at(&server, "WARN");
    for route in ["/readyz", "/platform/oauth/authorize"] {
        let mut of_route = warned.iter().filter(|line| line["route"] == route);
        assert!(
            of_route.any(|line| line["status"] == 503),
            "{route}: {warned:?}"
        );
    }
    let errors = lines_at(&server, "ERROR");
    let reasons = errors
        .iter()
        .filter(|line| line["message"] == "not ready")
        .filter_map(|line| line["reason"].as_str());
    let reasons: Vec<&str> = reasons.collect();
    let is_said_once = |why: &&str| why.matches("unavailable:").count() == 1;
    assert!(
        !reasons.is_empty() && reasons.iter().all(is_said_once),
        "{reasons:?}"
    );
    fs::remove_file(filling).expect("makes room");
    waits_for("ready", || readiness(&server) == 200);
    assert_eq!(sign_in(&server, &path), 303);
    let informed = lines_at(&server, "INFO");
    let is_told = informed.iter().any(|line| line["status"] == 303);
    assert!(is_told, "{informed:?}");
    assert!(server.stops().success());
}

#[test]
fn o07_readiness_is_a_write_that_can_fail_as_others_do() {
    each_db(|db| {
        let store = db.open();
        let (refusing, allowing) = if db.is_sqlite() {
            (
                "CREATE TRIGGER full_disk BEFORE UPDATE ON instance BEGIN SELECT RAISE(FAIL, 'no room'); END",
                "DROP TRIGGER full_disk",
            )
        } else {
            (
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
                 CREATE TRIGGER full_disk BEFORE UPDATE ON instance FOR EACH ROW EXECUTE FUNCTION no_room()",
                "DROP TRIGGER full_disk ON instance",
            )
        };
        db.raw().run(refusing);
        waits_for("not ready", || {
            store.is_ready().is_err_and(|why| why.contains("no room"))
        });
        db.raw().run(allowing);
        waits_for("ready", || store.is_ready() == Ok(()));
    });
}

#[test]
fn o07_a_fault_of_ours_is_an_error_in_the_log() {
    let home = Home::new("");
    let path = ada_and_paint(&home);
    let server = home.serves();
    Raw::of_file(&home.data().join("vestibule.db"))
        .run("PRAGMA busy_timeout = 2000; PRAGMA ignore_check_constraints = ON; UPDATE users SET state = 'odd'");
    assert_eq!(sign_in(&server, &path), 500);
    let errors = lines_at(&server, "ERROR");
    let is_told = errors.iter().any(|line| line["status"] == 500);
    assert!(is_told, "{}", server.log());
}

/// What is done to the database under a running server.
#[track_caller]
fn is_noticed(what: &str, deed: impl Fn(&Path)) {
    let home = Home::new("");
    let server = home.serves();
    // All that commands do beside it is no such thing.
    home.adds_user("ada", PASSWORD);
    let backup = home.path().join("backup.db");
    let backup = backup.to_str().expect("text");
    home.runs(&["db", "backup", backup], "").succeeds();
    home.runs(&["db", "check"], "").succeeds();
    assert_eq!(readiness(&server), 200, "{what}");
    assert_eq!(lines_at(&server, "ERROR"), Vec::<Value>::new(), "{what}");

    let file = home.data().join("vestibule.db");
    deed(&file);
    waits_for(what, || readiness(&server) == 503);
    // Also where nobody asks.
    waits_for("an ERROR line", || {
        let errors = lines_at(&server, "ERROR");
        errors
            .iter()
            .any(|line| line["message"] == "the database is lost")
    });
    let errors = lines_at(&server, "ERROR");
    let reason = errors[0].to_string();
    assert!(reason.contains("replaced or deleted"), "{what}: {reason}");
    let was_there = file.exists();
    assert!(server.stops().success(), "{what}");
    assert_eq!(file.exists(), was_there, "{what}: made anew at the end");
}

#[test]
fn o01_a_database_replaced_or_deleted_under_a_running_server_turns_readiness_red() {
    is_noticed("deleted", |file| fs::remove_file(file).expect("deletes"));
    is_noticed("replaced", |file| {
        let other = file.with_extension("other");
        fs::copy(file, &other).expect("copies");
        fs::rename(other, file).expect("replaces");
    });
    is_noticed("written over", |file| {
        let backup = file.parent().expect("a folder").with_file_name("backup.db");
        fs::copy(backup, file).expect("copies into the same file");
    });
    is_noticed("its log deleted", |file| {
        let log = file.with_extension("db-wal");
        fs::remove_file(log).expect("deletes");
    });
}

#[track_caller]
fn acknowledges_nothing_after(put_in_place: impl Fn(&Path, &Path)) {
    let home = Home::new("");
    let path = ada_and_paint(&home);
    let server = home.serves();
    assert_eq!(sign_in(&server, &path), 303);
    let backup = home.path().join("backup.db");
    let name = backup.to_str().expect("text");
    home.runs(&["db", "backup", name], "").succeeds();
    put_in_place(&backup, &home.data().join("vestibule.db"));
    // At once: nobody had to ask for readiness before.
    assert_eq!(sign_in(&server, &path), 503);
    assert_eq!(readiness(&server), 503);
    // Nor does it change its mind.
    assert_eq!(sign_in(&server, &path), 503);
    assert_eq!(server.client().get("/healthz").status, 200);
    assert!(server.stops().success());
    // What the log says to do.
    home.runs(&["db", "restore", name], "").succeeds();
    let server = home.serves();
    assert_eq!(sign_in(&server, &path), 303);
}

#[test]
fn o01_nothing_is_acknowledged_that_would_go_into_a_lost_database() {
    acknowledges_nothing_after(|backup, file| {
        let other = backup.with_file_name("other.db");
        fs::copy(backup, &other).expect("copies");
        fs::rename(other, file).expect("replaces");
    });
}

#[test]
fn o01_nothing_is_acknowledged_once_a_backup_was_written_over_the_running_file() {
    acknowledges_nothing_after(|backup, file| {
        fs::copy(backup, file).expect("copies into the same file");
    });
}
