//! `vestibule user import` and `user export`: people from elsewhere, and all that is kept of one.

use super::print;
use super::refusal::Refusal;
use crate::flow::Platform;
use crate::flow::users::import::Report;
use crate::flow::users::{self, import};
use serde_json::json;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest line, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;

#[derive(clap::Args)]
pub struct Import {
    /// File with a JSON object on each line: {"name":"ada","email":"ada@example.org","password_hash":"$2b$12$…"}, as
    /// you like also "display_name" and "admin"; - is standard input. Hashes: argon2, bcrypt, scrypt, and what Django
    /// writes. Each is replaced at the first sign-in
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Export {
    /// Name, e-mail address or id
    user: String,
    /// Print JSON on one line
    #[arg(long)]
    json: bool,
}

impl Import {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let report = import_lines(platform, &self.file, open(&self.file)?)?;
        let (imported, refused) = (report.imported, report.refused.len());
        for line in &report.refused {
            print::say(&format!("line {}: {}", line.line, line.reason));
        }
        if self.json {
            let lines = report.refused.iter();
            let lines = lines.map(|it| json!({"line": it.line, "reason": it.reason}));
            let lines: Vec<_> = lines.collect();
            print::json(&json!({"imported": imported, "refused": lines}))?;
        }
        if refused > 0 {
            return Err(Refusal::new(format!(
                "{imported} users are imported, {refused} lines are not: mend those and import them by themselves"
            )));
        }
        print::say(&format!("{imported} users are imported."));
        Ok(())
    }
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, Refusal> {
    if file == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    match File::open(file) {
        Ok(open) => Ok(Box::new(BufReader::new(open))),
        Err(error) => Err(unreadable(file, &error)),
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> Refusal {
    Refusal::new(format!(
        "{} cannot be read ({error}): give a file with a JSON object on each line, or - for standard input",
        file.display()
    ))
}

fn import_lines(
    platform: &Platform,
    file: &Path,
    mut lines: Box<dyn BufRead>,
) -> Result<Report, Refusal> {
    let mut import = import::Import::begin(platform);
    let mut number = 0;
    loop {
        let mut line = Vec::new();
        let read = lines
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line);
        if read.map_err(|error| unreadable(file, &error))? == 0 {
            return import.end().map_err(broken_off);
        }
        number += 1;
        if u64::try_from(line.len()).is_ok_and(|length| length >= LONGEST_LINE) {
            // What follows in that line is no line.
            import.end().map_err(broken_off)?;
            return Err(Refusal::new(format!(
                "line {number} has {LONGEST_LINE} bytes or more: all before it are done, start again behind it"
            )));
        }
        let text = String::from_utf8_lossy(&line);
        import.line(number, &text).map_err(broken_off)?;
    }
}

fn broken_off(failure: crate::flow::Failure) -> Refusal {
    Refusal::new(format!(
        "{failure}: {}; import the same file again, who is in already is told by line",
        failure.mend()
    ))
}

impl Export {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let document = users::export(platform, &self.user)?;
        if self.json {
            return print::json(&document);
        }
        print::data(&serde_json::to_string_pretty(&document)?)
    }
}
