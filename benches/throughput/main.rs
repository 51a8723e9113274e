//! How fast, how big, how soon: the release build beside bare handlers, bare reads and bare inserts, in one run.
//! Each server is a process of its own; the load comes from this one and shares its cores, so read
//! the ratios: to the constant answer, and to the least that work of the same kind costs on the same database.
//! `scripts/bench` runs it, `docs/speed.md` says how to read it.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that meets what cannot be has to stop loudly"
)]

mod at_rest;
mod bare;
mod bare_read;
mod bare_sign;
mod database;
mod fill;
mod growth;
mod load;
mod openid;
mod platform;
mod postgresql;
mod process;
mod rows;
mod sockets;
mod suite;
mod table;
mod target;
mod wishes;
mod wrk;

#[expect(dead_code, reason = "shared with the tests, which use the rest of it")]
#[path = "../../tests/it/kit/mod.rs"]
mod kit;

use wishes::Wishes;

/// As the program has it: what is compared has the same allocator.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    // Cargo says so to whatever it runs.
    let said = |argument: &String| argument == "--bench";
    let arguments = std::env::args().skip(1).filter(|argument| !said(argument));
    let arguments: Vec<String> = arguments.collect();
    if let [flag, port, more @ ..] = arguments.as_slice()
        && flag == bare::FLAG
    {
        return bare::serve(port.parse().expect("a port"), more);
    }
    match arguments.first().map(String::as_str) {
        Some("sockets") => sockets::print_idle(),
        Some("growth") => growth::measure(&Wishes::parse(&arguments[1..])),
        Some("wrk") => suite::measure_by_wrk(&Wishes::parse(&arguments[1..]).usual()),
        _ => suite::measure(&Wishes::parse(&arguments)),
    }
}
