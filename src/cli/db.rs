//! `vestibule db`: bring the database up to date, or look whether all is well.

use super::flags::{DatabaseFlags, load_settings};
use super::print;
use super::refusal::Refusal;
use crate::app::open_for_command;
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
    /// Bring the tables up to date; `serve` does the same when it starts
    Migrate,
    /// Open the database with this server's key and read from it
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What a check found; scripts read it.
#[derive(Serialize)]
struct Found {
    database: &'static str,
    users: usize,
    apps: usize,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.database.flags())?;
    // Opening does the work: it migrates, and it refuses a newer database and another server's key.
    let platform = open_for_command(&settings)?;
    match args.command {
        Command::Migrate => print::say("The database is up to date."),
        Command::Check { json } => {
            let mend = |why| {
                Refusal::new(format!(
                    "{why}: look at the database server, then try again"
                ))
            };
            platform.store.is_ready().map_err(mend)?;
            let found = Found {
                database: if platform.store.is_embedded() {
                    "sqlite"
                } else {
                    "postgresql"
                },
                users: platform.store.read(|reader| reader.users())?.len(),
                apps: platform.store.read(|reader| reader.apps())?.len(),
            };
            if json {
                print::json(&found)?;
            }
            print::say(&format!(
                "The database is well ({}): {} users, {} apps.",
                found.database, found.users, found.apps
            ));
        }
    }
    platform.store.close();
    Ok(())
}
