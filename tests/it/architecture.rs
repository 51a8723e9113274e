//! Reads the sources and holds them to the house plan: who may name whom, where one may wait, and
//! how long a file may be. The checker is tested against planted offences, so it cannot go blind.

mod arrows;
mod circles;
mod paths;
mod planted;

use crate::kit::root::place;
use paths::{paths_named, words};
use std::fs;

const LONGEST_FILE: usize = 400;

/// A thing, and the only places that may name it. A place is a folder of `src` or a file.
struct Reserved {
    path: &'static str,
    places: &'static [&'static str],
}

const RESERVED: &[Reserved] = &[
    only("diesel", &["store"]),
    only("diesel_migrations", &["store"]),
    only("libsqlite3_sys", &["store"]),
    only("pq_sys", &["store"]),
    only("openssl_sys", &["store"]),
    only("actix_web", &["web", "app.rs", "app/mails.rs"]),
    only("actix_http", &["web"]),
    only("actix_service", &["web"]),
    only("actix_ws", &["web"]),
    only("tokio_util", &["web"]),
    only("futures_core", &["web"]),
    only("askama", &["web"]),
    only("cookie", &["web"]),
    only("socketioxide", &["gateway"]),
    only("socketioxide_core", &["gateway"]),
    only("hyper", &["gateway"]),
    only("reqwest", &["callback"]),
    only("rustls", &["callback"]),
    only("lettre", &["mail", "domain/account/mail_address.rs"]),
    only("openssl_probe", &["callback"]),
    only("prometheus_client", &["metrics"]),
    only("ring", &["signing"]),
    only("rsa", &["signing"]),
    only("webauthn_rs", &["passkeys"]),
    only("image", &["settings"]),
    only("clap", &["cli"]),
    only("crate::cli", &["main.rs", "cli"]),
    only("crate::app", &["cli", "app.rs", "app"]),
    only(
        "crate::web",
        &["app.rs", "app/mails.rs", "app/site.rs", "web", "cli/demo"],
    ),
    only("crate::gateway", &["app.rs", "gateway"]),
    only("crate::files", &["settings", "store"]),
    only("crate::work", &["gateway", "web", "work.rs"]),
    only(
        "crate::mail",
        &["app.rs", "app", "mail", "cli/mail.rs", "cli/doctor"],
    ),
    only("crate::peer", &["app.rs", "gateway", "peer.rs", "web"]),
    only(
        "crate::signing",
        &["flow/keyring.rs", "flow/keys.rs", "signing"],
    ),
    only(
        "crate::passkeys",
        &["flow/passkeys.rs", "flow/passkeys", "passkeys"],
    ),
    only(
        "crate::callback",
        &["app.rs", "app", "callback", "gateway", "cli/doctor"],
    ),
    only(
        "crate::settings",
        &["cli", "app.rs", "app", "settings.rs", "settings"],
    ),
    only("std::time::SystemTime", &["flow/clock.rs"]),
];

/// A folder, and what it may not name although others may.
struct Barred {
    place: &'static str,
    paths: &'static [&'static str],
}

const BARRED: &[Barred] = &[
    // The rules do no IO, wait for nothing, read no clock.
    Barred {
        place: "domain",
        paths: &[
            "crate::flow",
            "crate::store",
            "std::env",
            "std::fs",
            "std::io",
            "std::net::TcpListener",
            "std::net::TcpStream",
            "std::net::ToSocketAddrs",
            "std::net::UdpSocket",
            "std::process",
            "std::thread",
            "std::time::Instant",
            "std::time::SystemTime",
            "tokio",
            "tracing",
        ],
    },
    Barred {
        place: "store",
        paths: &["crate::flow"],
    },
    // The edges wait by `work`, which knows what became of a change.
    Barred {
        place: "web",
        paths: &["crate::store"],
    },
    Barred {
        place: "gateway",
        paths: &["crate::store"],
    },
    // A call knows nothing of what it carries.
    Barred {
        place: "callback",
        paths: &["crate::flow", "crate::store"],
    },
    Barred {
        place: "mail",
        paths: &["crate::flow", "crate::store"],
    },
    // It counts what it is told of.
    Barred {
        place: "metrics",
        paths: &["crate::flow", "crate::store", "crate::web"],
    },
    Barred {
        place: "passkeys",
        paths: &["crate::flow", "crate::store"],
    },
];

/// Where one may wait; elsewhere work is plain and quick, or done off the workers.
const ASYNC_PLACES: &[&str] = &[
    "web",
    "gateway",
    "callback",
    "mail",
    "app.rs",
    "app",
    "work.rs",
    "cli",
    // The questions that requests ask most wait for those who ask the same, and block no worker.
    "flow",
    "store/ask.rs",
    "store/engine/group.rs",
];

/// What the writer thread tells is awaited: a ticket for each change.
const ASYNC_TICKETS: [(&str, &str); 1] = [("store/handle.rs", "async fn submit")];

