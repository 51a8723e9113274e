//! `kill -9` in the middle of a thousand acts of operators, of many kinds, on each database. The acts are carried out by
//! this same test in a process of its own.

use crate::kit::app::PASSWORD;
use crate::kit::db::{Raw, TestDb, each_db};
use crate::kit::server::Home;
use crate::kit::{environment, rounds};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use vestibule::app;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::Platform;
use vestibule::flow::apps::{self, KnownCredentials};
use vestibule::flow::gateway::clients;
use vestibule::flow::users::{self, Edit, NewUser, Role, Way};
use vestibule::settings::{Inputs, Settings};

const NAME: &str = "audit::killed_acts::every_act_of_a_thousand_has_its_event_after_a_kill_and_no_event_is_without_its_act";
const OPERATORS: usize = 6;
/// The process is killed when it has said so often that something was done.
const MIDDLE: usize = 1000;

/// Acts until it is killed; says the event of each once it is done.
fn acts(settings: PathBuf) {
    let inputs = Inputs {
        config: Some(settings),
        ..Inputs::default()
    };
    let settings = Settings::load(&inputs).expect("good settings");
    let platform = app::open_platform(&settings).expect("the store opens");
    std::thread::scope(|scope| {
        for number in 0..OPERATORS {
            let platform = &platform;
            scope.spawn(move || {
                (0..usize::MAX).for_each(|round| one_round(platform, number, round))
            });
        }
    });
}

fn one_round(platform: &Platform, number: usize, round: usize) {
    let did = |event: &str| println!("\ndid: {event}");
    let (user, paint) = (format!("user{number}"), format!("Paint {number}"));
    let edit = Edit {
        display_name: Some(format!("Number {round}")),
        ..Edit::default()
    };
    users::edit(platform, &user, &edit).expect("is edited");
    did("user_edited");
    users::reset_link(platform, &user, Way::Printed).expect("a link");
    did("link_made");
    users::disable(platform, &user).expect("is disabled");
    did("user_disabled");
    users::enable(platform, &user).expect("is enabled");
    did("user_enabled");
    let wishes = Wishes {
        description: Some(format!("Round {round}")),
        ..Wishes::default()
    };
    apps::edit(platform, &paint, &wishes).expect("is edited");
    did("app_edited");
    apps::rotate_secret(platform, &paint, None).expect("a secret");
    did("secret_made");
    apps::rotate_callback_key(platform, &paint).expect("a key");
    did("key_made");
    apps::disable(platform, &paint).expect("is disabled");
    did("app_disabled");
    apps::enable(platform, &paint).expect("is enabled");
    did("app_enabled");
    comes_and_goes(platform, &format!("guest{number}x{round}"));
}

fn comes_and_goes(platform: &Platform, name: &str) {
    let did = |event: &str| println!("\ndid: {event}");
    let guest = NewUser {
        name,
        email: None,
        email_verified: false,
        display_name: None,
        locale: None,
        role: Role::Person,
    };
    users::invite(platform, guest, Way::Printed).expect("is invited");
    did("user_invited");
    users::remove(platform, name).expect("is removed");
    did("user_removed");
    clients::add(platform, name, None).expect("a client");
    did("socket_client_added");
    clients::remove(platform, name).expect("is removed");
    did("socket_client_removed");
    let wishes = Wishes {
        name: Some(name.to_owned()),
        kind: Some(vestibule::domain::oauth::client::Kind::Desktop),
        ..Wishes::default()
    };
    apps::add(platform, &wishes, &KnownCredentials::default()).expect("an app");
    did("app_added");
    apps::remove(platform, name).expect("is removed");
    did("app_removed");
}

/// What is there, and how many events of these names tell of it.
struct Counts(Raw);

impl Counts {
    fn of(&mut self, what: &str) -> i64 {
        self.0.number(&format!("SELECT {what} AS number"))
    }

    fn events(&mut self, names: &[&str]) -> i64 {
        let count = |name: &&str| format!("(SELECT count(*) FROM audit WHERE event = '{name}')");
        let all: Vec<String> = names.iter().map(count).collect();
        self.of(&all.join(" + "))
    }

