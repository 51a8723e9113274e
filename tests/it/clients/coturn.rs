//! A real coturn with a shared secret: it lets in whom our credentials name, until they expire, and nobody else.

use crate::kit::server::free_port;
use crate::kit::{find_program, note_in_ledger, skip};
use crate::races::at_once;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use vestibule::domain::broker::turn::{TurnCredentials, TurnPolicy, TurnUser, UsernameFormat};
use vestibule::domain::time::Timestamp;
use vestibule::flow::Clock;

pub const SECRET: &str = "salt-sea-and-42-otters-of-the-tests";
const PATIENCE: Duration = Duration::from_secs(20);
const HOUR: Duration = Duration::from_secs(3600);

/// A TURN server on loopback, without a settings file; dropped, it is killed.
pub struct Coturn {
    child: Child,
    client: PathBuf,
    port: u16,
    _folder: tempfile::TempDir,
}

/// Runs a test that needs coturn, or says that it cannot be run here.
#[track_caller]
pub fn with_coturn(name: &str, separator: Option<&str>, test: impl FnOnce(&Coturn)) {
    let programs = ["turnserver", "turnutils_uclient"].map(|program| find_program(&[program]));
    let [Some(server), Some(client)] = programs else {
        return skip(name, "there is no coturn");
    };
    note_in_ledger("coturn", name);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let port = free_port();
    let mut command = Command::new(server);
    command
        .args([
            "-n",
            "--no-cli",
            "--no-tls",
            "--no-dtls",
            "--relay-threads=0",
        ])
        .args(["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"])
        .args([
            "--allow-loopback-peers",
            "--log-file=stdout",
            "--realm=turn.example",
        ])
        .arg(format!("--listening-port={port}"))
        .args([
            "--use-auth-secret",
            &format!("--static-auth-secret={SECRET}"),
        ])
        .args(separator.map(|symbol| format!("--rest-api-separator={symbol}")))
        .arg(format!("--db={}", folder.path().join("turndb").display()))
        .arg(format!("--pidfile={}", folder.path().join("pid").display()))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let child = command.spawn().expect("coturn starts");
    let mut coturn = Coturn {
        child,
        client,
        port,
        _folder: folder,
    };
    coturn.waits_until_ready();
    test(&coturn);
}

impl Coturn {
    #[track_caller]
    fn waits_until_ready(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let end = self.child.try_wait().expect("a child");
            assert!(end.is_none(), "coturn ended with {end:?}");
            assert!(Instant::now() < deadline, "coturn does not answer");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// What coturn's own client says, which asks for two relays and sends a message from one to the other.
    fn tries(&self, username: &str, password: &str) -> Output {
        // By itself it may wait for ever.
        Command::new("timeout")
            .arg(PATIENCE.as_secs().to_string())
            .arg(&self.client)
            .args(["-y", "-c", "-n", "1", "-p", &self.port.to_string()])
            .args(["-u", username, "-w", password, "127.0.0.1"])
            .output()
            .expect("its client runs")
    }

    #[track_caller]
    pub fn lets_in(&self, username: &str, password: &str) {
        let output = self.tries(username, password);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{username}: {said}");
        assert!(said.contains("tot_recv_msgs=2"), "{username}: {said}");
    }

    #[track_caller]
    pub fn refuses(&self, username: &str, password: &str) {
        let output = self.tries(username, password);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success(), "{username} is let in: {said}");
        assert!(said.contains("Cannot complete Allocation"), "{said}");
    }
}

impl Drop for Coturn {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _already_waited = self.child.wait();
    }
}

/// Coturn looks at the machine's clock.
fn now() -> Timestamp {
    Clock::System.now()
}

fn issued(format: UsernameFormat, now: Timestamp) -> TurnCredentials {
    issued_to("spock@enterprise.com", format, now)
}

fn issued_to(endpoint_id: &str, format: UsernameFormat, now: Timestamp) -> TurnCredentials {
    let policy = TurnPolicy {
        secret: SECRET.to_owned().into(),
        uris: Vec::new(),
        ttl: HOUR,
        format,
    };
    let user = TurnUser {
        // Begins with figures, as an expiry would.
        app_uuid: "99999999-A0E8-4B63-9881-35544EE0A158",
        session_uuid: "DC2654BD-170A-4D42-93A2-4E0EB4C560EB",
        endpoint_id,
        ends_at: None,
    };
    policy.issue(&user, now)
}

/// Good ones pass; each change to them, and their end, is refused.
#[track_caller]
fn lets_in_only_what_was_issued(coturn: &Coturn, format: UsernameFormat) {
    let good = issued(format, now());
    coturn.lets_in(&good.username, &good.password);
    let ended = issued(format, now().minus(HOUR + Duration::from_secs(5)));
    coturn.refuses(&ended.username, &ended.password);
    // Another's password does not go with a name, nor a later expiry with an earlier one's.
    coturn.refuses(&good.username, &ended.password);
    let later = issued(format, now().plus(HOUR));
    coturn.refuses(&later.username, &good.password);
    let other = good
        .username
        .replace("spock", "kirk")
        .replace("DC2654BD", "DC2654BE");
    coturn.refuses(&other, &good.password);
    let last = good.password.trim_end_matches('=');
    coturn.refuses(&good.username, last);
    coturn.refuses(&good.username, &good.password.to_lowercase());
    coturn.refuses(&good.username, SECRET);
}

#[test]
fn coturn_with_a_full_stop_takes_the_names_of_the_source_document() {
    let name = "coturn_with_a_full_stop_takes_the_names_of_the_source_document";
    with_coturn(name, Some("."), |coturn| {
        lets_in_only_what_was_issued(coturn, UsernameFormat::Respoke);
        let draft = issued(UsernameFormat::Draft, now());
        coturn.refuses(&draft.username, &draft.password);
    });
}

#[test]
fn coturn_as_it_comes_takes_the_names_of_the_draft() {
    let name = "coturn_as_it_comes_takes_the_names_of_the_draft";
    with_coturn(name, None, |coturn| {
        lets_in_only_what_was_issued(coturn, UsernameFormat::Draft);
        let respoke = issued(UsernameFormat::Respoke, now());
        coturn.refuses(&respoke.username, &respoke.password);
    });
}

#[test]
fn o15_coturn_takes_every_name_that_is_given_out() {
    let name = "o15_coturn_takes_every_name_that_is_given_out";
    let long = "s".repeat(255);
    let longest = "\u{1F4DE}".repeat(255);
    let endpoints = [
        "o'hara",
        "\"spock\"",
        "domain\\spock",
        "union.select@enterprise.com",
        "SeLeCt-UnIoN",
        "Zoë:1",
        "日本",
        "a`b;c--d|e&f",
        &long,
        &longest,
    ];
    let formats = [
        (None, UsernameFormat::Draft),
        (Some("."), UsernameFormat::Respoke),
    ];
    for (separator, format) in formats {
        with_coturn(name, separator, |coturn| {
            // Its client waits more than it works.
            at_once(endpoints.len(), |number| {
                let good = issued_to(endpoints[number], format, now());
                coturn.lets_in(&good.username, &good.password);
            });
        });
    }
}
