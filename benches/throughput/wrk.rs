//! The same rows under a load program that others wrote: Debian's `wrk`, with two threads and kept connections. It looks
//! at no answer but its status, so some are looked at before.

use super::kit::find_program;
use super::load::{self, Load, Measured, WARM_UP};
use super::process::Usage;
use super::target::{Order, Target};
use std::process::Command;
use std::time::Duration;

const THREADS: usize = 2;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/throughput/wrk.lua");
/// Requests whose answers are looked at, and for how long.
const LOOKS: usize = 100;
const LOOKING: Duration = Duration::from_secs(10);

pub fn check() {
    assert!(
        find_program(&["wrk"]).is_some(),
        "there is no wrk: apt-get install wrk"
    );
}

pub fn run(target: &Target, server: u32, load: Load) -> Measured {
    load::gather(target, LOOKS, LOOKING);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &[u8]| {
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    let (before, after) = target.around_token();
    write("before", before);
    write("after", after);
    write("tokens", tokens(target).as_bytes());
    let asks = |time: Duration| {
        let output = Command::new("wrk")
            .arg(format!("-t{}", THREADS.min(load.connections)))
            .arg(format!("-c{}", load.connections))
            .arg(format!("-d{}s", time.as_secs()))
            .args(["--latency", "-s", SCRIPT])
            .arg(format!("http://{}/", target.address))
            .env("VESTIBULE_BENCH_FOLDER", folder.path())
            .output()
            .expect("wrk");
        String::from_utf8(output.stdout).expect("text")
    };
    asks(WARM_UP);
    let cpu = Usage::of(server).cpu;
    let text = asks(load.duration);
    let cpu = Usage::of(server).cpu.saturating_sub(cpu);
    measured(&text, cpu)
        .unwrap_or_else(|| panic!("wrk did not measure that with good answers:\n{text}"))
}

fn tokens(target: &Target) -> String {
    match &target.order {
        Order::Same => String::new(),
        Order::Round(tokens) => tokens.join("\n"),
        Order::Once(_) | Order::Chain(_) => panic!("wrk goes round"),
    }
}

fn measured(text: &str, cpu: Duration) -> Option<Measured> {
    let line = |name: &str| {
        let mut lines = text.lines().map(str::trim);
        lines.find_map(|line| line.strip_prefix(name).map(str::trim))
    };
    if line("Non-2xx").is_some() || line("Socket errors").is_some() {
        return None;
    }
    let (requests, time) = text
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "))?;
    let (time, _) = time.split_once(',')?;
    Some(Measured {
        requests: requests.parse().ok()?,
        time: duration(time)?,
        cpu,
        p50: duration(line("50%")?)?,
        p99: duration(line("99%")?)?,
    })
}

/// As `12.34ms`.
fn duration(text: &str) -> Option<Duration> {
    let units = [("us", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0)];
    units.iter().find_map(|(unit, seconds)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(Duration::from_secs_f64(number * seconds))
    })
}