    /// Each of these is an act, or what acts leave, less those that undo it.
    fn all(&mut self) -> Vec<(&'static str, i64, i64)> {
        let versions = |table: &str, of: &str| {
            format!("(SELECT CAST(sum(version) AS BIGINT) FROM {table} WHERE name LIKE '{of}%')")
        };
        let rows = |table: &str| format!("(SELECT count(*) FROM {table})");
        let of_users = ["user_edited", "link_made", "user_disabled", "user_enabled"];
        let of_apps = [
            "app_edited",
            "secret_made",
            "key_made",
            "app_disabled",
            "app_enabled",
        ];
        // Apps that come and go have their first key without an event.
        let keys = "(SELECT CAST(sum(callback_key_generation) AS BIGINT) FROM apps WHERE name LIKE 'Paint%')";
        let disabled =
            |table: &str| format!("(SELECT count(*) FROM {table} WHERE state = 'disabled')");
        let mut left = |what: &'static str, there: String, more: &[&str], less: &[&str]| {
            let less = if less.is_empty() {
                0
            } else {
                self.events(less)
            };
            (what, self.of(&there), self.events(more) - less)
        };
        vec![
            left("users' versions", versions("users", "user"), &of_users, &[]),
            left("apps' versions", versions("apps", "Paint"), &of_apps, &[]),
            left("callback keys", keys.to_owned(), &["key_made"], &[]),
            left(
                "users",
                rows("users"),
                &["user_added", "user_invited"],
                &["user_removed"],
            ),
            left("apps", rows("apps"), &["app_added"], &["app_removed"]),
            left(
                "socket clients",
                rows("socket_clients"),
                &["socket_client_added"],
                &["socket_client_removed"],
            ),
            left(
                "disabled users",
                disabled("users"),
                &["user_disabled"],
                &["user_enabled"],
            ),
            left(
                "disabled apps",
                disabled("apps"),
                &["app_disabled"],
                &["app_enabled"],
            ),
        ]
    }
}

/// Lets the acts begin, and kills their process in the middle: how many of each it has said were done.
fn kills(home: &Home) -> BTreeMap<String, i64> {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "--nocapture", NAME])
        .env("VESTIBULE_TEST_ACTS", home.path().join("settings.toml"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test runs");
    let mut said = BufReader::new(child.stdout.take().expect("what it says")).lines();
    let mut done: BTreeMap<String, i64> = BTreeMap::new();
    let note = |line: String, done: &mut BTreeMap<String, i64>| {
        if let Some(event) = line.strip_prefix("did: ") {
            *done.entry(event.to_owned()).or_default() += 1;
        }
    };
    while done.values().sum::<i64>() < i64::try_from(MIDDLE).expect("small") {
        let line = said.next().expect("it acts until it is killed");
        note(line.expect("a line"), &mut done);
    }
    child.kill().expect("it is killed");
    // What it said before its end.
    said.map_while(Result::ok)
        .for_each(|line| note(line, &mut done));
    child.wait().expect("it has ended");
    done
}

fn survives(db: &TestDb) {
    let home = Home::new(&format!("database_url = {:?}", db.url));
    for number in 0..OPERATORS {
        home.adds_user(&format!("user{number}"), PASSWORD);
        let name = format!("Paint {number}");
        let uri = "https://paint.example/cb";
        home.adds_app(&["--name", &name, "--kind", "web", "--redirect-uri", uri]);
    }
    let before = Counts(db.raw()).all();
    let done = kills(&home);
    home.runs(&["db", "check"], "").succeeds();
    let mut counts = Counts(db.raw());
    for ((what, was, told_before), (_, is, told)) in before.into_iter().zip(counts.all()) {
        assert_eq!(is - was, told - told_before, "{what}: {done:?}");
    }
    // What was said to be done is there; each operator had one act more under way at most.
    let said: i64 = done.values().sum();
    assert!(done.len() >= 14, "{done:?}");
    let mut kept = 0;
    for (event, said) in &done {
        let from_before = match event.as_str() {
            "app_added" => i64::try_from(OPERATORS).expect("small"),
            _ => 0,
        };
        let there = counts.events(&[event]) - from_before;
        assert!(there >= *said, "{event}: {there} of {said}");
        kept += there;
    }
    let under_way = i64::try_from(OPERATORS).expect("small");
    assert!(kept <= said + under_way, "{kept} kept, {said} said");
}

#[test]
fn every_act_of_a_thousand_has_its_event_after_a_kill_and_no_event_is_without_its_act() {
    if let Some(settings) = environment("VESTIBULE_TEST_ACTS") {
        return acts(PathBuf::from(settings));
    }
    for _ in 0..rounds("kills among acts of operators, on each database", 1, 20) {
        each_db(survives);
    }
}
