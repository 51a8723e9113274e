//! Metrics: where they are read, what they say, and what they never hold.

mod bounded;
mod census;
mod counted;
mod files;
mod listener;
mod prometheus;

use crate::kit::http::{Response, exchange};
use crate::kit::server::{Home, Server, free_port};
use std::collections::BTreeMap;

/// The real program, with a port for metrics.
pub struct Metered {
    pub server: Server,
    pub home: Home,
    pub port: u16,
}

impl Metered {
    /// With more lines of the settings.
    #[track_caller]
    pub fn new(settings: &str, more: &str) -> Self {
        let port = free_port();
        let home = Home::new(&format!(
            "{settings}\n[metrics]\nlisten = \"127.0.0.1:{port}\"\n{more}"
        ));
        let server = home.serves();
        Self { server, home, port }
    }

    #[track_caller]
    pub fn asks(&self, method: &str, path: &str, headers: &[&str]) -> Response {
        let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        let address = format!("127.0.0.1:{}", self.port);
        exchange(&address, head.as_bytes()).expect("an answer")
    }

    #[track_caller]
    pub fn text(&self) -> String {
        let answer = self.asks("GET", "/metrics", &[]);
        assert_eq!(answer.status, 200);
        answer.text()
    }

    #[track_caller]
    pub fn series(&self) -> Series {
        Series::of(&self.text())
    }
}

/// What each series says.
pub struct Series(pub BTreeMap<String, f64>);

impl Series {
    #[track_caller]
    pub fn of(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.map(|line| {
            let (name, number) = line.rsplit_once(' ').expect("a name and a number");
            (name.to_owned(), number.parse().expect("a number"))
        });
        Self(pairs.collect())
    }

    /// Nothing counts as 0.
    pub fn of_series(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// By how much these have grown since, those that did.
    pub fn since(&self, before: &Self) -> BTreeMap<&str, f64> {
        let grown = self.0.iter().map(|(name, number)| {
            let before = before.of_series(name);
            (name.as_str(), number - before)
        });
        grown.filter(|(_, more)| *more != 0.0).collect()
    }
}
