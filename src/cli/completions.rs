//! `vestibule completions`: a script that teaches a shell our words.

use super::Cli;
use super::print;
use super::refusal::Refusal;
use clap::CommandFactory;
use clap_complete::Shell;

#[derive(clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: Args) -> Result<(), Refusal> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "vestibule", &mut script);
    print::data(String::from_utf8_lossy(&script).trim_end())
}
