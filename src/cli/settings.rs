//! `vestibule settings`: the effective settings, the defaults, or the check of a file.

use super::flags::{ServerFlags, load_settings};
use super::print;
use super::refusal::Refusal;
use crate::settings::{Effective, Settings, commented_defaults, custody};
use serde::{Serialize, Serializer};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    server: ServerFlags,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print a settings file with every default, explained
    #[arg(long, conflicts_with_all = ["json", "check"])]
    defaults: bool,
    /// Check a settings file on its own, ignoring environment and options
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    check: Option<PathBuf>,
}

pub fn run(args: Args, config: Option<PathBuf>) -> Result<(), Refusal> {
    if args.defaults {
        return print::data(commented_defaults().trim_end());
    }
    if let Some(file) = &args.check {
        for warning in custody::warnings::warnings(&Settings::check(file)?) {
            print::say(&warning.to_string());
        }
        print::say(&format!("{}: OK.", file.display()));
        return Ok(());
    }
    let settings = load_settings(config, args.server.flags())?;
    for warning in custody::warnings::warnings(&settings) {
        print::say(&warning.to_string());
    }
    let effective = settings.effective();
    if args.json {
        return print::json(&ByKey(&effective));
    }
    let row = |one: &Effective| vec![one.key.to_owned(), one.text(), one.source.to_string()];
    let rows: Vec<Vec<String>> = effective.iter().map(row).collect();
    print::table(&["SETTING", "VALUE", "FROM"], &rows)
}

/// `{"listen":{"value":…,"source":"…"},…}`, in the order of the reference.
struct ByKey<'a>(&'a [Effective]);

impl Serialize for ByKey<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|one| (one.key, one)))
    }
}
