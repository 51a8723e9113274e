//! `vestibule serve`: run the server.

use super::flags::{DatabaseFlags, ListenFlag, PublicUrlFlag, load_settings};
use super::refusal::Refusal;
use crate::app;
use crate::settings::field;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    listen: ListenFlag,
    #[command(flatten)]
    public_url: PublicUrlFlag,
    #[command(flatten)]
    database: DatabaseFlags,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    let mut flags = args.database.flags();
    flags.push((&field::LISTEN, args.listen.listen));
    flags.push((&field::PUBLIC_URL, args.public_url.public_url));
    let settings = load_settings(config, flags)?;
    // The address first: when it is taken, nothing else was touched.
    let listener = app::listen(&settings)?;
    let platform = app::open_platform(&settings)?;
    Ok(app::serve(app::edge(platform, &settings, None), listener)?)
}
