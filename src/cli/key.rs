//! `vestibule key`: replace the server key.

use super::print;
use super::refusal::Refusal;
use crate::settings::Settings;
use crate::settings::server_key::rotation;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Create the next server key, for several servers: all must accept it before one signs with it
    Prepare,
    /// Switch to the next server key; the old one is accepted until you delete it
    Rotate {
        /// No other server shares the key, so `key prepare` is not needed
        #[arg(long)]
        only_server: bool,
    },
}

pub fn run(settings: &Settings, command: Command) -> Result<(), Refusal> {
    match command {
        Command::Prepare => prepare(settings),
        Command::Rotate { only_server } => rotate(settings, only_server),
    }
}

fn prepare(settings: &Settings) -> Result<(), Refusal> {
    let next = rotation::prepare(settings, &mut rand::rng())?;
    print::say(&format!(
        "The next server key is in {}. Copy that file into the data folder of every other server (chmod 600), and \
         restart each, one after the other.",
        next.display()
    ));
    print::say("Then: `vestibule key rotate` on each server, and restart each again.");
    Ok(())
}

fn rotate(settings: &Settings, only_server: bool) -> Result<(), Refusal> {
    let is_alone = only_server || settings.database_url.starts_with("sqlite:");
    if !is_alone && !rotation::is_prepared(settings)? {
        return Err(Refusal::new(
            "other servers may share this database and its key: run `vestibule key prepare` first, or add \
             --only-server if there are none",
        ));
    }
    let done = rotation::rotate(settings, &mut rand::rng())?;
    print::say(&format!(
        "The server key was rotated: {}. Restart the server now. Copy the new file to your backups, without \
         overwriting the old one: a backup opens only with the key of its day, so keep the old key as long as its \
         backups.",
        done.current.display()
    ));
    print::say(&format!(
        "The old key is accepted while it is in {}. An hour after the last restart, and once each socket client has \
         identified again, it is no longer needed: delete that file, and restart once more.",
        done.previous.display()
    ));
    print::say(
        "The callback keys of all apps and the webhook keys of all socket clients change with the server key: \
         `vestibule app show APP --callback-key` and `vestibule socket-client show NAME --webhook-key` print the new \
         ones for their owners.",
    );
    Ok(())
}
