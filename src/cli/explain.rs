//! `vestibule explain REF`: what stands behind the reference of an error page. The page tells a stranger little; the
//! server's log has the rest.

use super::print;
use super::refusal::Refusal;
use crate::domain::text::is_unwelcome;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// A line longer than this is none of ours.
const LONGEST_LINE: u64 = 64 * 1024;

#[derive(clap::Args)]
pub struct Args {
    /// Reference shown on the error page
    reference: String,
    /// The server's log [default: standard input]
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Print JSON: the log line as it is
    #[arg(long)]
    json: bool,
}

/// What the log has of a request.
enum Told {
    /// A line of `log.format = "json"`.
    Fields(Map<String, Value>),
    /// A line for people, which says less.
    Words(String),
}

pub fn run(args: &Args) -> Result<(), Refusal> {
    let reference = args.reference.trim();
    if reference.is_empty() || !reference.bytes().all(is_of_reference) {
        return Err(Refusal::new(
            "that is not a reference: give the letters and digits that the page shows",
        ));
    }
    let told = find(open(args)?, reference).map_err(|error| unreadable(args, &error))?;
    let told = told.ok_or_else(|| {
        Refusal::new(format!(
            "{reference} is not in this log. The page may be older than the log, or come from another server: search \
             the log of that day, on each server"
        ))
    })?;
    match (told, args.json) {
        (Told::Fields(fields), true) => print::json(&fields),
        (Told::Fields(fields), false) => record(&fields),
        (Told::Words(line), false) => print::data(&visible(&line)),
        (Told::Words(_), true) => Err(Refusal::new(
            "this log is written for people: leave out --json, or set log.format = \"json\"",
        )),
    }
}

/// Those of the broker API are identifiers with hyphens.
fn is_of_reference(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn open(args: &Args) -> Result<Box<dyn BufRead>, Refusal> {
    let named = args.log.as_deref().filter(|path| path.as_os_str() != "-");
    let Some(path) = named else {
        if std::io::stdin().is_terminal() {
            return Err(Refusal::new(
                "name the server's log with --log FILE, or send it: `journalctl -u vestibule -o cat | vestibule \
                 explain REF`",
            ));
        }
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    };
    let file = File::open(path).map_err(|error| unreadable(args, &error))?;
    Ok(Box::new(BufReader::new(file)))
}

fn unreadable(args: &Args, error: &std::io::Error) -> Refusal {
    let named = args.log.as_deref().unwrap_or(Path::new("-"));
    Refusal::new(format!(
        "{} cannot be read ({error}): name the server's log with --log",
        named.display()
    ))
}

/// The last line that is about it: a log may be read twice.
fn find(mut log: impl BufRead, reference: &str) -> std::io::Result<Option<Told>> {
    let mut found = None;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = log
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(found);
        }
        let line = String::from_utf8_lossy(&bytes);
        found = about(line.trim(), reference).or(found);
    }
}

fn about(line: &str, reference: &str) -> Option<Told> {
    // Most lines are about others.
    if !line.contains(reference) {
        return None;
    }
    // Whoever collects logs may have put something before it.
    let json = line.find('{').and_then(|at| line.get(at..));
    if let Some(Ok(fields)) = json.map(serde_json::from_str::<Map<String, Value>>) {
        let is_it = fields.get("request_id").and_then(Value::as_str) == Some(reference);
        return is_it.then_some(Told::Fields(fields));
    }
    let is_it = line.contains(&format!("(reference {reference})"));
    is_it.then(|| Told::Words(line.to_owned()))
}

fn record(fields: &Map<String, Value>) -> Result<(), Refusal> {
    let text = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) => Some(visible(text)),
        Some(other) => Some(other.to_string()),
    };
    let asked = match (text("method"), text("route")) {
        (Some(method), Some(route)) => Some(format!("{method} {route}")),
        (method, route) => method.or(route),
    };
    print::record(&[
        ("when", text("timestamp")),
        ("asked for", asked),
        ("status", text("status")),
        ("milliseconds", text("ms")),
        ("decision", text("decision")),
        ("app", text("client_id")),
        ("user", text("user")),
        ("display", text("display")),
        ("why", text("reason")),
    ])?;
    if text("reason").is_none() {
        print::say("The log gives no further reason: nothing went wrong on the server's side.");
    }
    if let Some(app) = text("client_id") {
        print::say(&format!("More about the app: vestibule app show {app}"));
    }
    Ok(())
}

/// A reason may hold what a stranger sent: no control characters onto a terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|symbol| {
            if is_unwelcome(symbol) {
                '\u{fffd}'
            } else {
                symbol
            }
        })
        .collect()
}
