//! `vestibule db`: bring the database up to date, or look whether all is well.

use super::flags::{DatabaseFlags, load_settings};
use super::print;
use super::refusal::Refusal;
use crate::app;
use crate::settings::server_key;
use crate::store::{Checked, Store};
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
    /// Bring the tables up to date, after a copy of the file; `serve` does the same when it starts
    Migrate,
    /// Look at tables, server key and file, and change nothing
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What scripts read of a check.
#[derive(Serialize)]
struct Found<'a> {
    database: &'static str,
    /// The last step that the database has seen; null: none.
    schema: Option<&'a str>,
    /// Steps that `db migrate` will take.
    pending: &'a [String],
    /// What is wrong; empty when all is well.
    faults: &'a [String],
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.database.flags())?;
    match args.command {
        Command::Migrate => {
            let key = server_key::load_or_make(&settings, &mut rand::rng())?;
            let options = app::store_options(&settings, &key)?;
            let done = Store::migrate(&options)?;
            if let Some(copy) = &done.copy {
                print::say(&format!(
                    "The database was copied to {} first.",
                    copy.display()
                ));
            }
            match done.from {
                Some(from) if from == done.to => print::say("The database was up to date."),
                _ => print::say(&format!("The database is up to date: {}.", done.to)),
            }
            Ok(())
        }
        Command::Check { json } => {
            let key = server_key::load(&settings)?.ok_or_else(nothing_yet)?;
            let options = app::store_options(&settings, &key)?;
            report(&Store::check(&options)?, json)
        }
    }
}

fn nothing_yet() -> Refusal {
    Refusal::new("there is no server key and no database yet: `vestibule db migrate` makes them")
}

fn report(checked: &Checked, json: bool) -> Result<(), Refusal> {
    let found = Found {
        database: checked.backend,
        schema: checked.schema.as_deref(),
        pending: &checked.pending,
        faults: &checked.faults,
    };
    if json {
        print::json(&found)?;
    }
    if let [_, ..] = found.faults {
        return Err(Refusal::new(found.faults.join("\n")));
    }
    if let [_, ..] = found.pending {
        let steps = found.pending.join(", ");
        return Err(Refusal::new(format!(
            "the database lacks {steps}: run `vestibule db migrate`"
        )));
    }
    print::say(&format!(
        "The database is well: {}, schema {}.",
        found.database,
        found.schema.unwrap_or("none")
    ));
    Ok(())
}
