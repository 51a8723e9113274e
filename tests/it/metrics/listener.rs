//! The port of metrics: one path, and by whom it is read.

use super::Metered;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use vestibule::flow::Clock;

const TOKEN: &str = "scrape-lantern-4711";

#[test]
fn metrics_are_read_at_one_path_of_a_port_of_their_own() {
    let metered = Metered::new("", "");
    let answer = metered.asks("GET", "/metrics", &[]);
    assert_eq!(answer.status, 200);
    let kind = answer.header("content-type");
    assert_eq!(
        kind,
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let text = answer.text();
    assert!(text.ends_with("\n# EOF\n"), "{text}");
    let version = env!("CARGO_PKG_VERSION");
    let build = format!("\nvestibule_build_info{{version=\"{version}\",database=\"sqlite\"}} 1\n");
    assert!(text.contains(&build), "{text}");
    let head = metered.asks("HEAD", "/metrics", &[]);
    assert_eq!((head.status, head.body.as_slice()), (200, &b""[..]));
    assert_eq!(head.header("content-type"), kind);
    for (method, path) in [
        ("POST", "/metrics"),
        ("OPTIONS", "/metrics"),
        ("GET", "/"),
        ("GET", "/metrics/"),
        ("GET", "/healthz"),
        ("GET", "/account/sign-in"),
    ] {
        assert_eq!(
            metered.asks(method, path, &[]).status,
            404,
            "{method} {path}"
        );
    }
    assert_eq!(metered.server.client().get("/metrics").status, 404);
}

#[test]
fn with_a_token_nobody_reads_them_who_does_not_show_it() {
    let metered = Metered::new("", &format!("token = {TOKEN:?}"));
    let right = format!("Authorization: Bearer {TOKEN}");
    assert_eq!(metered.asks("GET", "/metrics", &[&right]).status, 200);
    assert_eq!(metered.asks("HEAD", "/metrics", &[&right]).status, 200);
    let longer = format!("{right}x");
    let basic = format!("Authorization: Basic {TOKEN}");
    for shown in [
        &[][..],
        &["Authorization: Bearer"],
        &["Authorization: Bearer scrape-lantern-4712"],
        &["Authorization: Bearer scrape-lantern-471"],
        &[&longer],
        &[&basic],
        &[&right, &right],
    ] {
        for method in ["GET", "HEAD"] {
            let refused = metered.asks(method, "/metrics", shown);
            assert_eq!(refused.status, 401, "{method} {shown:?}");
            assert_eq!(
                refused.header("www-authenticate"),
                Some("Bearer realm=\"metrics\"")
            );
            assert_eq!(refused.body, b"");
        }
    }
    assert_eq!(metered.asks("GET", "/", &[]).status, 404);
    assert!(!metered.server.log().contains(TOKEN));
}

#[test]
fn whoever_is_refused_keeps_no_connection_that_a_collector_needs() {
    let metered = Metered::new("", &format!("token = {TOKEN:?}"));
    for (path, status) in [("/metrics", "401"), ("/", "404")] {
        let mut stream = TcpStream::connect(("127.0.0.1", metered.port)).expect("connects");
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).expect("a time limit");
        let asks = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        stream.write_all(asks.as_bytes()).expect("asks");
        let mut answer = String::new();
        let ends = stream.read_to_string(&mut answer);
        assert!(ends.is_ok(), "{path} stays open after {answer:?}");
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
    }
}

#[test]
fn a_scrape_takes_less_than_ten_milliseconds() {
    let metered = Metered::new("", "");
    let scrape = || {
        let began = Instant::now();
        metered.text();
        began.elapsed()
    };
    // Others use this machine too.
    let quickest = (0..20).map(|_| scrape()).min();
    assert!(
        quickest.is_some_and(|it| it < Duration::from_millis(10)),
        "{quickest:?}"
    );
}

#[test]
fn the_process_is_told_of() {
    let metered = Metered::new("", "");
    let series = metered.series();
    let resident = metered.server.resident().expect("Linux") * 1024;
    let told = series.of_series("process_resident_memory_bytes");
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let share = told / resident as f64;
    assert!((0.5..2.0).contains(&share), "{told} of {resident}");
    assert!(series.of_series("process_open_fds") > 5.0);
    #[expect(clippy::cast_precision_loss, reason = "seconds")]
    let now = Clock::System.now().seconds() as f64;
    let started = series.of_series("process_start_time_seconds");
    assert!(
        (now - 120.0..=now + 2.0).contains(&started),
        "{started} {now}"
    );
}
