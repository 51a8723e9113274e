//! The line of a request as JSON, in the form of every other line of the log. Written here and not by `tracing`, which
//! meets its fields one by one: that takes five times as long as all else about a line.

use serde::Serialize;
use std::cell::RefCell;
use std::io::Write;
use tracing::Level;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};

/// By this the line is told from others, and let through or not.
pub const TARGET: &str = "vestibule::web::log";
/// So much room a thread keeps for its next line; most take 400 bytes.
const KEPT: usize = 4 * 1024;

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The members in the log's order.
#[derive(Serialize)]
pub struct LogLine<'a> {
    pub timestamp: &'a str,
    pub level: &'static str,
    pub message: &'static str,
    pub request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<&'a str>,
    pub method: &'static str,
    pub route: &'a str,
    pub status: u16,
    pub ms: f64,
    pub decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    pub target: &'static str,
}

impl LogLine<'_> {
    /// To stdout, in one piece: lines of other threads come before or after it.
    pub fn print(&self) {
        ROOM.with_borrow_mut(|room| {
            self.append_to(room);
            // A closed log is no reason to stop serving.
            let _ = std::io::stdout().lock().write_all(room);
            room.clear();
            room.shrink_to(KEPT);
        });
    }

    pub fn append_to(&self, room: &mut Vec<u8>) {
        // Fails only where it is written to, and memory takes all.
        let _ = serde_json::to_writer(&mut *room, self);
        room.push(b'\n');
    }
}

/// How a status is told, where anybody listens. What strangers can bring about wakes nobody, nor does what this server
/// never did.
pub fn level(status: u16) -> Option<&'static str> {
    let (level, is_heard) = match status {
        ..=499 | 501 => ("INFO", tracing::enabled!(target: TARGET, Level::INFO)),
        503 => ("WARN", tracing::enabled!(target: TARGET, Level::WARN)),
        _ => ("ERROR", tracing::enabled!(target: TARGET, Level::ERROR)),
    };
    is_heard.then_some(level)
}

/// The moment as every line has it.
pub fn timestamp() -> String {
    let mut text = String::with_capacity("2000-01-01T00:00:00.000000Z".len());
    // Fails only where it is written to, as above.
    let _ = SystemTime.format_time(&mut Writer::new(&mut text));
    text
}
