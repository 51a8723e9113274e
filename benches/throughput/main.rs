//! How fast, how big, how soon: the release build beside a bare actix-web handler, in one run.
//! Each server is a process of its own; the load comes from this one and shares its cores, so read
//! the ratios. `scripts/bench` runs it.

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
    if let [flag, port] = arguments.as_slice()
        && flag == bare::FLAG
    {
        return bare::serve(port.parse().expect("a port"));
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
        "\n{:34} {:>10} {:>9} {:>9} {:>12} {:>8}",
        "work", "requests/s", "p50 ms", "p99 ms", "server CPU", "of bare"
    );
    let bare = measure_bare(duration);
    let home = Home::new("");
    measure_platform("SQLite", &home, &bare, duration);
    match Cluster::start() {
        Ok(cluster) => {
            let home = Home::with_database(cluster.url());
            measure_platform("PostgreSQL", &home, &bare, duration);
        }
        Err(missing) => println!("PostgreSQL: not measured, {missing}"),
    }
    print_at_rest(&home);
}

fn measure_bare(duration: Duration) -> Measured {
    let server = bare::Bare::start();
    let target = Target::get(
        &server.address,
        ["/".to_owned()],
        b"HTTP/1.1 302",
        b"#access_token=",
    );
    let measured = load::run(&target, server.pid(), duration);
    print_row("bare constant 302", &measured, &measured);
    measured
}

fn measure_platform(database: &str, home: &Home, bare: &Measured, duration: Duration) {
    let server = home.serves();
    let person = platform::set_up(home, &server);
    let authorize = load::run(&person.authorize(), server.pid(), duration);
    print_row(
        &format!("authorize, remembered, {database}"),
        &authorize,
        bare,
    );
    let validate = load::run(&person.validate(), server.pid(), duration);
    print_row(&format!("validate_token, {database}"), &validate, bare);
    let status = server.stops();
    assert!(status.success(), "the server ended with {status}");
}

fn print_row(work: &str, measured: &Measured, bare: &Measured) {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{work:34} {:>10.0} {:>9.2} {:>9.2} {:>9.1} µs {:>8.3}",
        measured.per_second(),
        millis(measured.p50),
        millis(measured.p99),
        measured.cpu_per_request().as_secs_f64() * 1e6,
        measured.per_second() / bare.per_second(),
    );
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
