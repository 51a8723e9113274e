//! `vestibule serve`: run the server.

use super::flags::{DatabaseFlags, ListenFlag, PublicUrlFlag, load_settings};
use super::print;
use super::refusal::Refusal;
use crate::app;
use crate::flow::{Platform, apps, users};
use crate::settings::{Settings, field};
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
    app::start_log(settings.log_format);
    let platform = app::open_platform(&settings)?;
    introduce(&settings, &platform)?;
    Ok(app::serve(app::edge(platform, &settings, None), listener)?)
}

fn introduce(settings: &Settings, platform: &Platform) -> Result<(), Refusal> {
    let version = env!("CARGO_PKG_VERSION");
    let url = &settings.public_url;
    let database = describe(&settings.database_url);
    print::say(&format!(
        "vestibule {version}   {url}   {database}   serving: platform API"
    ));
    if url.starts_with("http://") {
        print::say(
            "Plain http: cookies go without Secure. Right on your own machine only; set public_url to https:// \
             for everybody else.",
        );
    }
    let no_users = users::list(platform)?.is_empty();
    let no_apps = apps::list(platform)?.is_empty();
    let what = match (no_users, no_apps) {
        (true, true) => "No users and no apps yet.",
        (true, false) => "No users yet.",
        (false, true) => "No apps yet.",
        (false, false) => return Ok(()),
    };
    print::say(what);
    if no_users {
        print::say("  vestibule user add NAME");
    }
    if no_apps {
        print::say("  vestibule app add --name \"My App\" --kind desktop");
    }
    Ok(())
}

/// The kind of database and where it is, without a password.
fn describe(database_url: &str) -> String {
    match database_url.split_once(':') {
        Some(("sqlite", path)) => format!("SQLite {path}"),
        _ => {
            let place = database_url
                .rsplit_once('@')
                .map_or(database_url, |(_, place)| place);
            let place = place.split('?').next().unwrap_or_default();
            let place = place.split_once("://").map_or(place, |(_, place)| place);
            format!("PostgreSQL {place}")
        }
    }
}
