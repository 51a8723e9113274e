//! `vestibule doctor`: looks at a platform from inside and from outside, and says what mends it. It changes nothing.

mod apps;
mod clocks;
mod front;
mod machine;

use super::flags::{DatabaseFlags, ListenFlag, PublicUrlFlag, load_settings};
use super::print;
use super::refusal::Refusal;
use crate::settings::field;
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    listen: ListenFlag,
    #[command(flatten)]
    public_url: PublicUrlFlag,
    #[command(flatten)]
    database: DatabaseFlags,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warn,
    Fail,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What one look found.
#[derive(Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    found: String,
    /// Nothing to mend where all is well.
    mend: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Ok,
            found: found.into(),
            mend: None,
        }
    }

    fn warn(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            state: State::Warn,
            mend: Some(mend.into()),
            ..Self::ok(check, found)
        }
    }

    fn fail(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            state: State::Fail,
            ..Self::warn(check, found, mend)
        }
    }
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let mut flags = args.database.flags();
    flags.push((&field::LISTEN, args.listen.listen));
    flags.push((&field::PUBLIC_URL, args.public_url.public_url));
    let settings = load_settings(config, flags)?;
    let (mut findings, machine) = machine::look(&settings);
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
        1 => Err(Refusal::new(
            "one thing is wrong: what mends it stands beside it",
        )),
        many => Err(Refusal::new(format!(
            "{many} things are wrong: mend the first, then look again"
        ))),
    }
}
