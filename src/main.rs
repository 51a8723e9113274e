//! The program: parses the command line and hands over. Everything else is in the library.

use std::process::ExitCode;

/// Gives memory back after a peak. The C library's own allocator keeps it: one lasting block above is enough.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    vestibule::cli::run()
}
