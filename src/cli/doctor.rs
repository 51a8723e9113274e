//! `vestibule doctor`: looks at a platform from inside and from outside, and says what mends it. It changes nothing.

mod apps;
mod audit;
mod clocks;
mod finding;
mod front;
mod keys;
mod machine;
mod mail;
mod passkeys;

use super::flags::{ServerFlags, load_settings};
use super::print;
use super::refusal::Refusal;
use finding::{Finding, State};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    server: ServerFlags,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.server.flags())?;
    let (mut findings, machine) = machine::look(&settings);
    findings.extend(mail::look(&settings)?);
    findings.extend(front::look(&settings, &machine)?);
    report(&findings, args.json)
}

fn report(findings: &[Finding], json: bool) -> Result<(), Refusal> {
    if json {
        print::json(findings)?;
    } else {
        for finding in findings {
            let (state, check) = (finding.state.word(), finding.check);
            print::data(&format!("{state:4}  {check:14}  {}", finding.found))?;
            if let Some(mend) = &finding.mend {
                print::data(&format!("{:20}  {mend}", ""))?;
            }
        }
    }
    let failed = findings.iter().filter(|it| it.state == State::Fail);
    match failed.count() {
        0 => Ok(()),
        1 => Err(Refusal::new("1 check failed: the fix is shown below it")),
        many => Err(Refusal::new(format!(
            "{many} checks failed: fix the first, then run `vestibule doctor` again"
        ))),
    }
}
