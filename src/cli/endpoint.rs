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
    /// Remove an endpoint: revoke its tokens, end its sessions, and delete it
    Remove {
        /// App number, UUID, client ID or name
        #[arg(long, value_name = "APP")]
        app: String,
        /// The endpoint's ID, as the app's server sends it
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
        "{} no longer has any token or session for {endpoint}.",
        app.name
    ));
    Ok(())
}
