//! What happens at once at the token endpoint: one code redeemed by eight, one refresh token used by twenty.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{TestDb, each_db};
use crate::kit::exact::CALLBACK;
use crate::kit::http::{HttpClient, Response};
use crate::kit::issued::{PLAIN, draft_codes};
use crate::kit::program::{
    Pair, Program, REQUEST_TOKEN, gives_pair, public_program, refuses, server_program,
};
use crate::kit::rounds;
use crate::kit::server::Home;
use crate::kit::store::awaited;
use crate::races::at_once;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vestibule::domain::change::Change;
use vestibule::domain::oauth::client_request::{ClientRequest, Manner, ParamPlace};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::oauth::token_error::TokenError;
use vestibule::domain::peer::Network;
use vestibule::flow::Planned;
use vestibule::flow::token::{self, TokenCall};
use vestibule::flow::{Clock, Platform, Presence, access};
use vestibule::store::CommitError;

/// Two servers on one database share a key.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
/// Long enough that only a replay ends anything, whatever the machine's clock says.
const LASTING: &str =
    "token_ttl = 1000000000\n[refresh_ttl]\nidle = 1000000000\nabsolute = 1000000000";

fn call(program: &Program, code: &str) -> TokenCall {
    let mut request = ClientRequest::new(Manner::Post);
    for (name, value) in program.credentials() {
        request.add(ParamPlace::Body, name, value);
    }
    request.add(ParamPlace::Body, "code", code);
    request.add(ParamPlace::Body, "redirect_uri", CALLBACK);
    TokenCall {
        request,
        address: Network::UNKNOWN,
        presence: Presence::default(),
    }
}

/// What the edge does with a call; `lost` counts how often somebody was faster.
fn carry_out(
    platform: &Platform,
    call: &TokenCall,
    lost: &AtomicUsize,
) -> Result<String, TokenError> {
    for _ in 0..3 {
        let client = awaited(token::authenticate(platform, call)).expect("an answer");
        let Planned { change, told } = token::plan(platform, call, client).expect("a plan");
        let answer = told.outcome;
        let answer = answer.map(|answer| answer.access_token.reveal().to_owned());
        match change.map_or(Ok(()), |change| platform.store.commit(change)) {
            Ok(()) => return answer,
            Err(CommitError::Lost(_)) => drop(lost.fetch_add(1, Ordering::Relaxed)),
            Err(other) => panic!("{other}"),
        }
    }
    panic!("lost three times over");
}

fn is_live(platform: &Platform, token: &str) -> bool {
    let token = access::read(platform, token).expect("a token");
    awaited(access::validate(platform, &token, None))
        .expect("an answer")
        .live
        .is_some()
}

/// Fresh codes for Ada.
fn codes(app: &TestApp, program: &Program, count: usize) -> Vec<String> {
    let platform = app.platform();
    let (codes, writes) = draft_codes(platform, &program.app, "ada", &vec![PLAIN; count]);
    platform.store.commit(Change::writes(writes)).expect("kept");
    app.advance(Duration::from_millis(1));
    codes
}

/// Eight racers for each code, over these servers; many codes at a time, so that commits share transactions.
fn redeem_all(servers: &[TestApp], rounds: usize) {
    const TABLES: usize = 6;
    let app = &servers[0];
    app.adds_user("ada", None);
    let program = public_program(app, Wishes::default());
    let codes = codes(app, &program, rounds);
    for server in &servers[1..] {
        server.advance(app.now().since(server.now()));
    }
    let calls: Vec<_> = codes.iter().map(|code| call(&program, code)).collect();
    let tables: Vec<_> = calls.chunks(rounds.div_ceil(TABLES)).collect();
    let starts: Vec<_> = tables.iter().map(|_| Barrier::new(8)).collect();
    let lost = AtomicUsize::new(0);
    let answers = at_once(8 * tables.len(), |racer| {
        let (table, racer) = (racer / 8, racer % 8);
        let platform = servers[racer % servers.len()].platform();
        let redeemed = tables[table].iter().map(|call| {
            starts[table].wait();
            carry_out(platform, call, &lost)
        });
        redeemed.collect::<Vec<_>>()
    });
    for (table, calls) in tables.iter().enumerate() {
        for round in 0..calls.len() {
            let racers = answers[table * 8..][..8].iter();
            let (given, refused): (Vec<_>, Vec<_>) =
                racers.map(|of| &of[round]).partition(|it| it.is_ok());
            assert_eq!(given.len(), 1);
            let invalid = Err(TokenError::CodeInvalid);
            assert!(refused.iter().all(|it| **it == invalid), "{refused:?}");
            let token = given[0].as_ref().expect("given");
            assert!(!is_live(app.platform(), token));
        }
    }
    let lost = lost.into_inner();
    assert!(lost > rounds, "it was no race: {lost} of {rounds}");
}

/// Each of a thousand codes (ten thousand with `--long`), at two servers, by all rules; below once more over HTTP.
#[test]
fn r104_eight_redeem_a_code_at_once_and_one_gets_a_token_that_is_then_revoked() {
    each_db(|db| {
        let servers = [(); 2].map(|()| TestApp::start(&db.url, KEY));
        redeem_all(&servers, rounds("r104, codes for eight", 1_000, 10_000));
    });
}

