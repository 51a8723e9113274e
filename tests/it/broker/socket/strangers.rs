//! What others can make the server keep: strangers nothing, clients that do not read little; and many at once come in.

use super::process::Process;
use super::*;
use crate::kit::server::Server as Program;
use crate::kit::waits_for;
use crate::kit::websocket::{BINARY, FIN, TEXT, header};
use crate::races::at_once;
use std::fs;

/// Kilobytes.
const MIB: u64 = 1024;

#[track_caller]
fn resident(program: &Program) -> u64 {
    program.resident().expect("Linux tells")
}

#[track_caller]
fn open_connections(program: &Program) -> usize {
    let files = fs::read_dir(format!("/proc/{}/fd", program.pid())).expect("Linux tells");
    let files = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    files
        .filter(|file| file.to_string_lossy().starts_with("socket:"))
        .count()
}

/// Wrong handshakes and wrong websockets, each with another credential.
fn strangers_come(address: &str, first: usize, count: usize) {
    thread::scope(|scope| {
        for part in 0..4 {
            scope.spawn(move || {
                for number in (0..count / 4).map(|number| first + number * 4 + part) {
                    let wrong = format!("{}{number:012}", &MADE_UP[..24]);
                    let answer = shakes_hands(address, &format!("app-token={wrong}"));
                    assert!(matches!(answer.status, 401 | 429), "{}", answer.status);
                    let path = format!("{WEBSOCKET}{wrong}{number}?app-token={wrong}");
                    let opened = Websocket::opens(address, &path, &[]);
                    assert!(opened.is_err(), "{path} is open");
                }
            });
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn strangers_leave_nothing_behind() {
    let (process, program) = Process::with(LIMITED);
    let mut socket = process.connects(&program);
    strangers_come(&program.address, 0, 2_000);
    let (before, known) = (resident(&program), open_connections(&program));
    strangers_come(&program.address, 2_000, 8_000);
    let more = resident(&program).saturating_sub(before);
    eprintln!("{more} KB more after 8,000 strangers");
    assert!(more < 16 * MIB, "{more} KB more");
    waits_for("their connections are closed", || {
        open_connections(&program) <= known
    });
    socket.is_served();
    process.connects(&program).is_served();
}

/// As after a restart, when all come back together.
#[test]
fn sixty_four_at_once_with_one_good_token_all_come_in() {
    each_keys(LIMITED, |app, _, keys| {
        for credential in keys.all() {
            let sockets = at_once(64, |_| connects(app, credential));
            assert_eq!(sockets.len(), 64);
            let sid = sid(app, credential);
            let path = format!("{WEBSOCKET}{sid}");
            let sockets = at_once(64, |_| {
                BrokerSocket::opens(&app.address, Manner::Sails, &path)
            });
            assert_eq!(sockets.len(), 64);
        }
    });
}

/// What it asks for is more than any buffer of the system holds, in long answers or in many short ones.
#[cfg(target_os = "linux")]
#[test]
fn a_client_that_reads_nothing_takes_little_memory_and_is_cut_off_within_half_a_minute() {
    let (process, program) = Process::with(ON);
    let mut short = String::new();
    for (number, length) in [15_000; 20].into_iter().chain([6_000]).enumerate() {
        let body = json!({"name": number.to_string(), "events": {"pad": "x".repeat(length)}});
        let role = process.posts(&program, "/v1/roles", &body);
        short = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
    }
    let known = open_connections(&program);
    let mut deaf: Vec<BrokerSocket> = (0..10).map(|_| process.connects(&program)).collect();
    let before = resident(&program);
    let headers = json!({"App-Secret": process.secret});
    let (many, few) = deaf.split_at_mut(2);
    for (sockets, path, count) in [(many, &*short, 3_000), (few, "/v1/roles", 300)] {
        for socket in sockets {
            for _ in 0..count {
                socket.wonders(("get", path), &headers, &NULL);
            }
        }
    }
    let mut peak = 0;
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(3) {
        peak = peak.max(resident(&program).saturating_sub(before));
        process.connects(&program).is_served();
    }
    // Hundreds of megabytes, if it were all kept.
    eprintln!("{peak} KB more for ten who read nothing");
    assert!(peak < 48 * MIB, "{peak} KB more");
    waits_for("they are closed", || open_connections(&program) <= known);
}

/// It is announced as longer than any disk, and sent for as long as the server reads.
#[cfg(target_os = "linux")]
#[test]
fn a_frame_without_end_takes_no_memory() {
    let (process, program) = Process::with(ON);
    let known = open_connections(&program);
    let before = resident(&program);
    for first in [FIN | TEXT, TEXT, FIN | BINARY] {
        let mut socket = process.connects(&program);
        let head = [header(first, 1 << 62), vec![0; 4]].concat();
        socket.websocket.sends(&head).expect("sends");
        let sent = (0..64).take_while(|_| socket.websocket.sends(&vec![b'5'; 1 << 20]).is_ok());
        eprintln!("{} MB were taken", sent.count());
        let more = resident(&program).saturating_sub(before);
        assert!(more < 16 * MIB, "{more} KB more");
    }
    waits_for("they are closed", || open_connections(&program) <= known);
    process.connects(&program).is_served();
}