const fn only(path: &'static str, places: &'static [&'static str]) -> Reserved {
    Reserved { path, places }
}

#[test]
fn the_sources_keep_the_directions_of_import() {
    let files = sources("src");
    assert!(files.len() > 10, "the sources were not found");
    let offences: Vec<String> = files
        .iter()
        .flat_map(|(file, source)| offences(file, source))
        .collect();
    assert_eq!(offences, Vec::<String>::new());
}

#[test]
fn no_file_is_too_long() {
    let all = ["src", "tests", "benches", "examples"]
        .map(sources)
        .concat();
    let long: Vec<String> = all
        .iter()
        .filter_map(|(file, source)| too_long(file, source))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn each_file_opens_with_what_it_is_for() {
    let silent: Vec<String> = sources("src")
        .into_iter()
        .filter(|(_, source)| !source.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

fn offences(file: &str, source: &str) -> Vec<String> {
    let mut offences: Vec<String> = paths_named(file, source)
        .iter()
        .filter(|named| is_reserved_elsewhere(file, &named.path) || is_barred(file, &named.path))
        .map(|named| format!("{file}:{} names {}", named.line, named.path))
        .collect();
    offences.extend(waits(file, source));
    offences.extend(blocks_a_worker(file, source));
    offences.extend(asks_the_store(file, source));
    offences.extend(knows_of_commits(file, source));
    offences
}

/// What became of a commit is answered in `flow` and `work`, whichever way the name came elsewhere.
fn knows_of_commits(file: &str, source: &str) -> Vec<String> {
    let may = ["flow", "work.rs", "store"];
    let may = may.iter().any(|place| stands_in(file, place));
    let words = words(source).into_iter();
    let named = words.filter(|word| !may && word.text == "CommitError");
    named
        .map(|word| format!("{file}:{} names CommitError", word.line))
        .collect()
}

fn is_reserved_elsewhere(file: &str, path: &str) -> bool {
    RESERVED.iter().any(|reserved| {
        is_or_is_in(path, reserved.path)
            && !reserved.places.iter().any(|place| stands_in(file, place))
    })
}

fn is_barred(file: &str, path: &str) -> bool {
    BARRED
        .iter()
        .filter(|barred| stands_in(file, barred.place))
        .any(|barred| barred.paths.iter().any(|it| is_or_is_in(path, it)))
}

/// The edges ask flows; `platform.store` is theirs alone.
fn asks_the_store(file: &str, source: &str) -> Vec<String> {
    let words = words(source);
    let asks = |it: &&[paths::Word]| it.iter().map(|word| &word.text).eq([".", "store"]);
    let found = words.windows(2).filter(asks);
    let found = found.filter(|_| ["web", "gateway"].iter().any(|edge| stands_in(file, edge)));
    found
        .filter_map(|it| Some(format!("{file}:{} asks the store", it.first()?.line)))
        .collect()
}

fn waits(file: &str, source: &str) -> Vec<String> {
    if ASYNC_PLACES.iter().any(|place| stands_in(file, place)) {
        return Vec::new();
    }
    let words = words(source);
    let text = |at: usize| {
        words
            .get(at)
            .map_or("", |word: &paths::Word| word.text.as_str())
    };
    let mut tickets = ASYNC_TICKETS.to_vec();
    let mut found = Vec::new();
    for (at, word) in words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.text == "async")
    {
        let ticket = format!("async {} {}", text(at + 1), text(at + 2));
        match tickets.iter().position(|it| *it == (file, &ticket)) {
            Some(known) => drop(tickets.remove(known)),
            None => found.push(format!("{file}:{} is async", word.line)),
        }
    }
    found
}

/// A flow that is awaited runs on a worker that attends to many: it asks, notes and submits, and blocks nobody.
fn blocks_a_worker(file: &str, source: &str) -> Vec<String> {
    let words = words(source);
    let is_of_store = |at: usize| {
        let before = words.get(..at).unwrap_or_default().iter().rev().take(2);
        before.map(|word| word.text.as_str()).eq([".", "store"])
    };
    let (mut depth, mut within, mut found) = (0_usize, None, Vec::new());
    for (at, word) in words.iter().enumerate().filter(|_| stands_in(file, "flow")) {
        match word.text.as_str() {
            "async" if within.is_none() => within = Some(depth),
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                within = within.filter(|outside| *outside < depth);
            }
            "read" | "commit" if within.is_some() && is_of_store(at) => {
                found.push(format!("{file}:{} blocks a worker", word.line));
            }
            _ => {}
        }
    }
    found
}

fn too_long(file: &str, source: &str) -> Option<String> {
    let lines = source.lines().count();
    (lines > LONGEST_FILE).then(|| format!("{file} has {lines} lines"))
}

fn is_or_is_in(path: &str, other: &str) -> bool {
    path.strip_prefix(other)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn stands_in(file: &str, place: &str) -> bool {
    file.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// All Rust files below a folder of the package, by their path inside it.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let root = place(folder);
    let mut files = Vec::new();
    let mut waiting = vec![root.clone()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let name = path.strip_prefix(&root).expect("below the root");
                let source = fs::read_to_string(&path).expect("a source file");
                files.push((name.to_string_lossy().replace('\\', "/"), source));
            }
        }
    }
    files.sort();
    files
}
