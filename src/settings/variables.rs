//! The environment's variables: which set a setting, which name a file that holds a secret, and which are none of
//! ours although they begin like them.

use super::custody::files;
use super::field::{self, Field};
use std::fs::File;
use std::io::Read;
use std::net::IpAddr;
use std::path::Path;

/// Variables that our tests use.
const TEST_PREFIX: &str = "VESTIBULE_TEST_";
/// Behind the name of a secret's variable: the value is the path of a file that holds the secret.
const FILE_SUFFIX: &str = "_FILE";
/// More than a secret ever has.
const LONGEST_FILE: u64 = 65_536;

/// What a variable stands for.
pub enum Meaning {
    Setting(&'static Field),
    /// A secret that stands in a file, as Docker and Kubernetes hand them over.
    FileOf(&'static Field),
    NoneOfOurs,
    Unknown,
}

pub fn meaning(name: &str, text: Option<&str>) -> Meaning {
    let named = |variable: &str| {
        let mut all = field::ALL.iter().copied();
        all.find(|field| field.variable() == variable)
    };
    if let Some(field) = named(name) {
        return Meaning::Setting(field);
    }
    let file_of = name.strip_suffix(FILE_SUFFIX).and_then(named);
    match file_of.filter(|field| field.holds_secrets()) {
        Some(field) => Meaning::FileOf(field),
        None if name.starts_with(TEST_PREFIX) => Meaning::NoneOfOurs,
        None if text.is_some_and(|text| is_of_a_service(name, text)) => Meaning::NoneOfOurs,
        None => Meaning::Unknown,
    }
}

/// Whether Kubernetes put it there: a Service whose name begins with `vestibule` shows itself to each pod of its
/// namespace by such variables. Name and value have to fit: whoever sets `VESTIBULE_PORT=8080` is told that there is
/// no such setting.
fn is_of_a_service(name: &str, text: &str) -> bool {
    let is_number = |text: &str| text.parse::<u16>().is_ok();
    let is_url = |text: &str| {
        text.split_once("://")
            .is_some_and(|(word, _)| is_protocol(word))
    };
    if name.ends_with("_SERVICE_HOST") {
        return text.parse::<IpAddr>().is_ok();
    }
    if name.ends_with("_SERVICE_PORT") || name.contains("_SERVICE_PORT_") {
        return is_number(text);
    }
    if name.ends_with("_PORT") && is_url(text) {
        return true;
    }
    let Some((_, port)) = name.rsplit_once("_PORT_").or_else(|| {
        // `…_PORT_80_TCP_PORT`: the last is the part that is asked for.
        let (rest, _) = name.rsplit_once("_PORT")?;
        Some((rest, rest.rsplit_once("_PORT_")?.1))
    }) else {
        return false;
    };
    let mut parts = port.splitn(3, '_');
    let is_port = parts.next().is_some_and(is_number)
        && parts
            .next()
            .is_some_and(|word| is_protocol(&word.to_ascii_lowercase()));
    let part = name.rsplit('_').next();
    is_port
        && match part {
            Some("ADDR") => text.parse::<IpAddr>().is_ok(),
            Some("PORT") => is_number(text),
            Some("PROTO") => is_protocol(text),
            _ => is_url(text),
        }
}

fn is_protocol(word: &str) -> bool {
    matches!(word, "tcp" | "udp" | "sctp")
}

/// The secret in a file, without the line end that editors put behind it. A path that leads nowhere is not told: it
/// may be the secret itself.
pub fn read_file(name: &str, path: &str) -> Result<String, String> {
    let unread = |error: std::io::Error| {
        format!(
            "The file that {name} names cannot be read ({error}): name the file that holds the secret."
        )
    };
    let file = File::open(path).map_err(unread)?;
    files::check_named(&file, Path::new(path)).map_err(|fault| fault.to_string())?;
    let mut text = String::new();
    let mut bounded = file.take(LONGEST_FILE);
    bounded.read_to_string(&mut text).map_err(unread)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(format!(
            "The file that {name} names holds nothing: put the secret there, or unset that variable."
        ));
    }
    Ok(text.to_owned())
}