#[test]
fn r104_the_same_over_http_at_two_servers() {
    each_db(|db| {
        let servers = [(); 2].map(|()| TestApp::start(&db.url, KEY));
        let app = &servers[0];
        app.adds_user("ada", None);
        let program = server_program(app, Wishes::default());
        let programs = [0, 1].map(|which| program.at(&servers[which]));
        let codes = codes(app, &program, 40);
        servers[1].advance(app.now().since(servers[1].now()));
        for code in &codes {
            let answers = at_once(8, |number| programs[number % 2].redeems(code));
            let (given, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert_eq!(given.len(), 1);
            for answer in refused {
                refuses(answer, 400, "invalid_grant", "Invalid authorization code");
            }
            let pair = gives_pair(given[0]);
            for (server, program) in servers.iter().zip(&programs) {
                assert!(!server.is_live(&pair.access));
                let text = "Invalid refresh token";
                let answer = program.refreshes(&pair.refresh);
                refuses(&answer, 400, "invalid_grant", text);
            }
        }
    });
}

/// An app's credentials as `app add` told them, at one of several addresses.
struct Credentials {
    id: String,
    secret: String,
}

impl Credentials {
    fn asks(&self, address: &str, more: &[(&str, &str)]) -> Response {
        let own = [
            ("client_id", self.id.as_str()),
            ("client_secret", &self.secret),
        ];
        let fields = [&own[..], more].concat();
        HttpClient::new(address).post_form(REQUEST_TOKEN, &fields)
    }

    fn refreshes(&self, address: &str, token: &str) -> Response {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.asks(address, &fields)
    }

    fn added(home: &Home) -> Self {
        let told = home.adds_app(&[
            "--name",
            "Sample",
            "--kind",
            "web",
            "--grant",
            "password",
            "--grant",
            "refresh_token",
            "--redirect-uri",
            CALLBACK,
        ]);
        let text = |name: &str| told[name].as_str().expect(name).to_owned();
        Self {
            id: text("client_id"),
            secret: text("client_secret"),
        }
    }
}

fn pair(answer: &Response) -> Pair {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told: Value = answer.json();
    let text = |name: &str| told[name].as_str().expect(name).to_owned();
    Pair {
        access: text("access_token"),
        refresh: text("refresh_token"),
    }
}

/// Twenty refresh at once at two processes, five times over, and are all handed the same pair each time. Who did
/// so, the last token that was used, and what it gave.
fn refreshed_by_twenty(db: &TestDb) -> (Credentials, [Pair; 2]) {
    let settings = format!("database_url = {:?}\n{KEY}\n{LASTING}", db.url);
    let homes = [(); 2].map(|()| Home::new(&settings));
    homes[0].adds_user("ada", PASSWORD);
    let credentials = Credentials::added(&homes[0]);
    let servers = homes.each_ref().map(Home::serves);
    let fields = [
        ("grant_type", "password"),
        ("username", "ada"),
        ("password", PASSWORD),
    ];
    let mut last = pair(&credentials.asks(&servers[0].address, &fields));
    let mut used = last.clone();
    for _ in 0..5 {
        let answers = at_once(20, |number| {
            credentials.refreshes(&servers[number % 2].address, &last.refresh)
        });
        let bodies: BTreeSet<&[u8]> = answers.iter().map(|answer| &answer.body[..]).collect();
        assert_eq!(
            bodies.len(),
            1,
            "one new pair, the same to the byte for all"
        );
        used = std::mem::replace(&mut last, pair(&answers[0]));
        assert_ne!(used.refresh, last.refresh);
        assert!(answers.iter().all(|answer| answer.status == 200));
    }
    // One at first, and one for each of the five uses.
    assert_eq!(db.raw().count("refresh_tokens"), 6);
    assert_eq!(db.raw().count("access_tokens"), 6);
    (credentials, [used, last])
}

#[test]
fn r107_twenty_refresh_at_once_at_two_processes_and_an_hour_later_the_old_token_ends_the_family() {
    each_db(|db| {
        let (program, [old, new]) = refreshed_by_twenty(db);
        // The same database an hour later: the processes' clock was the machine's.
        let app = TestApp::start(&db.url, &format!("{KEY}\n{LASTING}"));
        let later = Clock::System.now().plus(Duration::from_secs(3600));
        app.advance(later.since(app.now()));
        assert!(app.is_live(&new.access) && app.is_live(&old.access));
        let text = "Invalid refresh token";
        let answer = program.refreshes(&app.address, &old.refresh);
        refuses(&answer, 400, "invalid_grant", text);
        assert!(!app.is_live(&new.access) && !app.is_live(&old.access));
        let answer = program.refreshes(&app.address, &new.refresh);
        refuses(&answer, 400, "invalid_grant", text);
    });
}

#[test]
fn r107_twenty_use_the_successor_and_the_old_one_at_once_and_nothing_is_given_twice() {
    each_db(|db| {
        let servers = [(); 2].map(|()| TestApp::start(&db.url, KEY));
        servers[0].adds_user("ada", None);
        let program = server_program(&servers[0], Wishes::default());
        servers[1].advance(servers[0].now().since(servers[1].now()));
        for _ in 0..5 {
            let first = gives_pair(&program.trades("ada", PASSWORD));
            let second = gives_pair(&program.refreshes(&first.refresh));
            let tokens = [&first.refresh, &second.refresh];
            let answers = at_once(20, |number| {
                let program = program.at(&servers[number % 2]);
                program.refreshes(tokens[number / 2 % 2])
            });
            let given = answers.iter().filter(|answer| answer.status == 200);
            let given: BTreeSet<Pair> = given.map(gives_pair).collect();
            // The pair of a moment ago, and at most one that followed.
            assert!(given.len() <= 2, "{given:?}");
            let followed = given.iter().filter(|pair| **pair != second);
            assert!(followed.count() <= 1);
            assert!(
                answers
                    .iter()
                    .all(|answer| matches!(answer.status, 200 | 400))
            );
        }
    });
}
