//! `vestibule completions`: a script that teaches a shell our words.

use super::print;
use super::refusal::Refusal;
use clap::Command;
use clap_complete::Shell;

#[derive(clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: Args, words: &mut Command) -> Result<(), Refusal> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, words, "vestibule", &mut script);
    print::data(String::from_utf8_lossy(&script).trim_end())
}
