//! The line of a request, beside what `tracing_subscriber` writes of the same fields: not a byte differs.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::Level;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt;
use vestibule::web::log_line::{self, LogLine, TARGET};

const MOMENT: &str = "2026-11-29T20:15:01.000120Z";

struct AtThatMoment;

impl FormatTime for AtThatMoment {
    fn format_time(&self, writer: &mut Writer<'_>) -> std::fmt::Result {
        writer.write_str(MOMENT)
    }
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn by_tracing(line: &LogLine) -> String {
    let kept = Kept::default();
    let writer = kept.clone();
    let json = fmt::layer()
        .json()
        .flatten_event(true)
        .with_timer(AtThatMoment)
        .with_writer(move || writer.clone());
    // Nothing else that is tested at the same time is to be heard.
    let here = filter_fn(|of| of.file() == Some(file!()));
    let log = tracing_subscriber::registry().with(here).with(json);
    macro_rules! write_at {
        ($level:expr) => {
            tracing::event!(
                target: TARGET,
                $level,
                request_id = line.request_id,
                trace_id = line.trace_id,
                method = line.method,
                route = line.route,
                status = line.status,
                ms = line.ms,
                decision = line.decision,
                client_id = line.client_id,
                user = line.user,
                display = line.display,
                reason = line.reason,
                "request"
            )
        };
    }
    tracing::subscriber::with_default(log, || match line.level {
        "INFO" => write_at!(Level::INFO),
        "WARN" => write_at!(Level::WARN),
        "ERROR" => write_at!(Level::ERROR),
        other => panic!("no level: {other}"),
    });
    String::from_utf8(std::mem::take(&mut *kept.0.lock().unwrap())).unwrap()
}

fn by_hand(line: &LogLine) -> String {
    let mut room = Vec::new();
    line.append_to(&mut room);
    String::from_utf8(room).unwrap()
}

fn plain() -> LogLine<'static> {
    LogLine {
        timestamp: MOMENT,
        level: "INFO",
        message: "request",
        request_id: "LnjTWaMIqc",
        trace_id: None,
        method: "GET",
        route: "/platform/oauth/authorize",
        status: 302,
        ms: 0.731,
        decision: "allowed before",
        client_id: Some("7"),
        user: Some("profile-1"),
        display: Some("desktop"),
        reason: None,
        target: TARGET,
    }
}

#[test]
fn a_line_is_written_as_tracing_would_write_it() {
    let long = "é\"\\\n".repeat(20_000);
    let all: String = (0..0x300).filter_map(char::from_u32).collect();
    let texts = [
        "",
        "a \"quoted\" word",
        "C:\\vestibule\\",
        "one\nline\r\nafter\tthe\u{0}other\u{1b}[31m\u{7f}\u{85}",
        "\u{2028}\u{2029}\u{202e}\u{feff}\u{fffd}</script>",
        "grün 森 🦦",
        &all,
        &long,
    ];
    for text in texts {
        for level in ["INFO", "WARN", "ERROR"] {
            let lines = [
                LogLine {
                    level,
                    reason: Some(text),
                    ..plain()
                },
                LogLine {
                    request_id: text,
                    trace_id: Some(text),
                    route: text,
                    client_id: Some(text),
                    user: Some(text),
                    ..plain()
                },
            ];
            for line in lines {
                assert_eq!(by_hand(&line), by_tracing(&line));
            }
        }
    }
    let numbers = [
        0.0,
        0.001,
        0.1,
        1.0,
        12.25,
        999.999,
        1000.0,
        86_400_000.5,
        1e16,
    ];
    for ms in numbers {
        for status in [100, 200, 599] {
            let line = LogLine {
                ms,
                status,
                client_id: None,
                user: None,
                display: None,
                ..plain()
            };
            assert_eq!(by_hand(&line), by_tracing(&line));
        }
    }
}

#[test]
fn a_line_ends_once_whatever_is_in_it() {
    let line = LogLine {
        reason: Some("\n\r\u{2028}"),
        ..plain()
    };
    let text = by_hand(&line);
    assert_eq!(text.find('\n'), Some(text.len() - 1), "{text:?}");
}

#[test]
fn a_moment_is_written_to_the_microsecond_in_utc() {
    let moment = log_line::timestamp();
    let shape: String = moment
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert_eq!(shape, "0000-00-00T00:00:00.000000Z", "{moment}");
}

#[test]
fn without_a_log_nothing_is_heard() {
    // The tests start none.
    for status in [200, 404, 500, 503] {
        assert_eq!(log_line::level(status), None);
    }
}
