//! `vestibule mail`: try out the mail server, and see what was not sent.

use super::flags::{DatabaseFlags, load_settings, with};
use super::print;
use super::refusal::Refusal;
use crate::app::{mails, open_for_command};
use crate::domain::account::user::check_email;
use crate::domain::mail::queued::QueuedMail;
use crate::flow::Platform;
use crate::flow::mail::admin;
use crate::settings::Settings;
use clap::Subcommand;
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Send a test mail now, and show what the mail server answered
    Test {
        /// E-mail address to send to
        address: String,
    },
    /// List mail that waits or was given up
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Send a waiting mail now instead of at its next attempt
    Retry {
        /// ID, as `vestibule mail list` shows it
        id: String,
    },
    /// Drop a mail: one that waits is not sent, one that was given up is no longer listed
    Drop {
        /// ID, as `vestibule mail list` shows it
        id: String,
    },
}

/// What scripts read of a mail.
#[derive(Serialize)]
struct Shown {
    id: String,
    kind: &'static str,
    user: Option<String>,
    state: &'static str,
    attempts: u32,
    next_attempt_at: Option<String>,
    last_error: Option<String>,
    created_at: String,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.database.flags())?;
    match args.command {
        Command::Test { address } => test(&settings, &address),
        Command::List { json } => with(open_for_command(&settings)?, |platform| {
            list(platform, json)
        }),
        Command::Retry { id } => with(open_for_command(&settings)?, |platform| {
            retry(platform, &id)
        }),
        Command::Drop { id } => with(open_for_command(&settings)?, |platform| drop(platform, &id)),
    }
}

fn test(settings: &Settings, address: &str) -> Result<(), Refusal> {
    let Some(server) = settings.mail.clone() else {
        return Err(Refusal::new(
            "no mail server is set: set mail.server and mail.from, as docs/operating.md says",
        ));
    };
    let to = check_email(address).map_err(|fault| Refusal::new(fault.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match runtime.block_on(mails::send_test(settings, server, &to)) {
        Ok(answer) => {
            print::say(&format!("The mail server took it: {answer}"));
            Ok(())
        }
        Err(fault) => Err(Refusal::new(format!(
            "the mail was not sent: {}. `vestibule doctor` shows each step",
            fault.why
        ))),
    }
}

fn list(platform: &Platform, json: bool) -> Result<(), Refusal> {
    let unsent = admin::unsent(platform)?;
    let shown: Vec<Shown> = unsent.into_iter().map(Shown::of).collect();
    if json {
        return print::json(&shown);
    }
    if shown.is_empty() {
        print::say("No mail waits, and none was given up.");
        return Ok(());
    }
    let row = |mail: &Shown| {
        vec![
            mail.id.clone(),
            mail.kind.to_owned(),
            mail.user.clone().unwrap_or_default(),
            mail.state.to_owned(),
            mail.attempts.to_string(),
            mail.next_attempt_at.clone().unwrap_or_default(),
            mail.last_error.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<Vec<String>> = shown.iter().map(row).collect();
    let headings = [
        "ID",
        "KIND",
        "USER",
        "STATE",
        "ATTEMPTS",
        "NEXT",
        "LAST ERROR",
    ];
    print::table(&headings, &rows)
}

fn retry(platform: &Platform, id: &str) -> Result<(), Refusal> {
    let mail = admin::retry(platform, id)?;
    print::say(&format!(
        "{} ({}) is due now: a running server sends it within seconds.",
        mail.key.encode(),
        mail.kind.word()
    ));
    Ok(())
}

fn drop(platform: &Platform, id: &str) -> Result<(), Refusal> {
    let mail = admin::drop(platform, id)?;
    print::say(&format!(
        "{} ({}) is dropped.",
        mail.key.encode(),
        mail.kind.word()
    ));
    Ok(())
}

impl Shown {
    fn of((mail, user): (QueuedMail, Option<String>)) -> Self {
        Self {
            id: mail.key.encode(),
            kind: mail.kind.word(),
            user,
            state: if mail.next_at.is_some() {
                "waiting"
            } else {
                "given up"
            },
            attempts: mail.tries,
            next_attempt_at: mail.next_at.map(print::moment),
            last_error: mail.last_error,
            created_at: print::moment(mail.created_at),
        }
    }
}
