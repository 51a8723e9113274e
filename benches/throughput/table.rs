//! The table: each row beside what it may be compared with, and beside an older build where one is given.

use super::bare::Bare;
use super::database::Database;
use super::load::{self, Load, Measured, WARM_UP};
use super::platform::Scene;
use super::rows::{Beside, Floor, Row};
use super::target::Target;
use std::collections::HashMap;
use std::time::Duration;

/// Sends a load to the server with this process id.
pub type Sends = fn(&Target, u32, Load) -> Measured;

/// So many connections the machine's own drift is measured with.
const USUAL: usize = 32;

pub struct Table {
    duration: Duration,
    sends: Sends,
    /// Started when they are first needed, by what they do and the database.
    servers: HashMap<(&'static str, &'static str), Bare>,
    measured: HashMap<(Floor, &'static str, usize), Measured>,
}

/// A build under measurement, on its own database.
pub struct Subject<'a> {
    /// What its rows are called where there are several.
    pub name: Option<&'static str>,
    pub scene: &'a Scene,
}

impl Table {
    pub fn begin(duration: Duration, sends: Sends) -> Self {
        println!(
            "{}s per row after {}s of warm-up, {} cores for server and load\n\n\
             {:46} {:>5} {:>10} {:>8} {:>8} {:>11} {:>8}  of its like",
            duration.as_secs(),
            WARM_UP.as_secs(),
            std::thread::available_parallelism().map_or(1, usize::from),
            "work",
            "conns",
            "requests/s",
            "p50 ms",
            "p99 ms",
            "server CPU",
            "of 302",
        );
        Self {
            duration,
            sends,
            servers: HashMap::new(),
            measured: HashMap::new(),
        }
    }

    /// One row, by each subject in turn.
    pub fn measure(&mut self, database: &Database, row: &Row, connections: usize, by: &[Subject]) {
        let mut first = None;
        for subject in by {
            let measured = self.measure_by(database, row, connections, subject);
            match &first {
                None => first = Some(measured),
                Some(first) => print!("  {:.2} of before", ratio(&measured, first)),
            }
            println!();
        }
    }

    /// After what it is set beside.
    fn measure_by(
        &mut self,
        database: &Database,
        row: &Row,
        connections: usize,
        subject: &Subject,
    ) -> Measured {
        let constant = self.floor(database, Floor::Constant, connections);
        let like = match row.beside {
            Beside::Bare(floor) => self.floor(database, floor, connections),
            Beside::Row(other) => {
                let measured = self.measure_by(database, other, connections, subject);
                println!();
                measured
            }
        };
        let load = self.load(connections);
        let (scene, server) = (subject.scene, subject.scene.server.pid());
        let target = (row.target)(scene, load);
        let (measured, meanwhile) = match row.meanwhile {
            None => ((self.sends)(&target, server, load), None),
            Some(other) => {
                let other = other(scene, load);
                let (measured, other) = load::run_meanwhile(&other, &target, server, load);
                (measured, Some(other))
            }
        };
        let name = subject.name.map(|name| format!(", {name}"));
        let work = format!("{}, {}", row.work, database.name()) + &name.unwrap_or_default();
        print_figures(&work, connections, &measured);
        print!(" {:>8.3}", ratio(&measured, &constant));
        match &meanwhile {
            None => print_ratio(row.beside, ratio(&measured, &like)),
            Some(meanwhile) => print_wait(&measured, &like, meanwhile),
        }
        measured
    }

    /// Measured and printed when it is first needed.
    pub fn floor(&mut self, database: &Database, floor: Floor, connections: usize) -> Measured {
        let place = if floor.needs_database() {
            database.name()
        } else {
            ""
        };
        if let Some(measured) = self.measured.get(&(floor, place, connections)) {
            return *measured;
        }
        let constant =
            (floor != Floor::Constant).then(|| self.floor(database, Floor::Constant, connections));
        let load = self.load(connections);
        let server = self.servers.entry((floor.server(), place));
        let server = server.or_insert_with(|| floor.start(|name| database.empty(name)));
        let measured = (self.sends)(&floor.target(&server.address), server.pid(), load);
        let comma = if place.is_empty() { "" } else { ", " };
        let work = format!("{}{comma}{place}", floor.work());
        print_figures(&work, connections, &measured);
        println!(" {:>8.3}", ratio(&measured, &constant.unwrap_or(measured)));
        self.measured.insert((floor, place, connections), measured);
        measured
    }

    /// What the others are set beside is measured again from now on.
    pub fn forget(&mut self) {
        self.measured.clear();
    }

    /// The constant answer once more: how far the machine itself moved meanwhile.
    pub fn ends(&mut self, database: &Database) {
        let connections = USUAL;
        let first = self.floor(database, Floor::Constant, connections);
        self.measured.remove(&(Floor::Constant, "", connections));
        let last = self.floor(database, Floor::Constant, connections);
        println!(
            "    the last of them is {:.2} of the first\n",
            ratio(&last, &first)
        );
    }

    const fn load(&self, connections: usize) -> Load {
        Load {
            connections,
            duration: self.duration,
        }
    }
}

fn ratio(measured: &Measured, other: &Measured) -> f64 {
    measured.per_second() / other.per_second()
}

fn print_ratio(beside: Beside, ratio: f64) {
    let name = match beside {
        Beside::Bare(Floor::Constant) => return,
        Beside::Bare(floor) => floor.name(),
        Beside::Row(other) => other.work,
    };
    print!("  {ratio:.3} of {name}");
}

fn print_wait(measured: &Measured, alone: &Measured, meanwhile: &Measured) {
    print!(
        "  {:.2} of its p99 alone ({:.0} requests/s meanwhile)",
        measured.p99.div_duration_f64(alone.p99),
        meanwhile.per_second()
    );
}

fn print_figures(work: &str, connections: usize, measured: &Measured) {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    print!(
        "{work:46} {connections:>5} {:>10.0} {:>8.2} {:>8.2} {:>8.1} µs",
        measured.per_second(),
        millis(measured.p50),
        millis(measured.p99),
        measured.cpu_per_request().as_secs_f64() * 1e6,
    );
}
