//! What is asked of the person: a secret, a JSON object, or whether they mean it.

use super::refusal::Refusal;
use crate::domain::broker::LONGEST_BODY;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Longest line that is read as a secret, in bytes.
const LONGEST_LINE: u64 = 4096;

/// Longest JSON object, in bytes: no more than a server takes.
const LONGEST_OBJECT: u64 = LONGEST_BODY as u64;

/// The JSON object in a file; `-` is standard input.
pub fn json_object(file: &Path, example: &str) -> Result<Map<String, Value>, Refusal> {
    let name = file.display();
    let mut text = String::new();
    let read = if file == Path::new("-") {
        let mut some = std::io::stdin().lock().take(LONGEST_OBJECT + 1);
        some.read_to_string(&mut text)
    } else {
        File::open(file).and_then(|open| open.take(LONGEST_OBJECT + 1).read_to_string(&mut text))
    };
    read.map_err(|error| {
        Refusal::new(format!(
            "{name} cannot be read ({error}): give a file with a JSON object, or - for standard input"
        ))
    })?;
    if u64::try_from(text.len()).is_ok_and(|length| length > LONGEST_OBJECT) {
        return Err(Refusal::new(format!(
            "{name} has more than {LONGEST_OBJECT} bytes: make it shorter"
        )));
    }
    serde_json::from_str(&text).map_err(|error| {
        Refusal::new(format!(
            "{name} holds no JSON object ({error}): write it as in {example}"
        ))
    })
}

/// Where a password comes from.
#[derive(clap::Args)]
pub struct PasswordSource {
    /// Read the password from standard input (one line) instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordSource {
    /// A new password: one line of standard input, or typed twice.
    pub fn new_password(&self, name: &str) -> Result<Zeroizing<String>, Refusal> {
        if self.password_stdin {
            return line_of_stdin();
        }
        let first = prompt(&format!("New password for {name}: "))?;
        let again = prompt("The same again: ")?;
        if *first == *again {
            return Ok(first);
        }
        Err(Refusal::new("the two passwords differ: try again"))
    }
}

/// The first line of standard input, without its end.
pub fn line_of_stdin() -> Result<Zeroizing<String>, Refusal> {
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin()
        .lock()
        .take(LONGEST_LINE)
        .read_line(&mut line);
    if read.is_err() {
        return Err(Refusal::new(
            "standard input is not UTF-8 text: give the secret as one line of text",
        ));
    }
    if line.is_empty() {
        return Err(Refusal::new(
            "standard input is empty: give the secret as one line of text",
        ));
    }
    let cut = line.strip_suffix('\n').unwrap_or(&line);
    let cut = cut.strip_suffix('\r').unwrap_or(cut);
    Ok(Zeroizing::new(cut.to_owned()))
}

fn prompt(question: &str) -> Result<Zeroizing<String>, Refusal> {
    rpassword::prompt_password(question)
        .map(Zeroizing::new)
        .map_err(|_| {
            Refusal::new(
                "there is no terminal to ask for a password: add --password-stdin and pipe it in",
            )
        })
}

/// Whether a thing may really go.
#[derive(clap::Args)]
pub struct Confirmation {
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

impl Confirmation {
    /// Asks, unless that was answered on the command line.
    pub fn demand(&self, question: &str) -> Result<(), Refusal> {
        if self.yes {
            return Ok(());
        }
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            return Err(Refusal::new(
                "there is no terminal to ask for confirmation: add --yes",
            ));
        }
        let mut err = std::io::stderr().lock();
        let _unread = write!(err, "{question} [y/N] ").and_then(|()| err.flush());
        let mut answer = String::new();
        let read = stdin.lock().take(LONGEST_LINE).read_line(&mut answer);
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" if read.is_ok() => Ok(()),
            _ => Err(Refusal::new("nothing was changed: answer y, or add --yes")),
        }
    }
}
