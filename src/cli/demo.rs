//! `vestibule demo`: everything at once, thrown away at the end.

use super::flags::{ListenFlag, load_settings};
use super::refusal::Refusal;
use crate::settings::field;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    listen: ListenFlag,
    /// Keep the demo in this folder
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// Open the page in a browser
    #[arg(long)]
    open: bool,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let flags = vec![
        (&field::LISTEN, args.listen.listen),
        (&field::DATA_DIR, args.data_dir),
    ];
    let _settings = load_settings(config, flags)?;
    Err(Refusal::new(
        "the demo is put together in another branch: merge it",
    ))
}
