//! What a peak took is given back to the system, not kept for the next one.

use crate::kit::http::exchange;
use crate::kit::server::{Home, free_port};
use std::thread;
use std::time::{Duration, Instant};

/// Kilobytes.
const MIB: u64 = 1024;

/// As many sessions as strangers may have, each from another address.
fn strangers_come(gateway: &str) {
    thread::scope(|scope| {
        for part in 0..4 {
            scope.spawn(move || {
                for number in 0..1_000 {
                    let request = format!(
                        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: {gateway}\r\nConnection: close\r\n\
                         X-Forwarded-For: 10.{part}.{}.{}\r\n\r\n",
                        number / 250,
                        number % 250
                    );
                    let answer = exchange(gateway, request.as_bytes()).expect("an answer");
                    assert_eq!(answer.status, 200);
                }
            });
        }
    });
}

#[test]
fn s01_the_memory_of_strangers_is_given_back_when_they_have_left() {
    let gateway = format!("127.0.0.1:{}", free_port());
    let home = Home::new(&format!(
        "trusted_proxies = [\"127.0.0.1/32\"]\n[gateway]\nenabled = true\nlisten = \"{gateway}\""
    ));
    let server = home.serves();
    let resident = || server.resident().expect("Linux tells");
    let before = resident();
    strangers_come(&gateway);
    let peak = resident() - before;
    eprintln!(
        "{} MB at first, {} MB more at the peak",
        before / MIB,
        peak / MIB
    );
    assert!(peak > 16 * MIB, "no peak: {peak}");
    let began = Instant::now();
    while resident() > before + peak / 4 {
        let more = (resident() - before) / MIB;
        assert!(
            began.elapsed() < Duration::from_secs(90),
            "{more} MB are kept"
        );
        thread::sleep(Duration::from_millis(50));
    }
}
