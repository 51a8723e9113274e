//! What the system says of this process, read when it is asked for. Where it says nothing, nothing is shown.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue, EncodeMetric};
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt;
use std::fs;

/// Parts of a second in which `/proc` counts: the same on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

#[derive(Debug)]
pub struct Process {
    /// In seconds since 1970.
    started: Option<f64>,
}

impl Default for Process {
    fn default() -> Self {
        Self { started: started() }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        if let Some(started) = self.started {
            let help = "When the process started, in seconds since 1970";
            gauge(&mut encoder, ("process_start_time_seconds", help), started)?;
        }
        if let Some(bytes) = resident() {
            let help = "Memory of the process in RAM, in bytes";
            gauge(&mut encoder, ("process_resident_memory_bytes", help), bytes)?;
        }
        if let Some(count) = open_files() {
            let help = "Open files and connections of the process";
            gauge(&mut encoder, ("process_open_fds", help), count)?;
        }
        Ok(())
    }
}

fn gauge<N: EncodeGaugeValue>(
    encoder: &mut DescriptorEncoder,
    (name, help): (&str, &str),
    number: N,
) -> fmt::Result {
    let gauge = ConstGauge::new(number);
    let metric = encoder.encode_descriptor(name, help, None, gauge.metric_type())?;
    gauge.encode(metric)
}

/// When the system started, and so much later the process.
fn started() -> Option<f64> {
    let system = fs::read_to_string("/proc/stat").ok()?;
    let booted = system
        .lines()
        .find_map(|line| line.strip_prefix("btime "))?;
    let booted: f64 = booted.trim().parse().ok()?;
    let own = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold anything; the 22nd field is the 20th behind it.
    let (_, behind) = own.rsplit_once(')')?;
    let ticks: f64 = behind.split_whitespace().nth(19)?.parse().ok()?;
    Some(booted + ticks / TICKS)
}

fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn open_files() -> Option<u64> {
    let files = fs::read_dir("/proc/self/fd").ok()?.count();
    // One of them is the look itself.
    u64::try_from(files.saturating_sub(1)).ok()
}
