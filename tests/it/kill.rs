//! `kill -9` in the middle of 200 grants, on each database: every token that reached a client validates.

use crate::kit::app::{PASSWORD, token_in};
use crate::kit::db::{TestDb, each_db};
use crate::kit::http::{HttpClient, Response, exchange};
use crate::kit::rounds;
use crate::kit::server::{Home, Server};
use crate::web::asks_for;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const WRITERS: usize = 8;
const GRANTS: usize = 200;
/// The server is killed when so many have arrived.
const MIDDLE: usize = 100;

/// Somebody who is signed in and has allowed the program.
pub struct Person {
    path: String,
    browser: HttpClient,
}

impl Person {
    #[track_caller]
    pub fn made(server: &Server, path: &str, name: &str) -> Self {
        let mut browser = server.client();
        let page = browser.signs_in(path, name, PASSWORD);
        let form = page.form("Allow");
        assert_eq!(browser.submits(&page, &form, "Allow").status, 302);
        Self {
            path: path.to_owned(),
            browser,
        }
    }

    /// A whole answer, or nothing when the server is gone.
    fn asks(&self, path: &str) -> Option<Response> {
        let cookies = self.browser.cookie_header().unwrap_or_default();
        let address = &self.browser.address;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"
        );
        exchange(address, request.as_bytes()).ok()
    }

    /// The token of one grant by remembered consent.
    fn is_granted(&self) -> Option<String> {
        let answer = self.asks(&self.path)?;
        assert_eq!(answer.status, 302, "{}", answer.text());
        Some(token_in(answer.location()))
    }
}

/// All people ask until so many tokens arrived, or the server is gone.
pub fn ask_until(people: &[Person], arrived: &Mutex<Vec<String>>, enough: usize) {
    std::thread::scope(|scope| {
        for person in people {
            scope.spawn(move || {
                while arrived.lock().expect("a list").len() < enough {
                    let Some(token) = person.is_granted() else {
                        return;
                    };
                    arrived.lock().expect("a list").push(token);
                }
            });
        }
    });
}

#[track_caller]
fn assert_all_live(server: &Server, tokens: &[String]) {
    let mut program = server.client();
    for (number, token) in tokens.iter().enumerate() {
        let answer = program.get(&format!(
            "/platform/oauth/validate_token?access_token={token}"
        ));
        let said = answer.text();
        assert_eq!(
            (answer.status, said.as_str()),
            (200, r#"{"result":"OK"}"#),
            "token {number}"
        );
    }
}

fn survives(db: &TestDb) {
    let settings = format!("database_url = {:?}\n[rate_limit]\ngrants = 0", db.url);
    let home = Home::new(&settings);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let client_id = app["client_id"].as_str().expect("a key").to_owned();
    let path = asks_for(&client_id, &[("display", "desktop")]);
    let server = home.serves();
    let people: Vec<Person> = (0..WRITERS)
        .map(|number| {
            let name = format!("user{number}");
            home.adds_user(&name, PASSWORD);
            Person::made(&server, &path, &name)
        })
        .collect();

    let arrived = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| ask_until(&people, &arrived, GRANTS));
        let deadline = Instant::now() + Duration::from_secs(60);
        while arrived.lock().expect("a list").len() < MIDDLE {
            assert!(
                Instant::now() < deadline,
                "too few grants:\n{}",
                server.log()
            );
            std::thread::yield_now();
        }
        server.killed();
        asking.join().expect("the people stop");
    });
    let before = arrived.lock().expect("a list").clone();
    assert!(
        (MIDDLE..GRANTS).contains(&before.len()),
        "killed after {} grants",
        before.len()
    );

    let server = home.serves();
    assert_all_live(&server, &before);
    // Sessions and consents are there too: the rest is granted as if nothing had been.
    ask_until(&people, &arrived, GRANTS);
    let all = arrived.into_inner().expect("a list");
    assert!(all.len() >= GRANTS);
    assert_all_live(&server, &all);
    let kept = usize::try_from(db.raw().count("access_tokens")).expect("a count");
    // What was committed as the server died may have reached nobody; each client had one under way.
    let known = all.len() + WRITERS;
    assert!(
        (known..=known + WRITERS).contains(&kept),
        "{kept} kept, {known} known"
    );
    let unique: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(unique.len(), all.len());
    home.runs(&["db", "check"], "").succeeds();
    assert!(server.stops().success());
}

#[test]
fn every_token_that_reached_a_client_before_a_kill_validates_after_it() {
    for _ in 0..rounds("kills under load, on each database", 10, 250) {
        each_db(survives);
    }
}
