//! The only place that writes to the terminal: data to stdout, prose to stderr, never mixed.

use super::refusal::Refusal;
use crate::domain::time::Timestamp;
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use terminal_size::{Width, terminal_size_of};

/// Width of the names in a record.
const NAME_WIDTH: usize = 16;

/// A line of data.
pub fn data(line: &str) -> Result<(), Refusal> {
    let mut out = std::io::stdout().lock();
    let written = out
        .write_all(line.as_bytes())
        .and_then(|()| out.write_all(b"\n"));
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Refusal::ReaderGone),
        Err(error) => Err(Refusal::new(format!(
            "the output could not be written ({error}): make room, then look with `list` or `show` at what was done"
        ))),
    }
}

/// One JSON value on one line.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<(), Refusal> {
    data(&serde_json::to_string(value)?)
}

/// A line of prose. When nobody reads it, nobody misses it.
pub fn say(line: &str) {
    let mut err = std::io::stderr().lock();
    let _unread = writeln!(err, "{line}");
}

/// Tells the person why a command ends, and gives the exit code.
pub fn refused(refusal: &Refusal) -> ExitCode {
    match refusal {
        Refusal::Refused(text) => {
            for line in text.lines() {
                say(&format!("vestibule: {line}"));
            }
            ExitCode::FAILURE
        }
        Refusal::ReaderGone => ExitCode::SUCCESS,
    }
}

/// Columns under their headings. On a terminal, rows are clipped at its width.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> Result<(), Refusal> {
    let headings: Vec<String> = headings.iter().map(|&heading| heading.to_owned()).collect();
    let all = || std::iter::once(&headings).chain(rows);
    let mut widths = vec![0; headings.len()];
    for row in all() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let most = terminal_width();
    for row in all() {
        let cells = row.iter().zip(&widths);
        let line: String = cells
            .map(|(cell, width)| format!("{cell:width$}  "))
            .collect();
        data(&clip(line.trim_end(), most))?;
    }
    Ok(())
}

/// Names and values below each other; those without a value are left out.
pub fn record(fields: &[(&str, Option<String>)]) -> Result<(), Refusal> {
    for (name, value) in fields {
        if let Some(value) = value {
            data(&format!("{name:NAME_WIDTH$}  {value}"))?;
        }
    }
    Ok(())
}

/// A point in time as RFC 3339, in UTC, to the second.
pub fn moment(at: Timestamp) -> String {
    at.rfc3339()
}

fn terminal_width() -> Option<usize> {
    let out = std::io::stdout();
    let (Width(width), _) = terminal_size_of(&out).filter(|_| out.is_terminal())?;
    Some(usize::from(width)).filter(|&width| width > 0)
}

fn clip(line: &str, most: Option<usize>) -> String {
    match most {
        Some(most) if line.chars().count() > most => line
            .chars()
            .take(most.saturating_sub(1))
            .chain("…".chars())
            .collect(),
        _ => line.to_owned(),
    }
}
