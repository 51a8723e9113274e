//! `vestibule endpoint`: what an app's own users have at the broker API.

use super::flags::{DatabaseFlags, load_settings, on_platform};
use super::print;
use super::refusal::Refusal;
use crate::flow::Platform;
use crate::flow::apps;
use crate::flow::broker::endpoints;
use clap::Subcommand;
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
    /// End every token and session that an app has for one of its users, and forget them
    Remove {
        /// Number, uuid, client ID or name of the app
        #[arg(long, value_name = "APP")]
        app: String,
        /// What the app calls its user
        #[arg(long, value_name = "ID")]
        endpoint: String,
    },
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let settings = load_settings(config, args.database.flags())?;
    on_platform(&settings, |platform| carry_out(platform, args.command))
}

fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    let Command::Remove { app, endpoint } = command;
    let app = apps::find(platform, &app)?;
    endpoints::remove(platform, &app, &endpoint)?;
    print::say(&format!(
        "{} has no token and no session for {endpoint} any more.",
        app.name
    ));
    Ok(())
}
