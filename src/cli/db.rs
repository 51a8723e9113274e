//! `vestibule db`: bring the database up to date, look at it, copy it, and put a copy back.

use super::print;
use super::refusal::Refusal;
use crate::app;
use crate::settings::{Settings, server_key};
use crate::store::{Checked, Store};
use clap::Subcommand;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub enum Command {
    /// Migrate the database to the current schema, after copying the SQLite file; `serve` does the same when it
    /// starts
    Migrate,
    /// Check the schema, the server key and the file without changing anything
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Back up the SQLite database to FILE; the server may keep running
    Backup {
        /// Backup file, readable only by its owner; an existing one is replaced once the new one is complete
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Restore the SQLite database from FILE, after checking it; stop the server first
    Restore {
        /// Backup, or the copy made before a migration; it is not changed
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What scripts read of a check.
#[derive(Serialize)]
struct Found<'a> {
    database: &'static str,
    /// The last step that the database has seen; null: none.
    schema: Option<&'a str>,
    /// Steps that `db migrate` will take.
    pending: &'a [String],
    /// What is wrong; empty when all is well.
    faults: &'a [String],
}

pub fn run(settings: &Settings, command: Command) -> Result<(), Refusal> {
    match command {
        Command::Migrate => migrate(settings),
        Command::Check { json } => {
            let key = server_key::load(settings)?.ok_or_else(|| nothing_yet(settings))?;
            let options = app::store_options(settings, &key)?;
            report(&Store::check(&options)?, json)
        }
        Command::Backup { file } => {
            let key = server_key::load(settings)?.ok_or_else(|| nothing_yet(settings))?;
            let options = app::store_options(settings, &key)?;
            let size = Store::back_up(&options, &file, &mut progress())?;
            print::say(&format!(
                "The database was copied to {} ({}). It opens only with today's server key: keep both.",
                file.display(),
                in_words(size)
            ));
            Ok(())
        }
        Command::Restore { file } => restore(settings, &file),
    }
}

fn migrate(settings: &Settings) -> Result<(), Refusal> {
    let key = server_key::load_or_make(settings, &mut rand::rng())?;
    let options = app::store_options(settings, &key)?;
    let done = Store::migrate(&options)?;
    if let Some(copy) = &done.copy {
        print::say(&format!(
            "The database was copied to {} first.",
            copy.display()
        ));
    }
    if let [_, ..] = done.second_owners.as_slice() {
        print::say(&format!(
            "These users' e-mail addresses are other users' mailboxes, spelled differently; they can sign in by name \
             only, until `vestibule user edit NAME --email` gives them another: {}",
            done.second_owners.join(", ")
        ));
    }
    match done.from {
        Some(from) if from == done.to => print::say("The database was up to date."),
        _ => print::say(&format!("The database is up to date: {}.", done.to)),
    }
    Ok(())
}

fn restore(settings: &Settings, file: &Path) -> Result<(), Refusal> {
    let key = server_key::load(settings)?.ok_or_else(|| {
        Refusal::new(format!(
            "there is no server key, and a backup opens only with its own key: put that secret.key into {} first",
            settings.data_dir.display()
        ))
    })?;
    let options = app::store_options(settings, &key)?;
    let restored = Store::restore(&options, file, &mut progress())?;
    print::say(&format!(
        "Restored the database from {}, schema {}. Tokens revoked since then are valid again: `vestibule user \
         password NAME` revokes all of a user's. Users removed since then are back, with the passwords and second \
         steps of that time: see `vestibule user list`, and remove them again with `vestibule user remove NAME`.",
        file.display(),
        restored.schema
    ));
    if !restored.pending.is_empty() {
        print::say(&format!(
            "It lacks {}: `vestibule db migrate`, or the next start, brings it up to date.",
            restored.pending.join(", ")
        ));
    }
    Ok(())
}

/// Says each tenth of the way, on stderr.
fn progress() -> impl FnMut(u64, u64) {
    let mut said = 0;
    move |done, total| {
        let tenth = done * 10 / total.max(1);
        if tenth > said {
            said = tenth;
            print::say(&format!("{:>3} % of {}", tenth * 10, in_words(total)));
        }
    }
}

fn in_words(bytes: u64) -> String {
    match bytes {
        0..10_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

fn nothing_yet(settings: &Settings) -> Refusal {
    Refusal::new(settings.without_key())
}

fn report(checked: &Checked, json: bool) -> Result<(), Refusal> {
    let found = Found {
        database: checked.backend,
        schema: checked.schema.as_deref(),
        pending: &checked.pending,
        faults: &checked.faults,
    };
    if json {
        print::json(&found)?;
    }
    if let [_, ..] = found.faults {
        return Err(Refusal::new(found.faults.join("\n")));
    }
    if let [_, ..] = found.pending {
        let steps = found.pending.join(", ");
        return Err(Refusal::new(format!(
            "the database lacks {steps}: run `vestibule db migrate`"
        )));
    }
    print::say(&format!(
        "Database OK: {}, schema {}.",
        found.database,
        found.schema.unwrap_or("none")
    ));
    Ok(())
}
