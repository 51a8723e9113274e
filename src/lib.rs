//! map
#![allow(unused)]
pub mod domain;
pub mod flow;
pub mod settings;
pub mod store;
pub mod cli {
    pub fn run() -> std::process::ExitCode {
        std::process::ExitCode::SUCCESS
    }
}
