//! `vestibule endpoint`: what an app's own users have at the broker API.

use super::print;
use super::refusal::Refusal;
use crate::flow::Platform;
use crate::flow::apps;
use crate::flow::broker::endpoints;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
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

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    let Command::Remove { app, endpoint } = command;
    let app = apps::find(platform, &app)?;
    endpoints::remove(platform, &app, &endpoint)?;
    print::say(&format!(
        "{} no longer has any token or session for {endpoint}.",
        app.name
    ));
    Ok(())
}
