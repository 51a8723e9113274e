//! Flags that stand for settings, and the settings they make with file and environment.

use super::print;
use super::refusal::Refusal;
use crate::app::{Founded, open_for_command, open_or_make};
use crate::flow::Platform;
use crate::settings::field::{self, Field};
use crate::settings::{Inputs, Settings, database_url};
use clap::Subcommand;
use std::path::PathBuf;

/// Which database: flags of every command that uses one.
#[derive(clap::Args)]
pub struct DatabaseFlags {
    /// Folder for the embedded database and the server key
    #[arg(long, global = true, value_name = "DIR", help_heading = SETTINGS)]
    data_dir: Option<String>,
    /// Database, as sqlite:PATH or postgres://USER@HOST/NAME; put passwords in VESTIBULE_DATABASE_URL: flags are
    /// visible to every user on the machine
    #[arg(long, global = true, value_name = "URL", help_heading = SETTINGS)]
    database_url: Option<String>,
}

/// A group of commands that use the database.
#[derive(clap::Args)]
pub struct OnDatabase<C: Subcommand> {
    #[command(flatten)]
    database: DatabaseFlags,
    #[command(subcommand)]
    command: C,
}

impl<C: Subcommand> OnDatabase<C> {
    /// Does the command's work with these settings.
    pub fn with_settings(
        self,
        config: Option<PathBuf>,
        work: impl FnOnce(&Settings, C) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        work(&load_settings(config, self.database.flags())?, self.command)
    }

    /// The same on the platform, opened for it and closed behind it.
    pub fn on_platform(
        self,
        config: Option<PathBuf>,
        work: impl FnOnce(&Platform, C) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.with_settings(config, |settings, command| {
            with(open_for_command(settings)?, |platform| {
                work(platform, command)
            })
        })
    }
}

/// Which database, and where its platform is found.
#[derive(clap::Args)]
pub struct PlatformFlags {
    #[command(flatten)]
    database: DatabaseFlags,
    /// Public address of this server: scheme, host and port
    #[arg(long, global = true, value_name = "URL", help_heading = SETTINGS)]
    public_url: Option<String>,
}

/// What a server is started with; commands that look at it take the same.
#[derive(clap::Args)]
pub struct ServerFlags {
    #[command(flatten)]
    platform: PlatformFlags,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT", help_heading = SETTINGS)]
    listen: Option<String>,
}

/// The heading under which options that override settings are listed.
pub const SETTINGS: &str = "Settings";

/// A flag and the setting that it stands for.
type Flag = (&'static Field, Option<String>);

impl DatabaseFlags {
    pub fn flags(self) -> Vec<Flag> {
        vec![
            (&field::DATA_DIR, self.data_dir),
            (&field::DATABASE_URL, self.database_url),
        ]
    }
}

impl PlatformFlags {
    pub fn flags(self) -> Vec<Flag> {
        let mut flags = self.database.flags();
        flags.push((&field::PUBLIC_URL, self.public_url));
        flags
    }
}

impl ServerFlags {
    pub fn flags(self) -> Vec<Flag> {
        let mut flags = self.platform.flags();
        flags.push((&field::LISTEN, self.listen));
        flags
    }
}

/// The settings of this process: file, environment, and those flags that were given.
pub fn load_settings(config: Option<PathBuf>, flags: Vec<Flag>) -> Result<Settings, Refusal> {
    let given = flags
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?)))
        .collect();
    Ok(Settings::load(&Inputs::of_process(config, given))?)
}

/// The platform for a command that somebody may begin with: what is missing is made, and said.
pub fn open_first(settings: &Settings) -> Result<Platform, Refusal> {
    let (platform, founded) = open_or_make(settings)?;
    if founded == Founded::Now {
        print::say(&format!(
            "A new database was made: {}. Back it up together with its server key.",
            database_url::describe_in_full(&settings.database_url)
        ));
    }
    Ok(platform)
}

/// Closes the platform behind the work.
pub fn with(
    platform: Platform,
    work: impl FnOnce(&Platform) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let done = work(&platform);
    platform.store.close();
    done
}
