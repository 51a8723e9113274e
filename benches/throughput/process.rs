//! What the kernel says about a process: processor time and memory.

use std::fs;
use std::time::Duration;

/// Linux counts processor time in hundredths of a second, whatever the machine.
const TICKS_PER_SECOND: u64 = 100;
/// What a start took and does not keep is given back by then, the memory of a password hash above all.
const AT_REST: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// In user and kernel together, since the process started.
    pub cpu: Duration,
    pub resident_kib: u64,
}

impl Usage {
    /// Of a process that has nothing to do for a while.
    pub fn at_rest(pid: u32) -> Self {
        std::thread::sleep(AT_REST);
        Self::of(pid)
    }

    /// Nothing where there is no `/proc`.
    pub fn of(pid: u32) -> Self {
        let read =
            |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
        let ticks = cpu_ticks(&read("stat")).unwrap_or(0);
        Self {
            cpu: Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND),
            resident_kib: resident_kib(&read("status")).unwrap_or(0),
        }
    }
}

/// Fields 14 and 15; the second field is a name and may hold anything, so count from its end.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user + kernel)
}

fn resident_kib(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
