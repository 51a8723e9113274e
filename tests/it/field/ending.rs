//! How a server ends, and what its log and its addresses say: O16, S17, R6.

use crate::cli::place::Place;
use crate::kit::server::{Home, takes_hangups};
use crate::kit::slow::slow_body;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn o16_one_slow_body_holds_the_end_up_for_no_more_than_8_seconds() {
    let home = Home::new("[gateway]\nenabled = true\nlisten = \"127.0.0.1:0\"");
    let server = home.serves();
    let slow = slow_body(&server.address);
    let began = Instant::now();
    let ended = server.ends_by("TERM");
    let took = began.elapsed();
    assert!(ended.success(), "{ended}");
    assert!(took < Duration::from_secs(8), "it took {took:?}");
    // It was waited for, all the same.
    assert!(took > Duration::from_secs(5), "it took only {took:?}");
    drop(slow);
}

#[test]
fn o16_every_signal_that_asks_for_the_end_lets_open_requests_finish() {
    takes_hangups();
    for signal in ["TERM", "HUP", "INT", "QUIT"] {
        let home = Home::new("");
        let server = home.serves();
        let mut slow = slow_body(&server.address);
        let rest = "x".repeat(1000);
        let answered = std::thread::spawn(move || {
            // The server has been asked to end by then: it listens no more.
            let address = slow.peer_addr().expect("a peer");
            while TcpStream::connect(address).is_ok() {
                std::thread::sleep(Duration::from_millis(5));
            }
            slow.write_all(rest.as_bytes()).expect("it still reads");
            let mut answer = String::new();
            let _cut = slow.read_to_string(&mut answer);
            answer
        });
        let ended = server.ends_by(signal);
        assert!(ended.success(), "{signal}: {ended}");
        let answer = answered.join().expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 4"), "{signal}: {answer:?}");
    }
}

#[test]
fn o16_who_asks_twice_does_not_wait() {
    let home = Home::new("");
    let server = home.serves();
    let slow = slow_body(&server.address);
    let began = Instant::now();
    let first = format!("kill -INT {}", server.pid());
    let sent = Command::new("sh").args(["-c", &first]).status();
    assert!(sent.expect("a shell").success());
    while TcpStream::connect(&server.address).is_ok() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let ended = server.ends_by("INT");
    assert!(ended.success(), "{ended}");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    drop(slow);
}

#[test]
fn o16_a_server_under_nohup_outlives_its_terminal() {
    let place = Place::new();
    let script = format!(
        "trap '' HUP; exec {} serve --listen 127.0.0.1:0",
        crate::kit::server::PROGRAM
    );
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .current_dir(place.path())
        .env_clear()
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("a shell");
    let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.contains("vestibule app add")));
    let signal = |name: &str| {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", child.id())])
            .status();
        assert!(sent.expect("a shell").success());
    };
    signal("HUP");
    signal("HUP");
    assert_eq!(child.try_wait().expect("a child"), None, "it ended");
    let pid = child.id();
    // Signals are delivered in no order that counts; still there a while later is what was asked for.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(child.try_wait().expect("a child"), None, "it ended");
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -TERM {pid}")])
        .status();
    assert!(sent.expect("a shell").success());
    child.wait().expect("it ends");
}

#[test]
fn s17_a_method_that_is_none_is_other_in_the_log() {
    let home = Home::new("");
    let server = home.serves();
    for (method, named) in [
        ("X".repeat(60_000), "other"),
        ("get".to_owned(), "other"),
        ("PROPFIND".to_owned(), "other"),
        ("GET".to_owned(), "GET"),
        ("DELETE".to_owned(), "DELETE"),
    ] {
        let before = server.log().lines().count();
        let request = format!(
            "{method} /nowhere HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            server.address
        );
        let _answer = crate::kit::http::exchange(&server.address, request.as_bytes());
        let log = server.log();
        let line = log
            .lines()
            .nth(before)
            .unwrap_or_else(|| panic!("no line for {named}"));
        assert!(line.contains(&format!("\"method\":\"{named}\"")), "{line}");
        assert!(line.len() < 1_000, "{} bytes", line.len());
    }
}

#[test]
fn s17_the_demo_takes_no_folder_with_real_people_in_it() {
    let place = Place::new();
    place.adds_user("ada");
    let demo = ["demo", "--listen", "127.0.0.1:0", "--data-dir"];
    let at = |folder| [&demo[..], &[folder]].concat();
    let files = || std::fs::read_dir(place.data()).expect("a folder").count();
    let before = files();
    place.runs(&at("vestibule-data")).refuses(&[
        "vestibule-data",
        "was not made by the demo",
        "new folder",
    ]);
    assert_eq!(files(), before);
    // Nor one with anything else: who knows what it is.
    place.writes("notes.txt", "mine");
    place.runs(&at(".")).refuses(&["not empty"]);
    std::fs::create_dir(place.path().join("empty")).expect("a folder");
    for folder in ["empty", "new", "new"] {
        let mut child = place.starts(&at(folder), "");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let told: Vec<String> = lines
            .map_while(Result::ok)
            .take_while(|line| !line.contains("/demo/"))
            .collect();
        assert!(
            told.iter().any(|line| line.contains("Kept in")),
            "{folder}: {told:?}"
        );
        child.kill().expect("it can be stopped");
        child.wait().expect("it ends");
    }
}

#[test]
fn r06_an_example_is_put_together_as_the_answer_will_be() {
    for (registered, example) in [
        (
            "https://otter.example/cb",
            "https://otter.example/cb?code=…",
        ),
        (
            "https://otter.example/cb?",
            "https://otter.example/cb?code=…",
        ),
        (
            "https://otter.example/cb?a=b",
            "https://otter.example/cb?a=b&code=…",
        ),
        (
            "https://otter.example/cb?a=b&",
            "https://otter.example/cb?a=b&code=…",
        ),
    ] {
        let place = Place::new();
        let arguments = [
            "app",
            "add",
            "--name",
            "Otter",
            "--kind",
            "web",
            "--redirect-uri",
            registered,
        ];
        let said = place.runs(&arguments).succeeds().err;
        let line = said.lines().find(|line| line.starts_with("comes back"));
        let line = line.unwrap_or_else(|| panic!("nothing comes back: {said}"));
        assert!(line.contains(&format!(" {example}&expires_in")), "{line}");
        let refused = example.replace("code=…", "status=unauthorized");
        assert!(said.contains(&refused), "{refused} is not in {said}");
    }
}
