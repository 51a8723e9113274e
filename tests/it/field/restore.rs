//! Going back to a backup: the page for operators, carried out after a crash under load.

use crate::kill::{Person, ask_until};
use crate::kit::app::PASSWORD;
use crate::kit::db::Raw;
use crate::kit::environment;
use crate::kit::server::{Home, PROGRAM, Server};
use crate::kit::told::says;
use crate::web::asks_for;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

const PAGE: &str = include_str!("../../../docs/operating.md");

/// A platform as on the page, with people who have allowed a program.
struct Scene {
    home: Home,
    path: String,
}

impl Scene {
    fn new() -> Self {
        let home = Home::new("[rate_limit]\ngrants = 0");
        let folder = home.path();
        symlink("data", folder.join("vestibule-data")).expect("the folder by its name on the page");
        fs::copy(folder.join("settings.toml"), folder.join("vestibule.toml")).expect("settings");
        let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
        let client_id = app["client_id"].as_str().expect("a key");
        let path = asks_for(client_id, &[("display", "desktop")]);
        Self { home, path }
    }

    fn people(&self, server: &Server) -> Vec<Person> {
        let names = ["ada", "bea", "cem", "dov"];
        let made = names.map(|name| {
            self.home.adds_user(name, PASSWORD);
            Person::made(server, &self.path, name)
        });
        made.into()
    }

    /// Does what the page says in the blocks of this kind which hold this word.
    #[track_caller]
    fn does(&self, kind: &str, word: &str) {
        let opening = format!("```{kind}\n");
        let blocks = PAGE.split(opening.as_str()).skip(1);
        let texts = blocks.filter_map(|block| block.split("```").next());
        let chosen: Vec<&str> = texts.filter(|text| text.contains(word)).collect();
        let [text] = chosen.as_slice() else {
            panic!("{} blocks `{kind}` of the page hold {word}", chosen.len());
        };
        let bin = Path::new(PROGRAM).parent().expect("a folder of programs");
        let path = environment("PATH").unwrap_or_default();
        let done = Command::new("sh")
            .args(["-euc", text])
            .current_dir(self.home.path())
            .env("PATH", format!("{}:{path}", bin.display()))
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{text}\n{said}");
    }

    /// People ask until this many tokens are there.
    fn grants(people: &[Person], count: usize) -> Vec<String> {
        let arrived = Mutex::new(Vec::new());
        ask_until(people, &arrived, count);
        arrived.into_inner().expect("a list")
    }

    /// The server is killed while people ask; what they got before.
    fn is_killed_under_load(server: Server, people: &[Person]) -> Vec<String> {
        let arrived = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let asking = scope.spawn(|| ask_until(people, &arrived, usize::MAX));
            let deadline = Instant::now() + Duration::from_secs(60);
            while arrived.lock().expect("a list").len() < 100 {
                assert!(Instant::now() < deadline, "too few grants");
                thread::yield_now();
            }
            server.killed();
            asking.join().expect("the people stop");
        });
        arrived.into_inner().expect("a list")
    }

    #[track_caller]
    fn assert_is_back(&self, server: &Server, good: &[String], gone: &[String]) {
        for (tokens, are_live) in [(good, true), (gone, false)] {
            assert!(!tokens.is_empty());
            for token in tokens {
                let path = format!("/platform/oauth/validate_token?access_token={token}");
                let said = server.client().get(&path).text();
                assert_eq!(said.contains("OK"), are_live, "{said}");
            }
        }
        self.home.runs(&["db", "check"], "").succeeds();
        // Whole means that it goes on, too.
        self.home.adds_user("eve", PASSWORD);
    }
}

pub fn log_of(home: &Home) -> u64 {
    let log = home.data().join("vestibule.db-wal");
    fs::metadata(log).map_or(0, |about| about.len())
}

