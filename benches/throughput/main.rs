//! How fast, how big, how soon: the release build beside a bare handler and a bare insert, in one run.
//! Each server is a process of its own; the load comes from this one and shares its cores, so read
//! the ratios: `of bare` to the constant answer, `of insert` to the bare insert of the same database. That is
//! the one with a random key for `POST /v1/tokens`, which writes such a row, and the plain one for all others.
//! `scripts/bench` runs it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that meets what cannot be has to stop loudly"
)]

mod bare;
mod load;
mod platform;
mod postgresql;
mod process;
mod sockets;

#[expect(dead_code, reason = "shared with the tests, which use the rest of it")]
#[path = "../../tests/it/kit/mod.rs"]
mod kit;

use kit::server::Home;
use load::{Measured, Target};
use postgresql::Cluster;
use process::Usage;
use std::time::Duration;

const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
const STARTS: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, port, more @ ..] = arguments.as_slice()
        && flag == bare::FLAG
    {
        let database_url = more.first().map(String::as_str);
        return bare::serve(port.parse().expect("a port"), database_url);
    }
    if arguments.iter().any(|word| word == "sockets") {
        return sockets::print_idle();
    }
    let seconds = arguments.iter().find_map(|word| word.parse().ok());
    measure_all(Duration::from_secs(seconds.unwrap_or(5)));
}

fn measure_all(duration: Duration) {
    println!(
        "{CONNECTIONS} connections, {}s per row after {}s of warm-up, {} cores for server and load",
        duration.as_secs(),
        WARM_UP.as_secs(),
        std::thread::available_parallelism().map_or(1, usize::from),
    );
    println!(
        "of insert: of the bare group-commit insert of the same database; for POST /v1/tokens of the one with a \
         random key\n\n{:38} {:>10} {:>9} {:>9} {:>12} {:>8} {:>9}",
        "work", "requests/s", "p50 ms", "p99 ms", "server CPU", "of bare", "of insert"
    );
    let bare = measure_bare(duration);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = format!("sqlite:{}", folder.path().join("bare.db").display());
    let home = Home::new(platform::SETTINGS);
    let table = Table::begin("SQLite", &bare, &file, duration);
    table.measure_platform(&home);
    table.measure_counted(&Home::new(platform::COUNTED));
    match Cluster::start() {
        Ok(cluster) => {
            let home = Home::new(&format!(
                "database_url = {:?}\n{}",
                cluster.url(),
                platform::SETTINGS
            ));
            let table = Table::begin("PostgreSQL", &bare, &cluster.second_url(), duration);
            table.measure_platform(&home);
        }
        Err(missing) => println!("PostgreSQL: not measured, {missing}"),
    }
    print_at_rest(&home);
    sockets::print_idle();
}

fn measure_bare(duration: Duration) -> Measured {
    let server = bare::Bare::redirects();
    let target = Target::get(
        &server.address,
        ["/".to_owned()],
        b"HTTP/1.1 302",
        b"#access_token=",
    );
    let measured = load::run(&target, server.pid(), duration);
    print_row("bare constant 302", &measured, &[&measured]);
    measured
}

/// The rows of one database, beside what they are compared with.
struct Table<'a> {
    database: &'static str,
    bare: &'a Measured,
    insert: Measured,
    random: Measured,
    duration: Duration,
}

impl<'a> Table<'a> {
    /// With its first rows, measured on an empty database of its own.
    fn begin(
        database: &'static str,
        bare: &'a Measured,
        empty_database_url: &str,
        duration: Duration,
    ) -> Self {
        let server = bare::Bare::inserts(empty_database_url);
        let measure = |path: &str, holds| {
            let target = Target::get(&server.address, [path.to_owned()], b"HTTP/1.1 200", holds);
            load::run(&target, server.pid(), duration)
        };
        let insert = measure("/", br#""access_token":""#);
        let work = format!("bare group-commit insert, {database}");
        print_row(&work, &insert, &[bare, &insert]);
        let random = measure(bare::RANDOM_KEY, br#""tokenId":""#);
        let work = format!("bare insert, random key, {database}");
        print_row(&work, &random, &[bare, &insert]);
        Self {
            database,
            bare,
            insert,
            random,
            duration,
        }
    }

    fn measure_platform(&self, home: &Home) {
        let server = home.serves();
        let person = platform::add_person(home, &server);
        let beside = [self.bare, &self.insert];
        let row = |work: &str, target: Target, beside: &[&Measured]| {
            let measured = load::run(&target, server.pid(), self.duration);
            print_row(&format!("{work}, {}", self.database), &measured, beside);
        };
        row("authorize, remembered", person.authorize(), &beside);
        row("validate_token", person.validate(), &[self.bare]);
        let program = platform::add_program(home, &server);
        row("client_credentials", program.client_credentials(), &beside);
        row("refresh", program.refresh(), &beside);
        let beside = [self.bare, &self.random];
        row("POST /v1/tokens", program.endpoint_token(), &beside);
        let status = server.stops();
        assert!(status.success(), "the server ended with {status}");
    }
}

impl Table<'_> {
    /// What it costs that silent grants are counted.
    fn measure_counted(&self, home: &Home) {
        let server = home.serves();
        let person = platform::add_person(home, &server);
        let measured = load::run(&person.authorize(), server.pid(), self.duration);
        let work = format!("authorize, remembered, counted, {}", self.database);
        print_row(&work, &measured, &[self.bare, &self.insert]);
        let status = server.stops();
        assert!(status.success(), "the server ended with {status}");
    }
}

fn print_row(work: &str, measured: &Measured, beside: &[&Measured]) {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    print!(
        "{work:38} {:>10.0} {:>9.2} {:>9.2} {:>9.1} µs",
        measured.per_second(),
        millis(measured.p50),
        millis(measured.p99),
        measured.cpu_per_request().as_secs_f64() * 1e6,
    );
    for (other, width) in beside.iter().zip([8, 9]) {
        print!(" {:>width$.3}", measured.per_second() / other.per_second());
    }
    println!();
}

/// Start-up time, memory and size, on the SQLite database that was just filled.
fn print_at_rest(home: &Home) {
    let mut starts: Vec<Duration> = (0..STARTS)
        .map(|_| platform::time_to_first_answer(home))
        .collect();
    starts.sort();
    let server = home.serves();
    let idle = Usage::of(server.pid());
    let size = std::fs::metadata(kit::server::PROGRAM)
        .expect("the program")
        .len();
    println!(
        "\nstart to first answer    {:.0} ms (median of {STARTS})",
        starts[STARTS / 2].as_secs_f64() * 1e3
    );
    println!(
        "idle memory              {:.1} MB",
        idle.resident_kib as f64 / 1024.0
    );
    println!(
        "binary                   {:.1} MB",
        size as f64 / 1024.0 / 1024.0
    );
}
