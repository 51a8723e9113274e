//! What the program takes without any load: time to start, memory, size.

use super::kit::server::{Home, PROGRAM};
use super::process::Usage;
use std::path::Path;
use std::time::{Duration, Instant};

const STARTS: usize = 9;

/// On a database that was filled.
pub fn print(home: &Home, name: Option<&str>, program: Option<&Path>) {
    let program = program.unwrap_or(Path::new(PROGRAM));
    let mut starts: Vec<Duration> = (0..STARTS).map(|_| time_to_first_answer(home)).collect();
    starts.sort();
    let server = home.serves();
    let mebibytes = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    let size = std::fs::metadata(program).expect("the program").len();
    println!(
        "\n{:24} {:.0} ms (median of {STARTS})\n{:24} {:.1} MB\n{:24} {:.1} MB",
        named("start to first answer", name),
        starts[STARTS / 2].as_secs_f64() * 1e3,
        named("idle memory", name),
        mebibytes(Usage::at_rest(server.pid()).resident_kib * 1024),
        named("binary", name),
        mebibytes(size),
    );
}

fn named(what: &str, name: Option<&str>) -> String {
    name.map_or(what.to_owned(), |name| format!("{what}, {name}"))
}

/// From the start of the process to its first good answer.
fn time_to_first_answer(home: &Home) -> Duration {
    let started = Instant::now();
    let server = home.serves();
    let time = started.elapsed();
    let status = server.stops();
    assert!(status.success(), "the server ended with {status}");
    time
}