/// `kind` is the block of the page that restores.
#[track_caller]
fn goes_back_to_a_backup(kind: &str) {
    let scene = Scene::new();
    let server = scene.home.serves();
    let people = scene.people(&server);
    let good = Scene::grants(&people, 40);
    // The backup is made while people go on.
    let meanwhile = Mutex::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| ask_until(&people, &meanwhile, 60));
        scene.does("sh", "vestibule db backup");
    });
    let gone = Scene::is_killed_under_load(server, &people);
    assert!(log_of(&scene.home) > 0, "a log was left behind");
    scene.does(kind, "backup/vestibule.db");
    let server = scene.home.serves();
    scene.assert_is_back(&server, &good, &gone);
}

#[test]
fn o01_after_a_crash_under_load_the_restore_page_brings_back_the_backup_and_nothing_later() {
    goes_back_to_a_backup("sh restore");
}

#[test]
fn o01_on_a_new_machine_key_and_backup_are_all_that_is_needed() {
    let scene = Scene::new();
    let folder = scene.home.path();
    let server = scene.home.serves();
    let people = scene.people(&server);
    let good = Scene::grants(&people, 40);
    scene.does("sh", "vestibule db backup");
    assert!(server.stops().success());
    // Nothing but the backup is left of the old one.
    fs::remove_dir_all(scene.home.data()).expect("is gone");
    fs::remove_file(folder.join("vestibule-data")).expect("is gone");
    symlink("vestibule-data", scene.home.data()).expect("the folder that is to be made");
    scene.does("sh new-machine", "secret.key");
    scene.does("sh restore", "backup/vestibule.db");
    let server = scene.home.serves();
    scene.assert_is_back(&server, &good, &["never-made".to_owned()]);
}

#[test]
fn o01_the_steps_by_hand_bring_back_the_same() {
    goes_back_to_a_backup("sh by-hand");
}

#[test]
fn o01_after_a_crash_under_load_the_page_leads_back_to_the_copy_made_before_a_migration() {
    let scene = Scene::new();
    let server = scene.home.serves();
    let people = scene.people(&server);
    let good = Scene::grants(&people, 40);
    assert!(server.stops().success());
    // As an older release left it.
    Raw::of_file(&scene.home.data().join("vestibule.db"))
        .run("DELETE FROM __diesel_schema_migrations WHERE version = '0011'");
    let server = scene.home.serves();
    let gone = Scene::is_killed_under_load(server, &people);
    assert!(log_of(&scene.home) > 0, "a log was left behind");
    // From the time of an earlier upgrade; by its name it comes last.
    let earlier = scene.home.data().join("vestibule.db.schema-9999.copy");
    fs::write(&earlier, "an old one").expect("writes");
    let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let open = fs::File::options().write(true).open(&earlier);
    open.and_then(|file| file.set_modified(long_ago))
        .expect("a time");
    scene.does("sh restore", ".copy");
    says(&scene.home.runs(&["db", "check"], "").err, &["lacks 0011"]);
    let server = scene.home.serves();
    scene.assert_is_back(&server, &good, &gone);
}

#[test]
fn o01_a_backup_from_before_a_key_rotation_opens_with_the_old_key_as_the_page_says() {
    let scene = Scene::new();
    let home = &scene.home;
    home.adds_user("ada", PASSWORD);
    let data = home.data();
    scene.does("sh", "vestibule db backup");
    let backup = home
        .path()
        .join("backup/vestibule.db")
        .display()
        .to_string();
    for _ in 0..2 {
        let rotated = home.runs(&["key", "rotate"], "").succeeds();
        says(
            &rotated.err,
            &["without overwriting the old one", "as long as its backups"],
        );
        home.runs_json(&["user", "list", "--json"], "");
    }
    // An hour later the old keys go.
    fs::remove_file(data.join("secret.key.previous")).expect("deletes");
    home.runs(&["db", "restore", &backup], "")
        .refuses(&["the day it was made", "secret.key.previous"]);
    scene.does("sh older-key", "secret.key.previous");
    let previous = data.join("secret.key.previous");
    home.runs(&["db", "restore", &backup], "").succeeds();
    let server = home.serves();
    assert!(server.stops().success());
    // The database has taken on the new key: the old one may go again.
    fs::remove_file(previous).expect("deletes");
    home.runs(&["db", "check"], "").succeeds();
}
