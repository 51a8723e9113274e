//! Flags that stand for settings, and the settings they make with file and environment.

use super::refusal::Refusal;
use crate::app::open_for_command;
use crate::flow::Platform;
use crate::settings::field::{self, Field};
use crate::settings::{Inputs, Settings};
use std::path::PathBuf;

/// Which database: flags of every command that uses one.
#[derive(clap::Args)]
pub struct DatabaseFlags {
    /// Folder of the embedded database and the server key
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<String>,
    /// Database: sqlite:PATH or postgres://USER@HOST/NAME; a password belongs into VESTIBULE_DATABASE_URL, since
    /// everybody on the machine can read flags
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
}

/// Where this platform is found.
#[derive(clap::Args)]
pub struct PublicUrlFlag {
    /// Where people find this platform: scheme, host and port
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
}

/// Where the server listens.
#[derive(clap::Args)]
pub struct ListenFlag {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
}

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

/// The settings of this process: file, environment, and those flags that were given.
pub fn load_settings(config: Option<PathBuf>, flags: Vec<Flag>) -> Result<Settings, Refusal> {
    let given = flags
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?)))
        .collect();
    Ok(Settings::load(&Inputs::of_process(config, given))?)
}

/// Opens the platform for one command and closes it behind it.
pub fn on_platform(
    settings: &Settings,
    work: impl FnOnce(&Platform) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let platform = open_for_command(settings)?;
    let done = work(&platform);
    platform.store.close();
    done
}
