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
const TOO_LONG: &str = "the line has more than 65536 bytes, which is too long: shorten it";
const NO_TEXT: &str = "the line is not UTF-8 text: convert the file, for example with iconv";

#[derive(clap::Args)]
pub struct Import {
    /// File with one JSON object per line, or - for standard input:
    /// {"name":"ada","email":"ada@example.org","password_hash":"$2b$12$…"}, optionally "email_verified", "display_name", "locale" and "admin".
    /// Hashes: argon2, bcrypt, scrypt, and PBKDF2 as Django writes it; each is replaced at the first sign-in
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Export {
    /// Name, e-mail address or ID
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
                "imported: {imported}; not imported: {refused}. Fix those lines and import them separately"
            )));
        }
        print::say(&format!("Imported: {imported}."));
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
    for number in 1.. {
        let line = next_line(&mut lines).map_err(|error| unreadable(file, &error))?;
        let Some(line) = line else { break };
        match line {
            Ok(text) => {
                // Some editors begin a file with a mark that nobody sees.
                let mark = if number == 1 { "\u{feff}" } else { "" };
                let text = text.strip_prefix(mark).unwrap_or(&text);
                import.line(number, text).map_err(broken_off)?;
            }
            Err(reason) => import.refuse(number, reason),
        }
    }
    import.end().map_err(broken_off)
}

/// The next line, or why it is none; nothing at the end.
fn next_line(lines: &mut impl BufRead) -> std::io::Result<Option<Result<String, &'static str>>> {
    let mut line = Vec::new();
    if lines
        .by_ref()
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)?
        == 0
    {
        return Ok(None);
    }
    let is_whole = line.ends_with(b"\n");
    if !is_whole && u64::try_from(line.len()).is_ok_and(|length| length >= LONGEST_LINE) {
        lines.skip_until(b'\n')?;
        return Ok(Some(Err(TOO_LONG)));
    }
    Ok(Some(String::from_utf8(line).map_err(|_| NO_TEXT)))
}

fn broken_off(failure: crate::flow::Failure) -> Refusal {
    Refusal::new(format!(
        "{failure}: {}; import the same file again; users that already exist are reported by line",
        failure.mend()
    ))
}

impl Export {
    pub fn run(&self, platform: &Platform) -> Result<(), Refusal> {
        let document = users::hand_out(platform, &self.user)?;
        if self.json {
            return print::json(&document);
        }
        print::data(&serde_json::to_string_pretty(&document)?)
    }
}
