//! Reads the sources and holds them to the house plan: who may name whom, where one may wait, and
//! how long a file may be. The checker is tested against planted offences, so it cannot go blind.

mod paths;

use paths::{paths_named, words};
use std::fs;
use std::path::Path;

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
    only("actix_web", &["web", "app.rs"]),
    only("actix_http", &["web"]),
    only("actix_service", &["web"]),
    only("futures_core", &["web"]),
    only("askama", &["web"]),
    only("cookie", &["web"]),
    only("socketioxide", &["gateway"]),
    only("socketioxide_core", &["gateway"]),
    only("hyper", &["gateway"]),
    only("reqwest", &["callback"]),
    only("openssl_probe", &["callback"]),
    only("image", &["settings"]),
    only("clap", &["cli"]),
    only("crate::cli", &["main.rs", "cli"]),
    only("crate::app", &["cli", "app.rs", "app"]),
    only("crate::web", &["app.rs", "web", "cli/demo"]),
    only("crate::gateway", &["app.rs", "gateway"]),
    only("crate::files", &["settings", "store"]),
    only("crate::work", &["gateway", "web", "work.rs"]),
    only("crate::peer", &["app.rs", "gateway", "peer.rs", "web"]),
    only(
        "crate::callback",
        &["app.rs", "app", "callback", "gateway", "cli/doctor"],
    ),
    only(
        "crate::settings",
        &["cli", "app.rs", "settings.rs", "settings"],
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
    // A call knows nothing of what it carries.
    Barred {
        place: "callback",
        paths: &["crate::flow", "crate::store"],
    },
];

/// Where one may wait; elsewhere work is plain and quick, or done off the workers.
const ASYNC_PLACES: &[&str] = &[
    "web", "gateway", "callback", "app.rs", "app", "work.rs", "cli",
];

/// What the writer thread tells is awaited: a ticket for each change.
const ASYNC_TICKETS: [(&str, &str); 1] = [("store/mod.rs", "async fn submit")];

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
    offences
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
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
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

mod planted {
    //! Offences planted by hand, beside what looks like one and is none.

    use super::{offences, too_long};

    #[track_caller]
    fn refused(file: &str, source: &str, expected: &[&str]) {
        assert_eq!(offences(file, source), expected, "{source}");
    }

    #[test]
    fn plain_imports_and_paths_are_seen() {
        refused(
            "domain/a.rs",
            "use std::fs;",
            &["domain/a.rs:1 names std::fs"],
        );
        refused(
            "domain/a.rs",
            "\nfn now() { std::time::Instant::now(); }",
            &["domain/a.rs:2 names std::time::Instant::now"],
        );
        refused(
            "web/a.rs",
            "#[derive(diesel::Queryable)] struct A;",
            &["web/a.rs:1 names diesel::Queryable"],
        );
        refused(
            "flow/a.rs",
            "pub use ::actix_web as a;",
            &["flow/a.rs:1 names actix_web"],
        );
    }

    #[test]
    fn trees_are_unfolded() {
        refused(
            "flow/a.rs",
            "use crate::{domain::{self, key::RowKey}, web::{pages as p, *}, store::Store};",
            &[
                "flow/a.rs:1 names crate::web::pages",
                "flow/a.rs:1 names crate::web",
            ],
        );
        refused(
            "domain/a.rs",
            "use std::{time::{Duration, SystemTime}, fmt, net::{IpAddr, TcpStream}};",
            &[
                "domain/a.rs:1 names std::time::SystemTime",
                "domain/a.rs:1 names std::net::TcpStream",
            ],
        );
    }

    #[test]
    fn relative_paths_are_resolved() {
        refused(
            "domain/oauth/a.rs",
            "use super::super::super::store::Store;",
            &["domain/oauth/a.rs:1 names crate::store::Store"],
        );
        refused(
            "store/mod.rs",
            "mod tests { fn a() { super::super::flow::b(); } } use super::flow;",
            &[
                "store/mod.rs:1 names crate::flow::b",
                "store/mod.rs:1 names crate::flow",
            ],
        );
        refused("store/mod.rs", "use self::flow::A; use flow::B;", &[]);
        refused(
            "main.rs",
            "fn main() { vestibule::cli::run(); vestibule::store::open(); vestibule::web::a(); }",
            &["main.rs:1 names crate::web::a"],
        );
    }

    #[test]
    fn comments_texts_and_other_names_are_no_offence() {
        let source = r##"
            //! use diesel::prelude; async
            /* use std::fs; /* nested */ async */
            const A: &str = "use std::fs; \" async";
            const B: &str = r#"crate::store " async"#;
            const C: char = '"'; const D: char = '\''; fn e<'a>(x: &'a str) {}
            use crate::domain::oauth::client::App; use std::net::IpAddr; use std::time::Duration;
            use dieselish::A; fn web() {} fn r#async() {}
            fn f() -> impl Iterator + use<'_> {}
        "##;
        let raw_name = offences("domain/a.rs", &source.replace("r#async", "quick"));
        assert_eq!(raw_name, Vec::<String>::new());
    }

    #[test]
    fn what_follows_a_text_is_still_read() {
        let source =
            "const A: &[&str] = &[\"a\", r\"b\\\", \"c\"];\nconst Q: char = '\\'';\nuse std::fs;";
        refused("domain/a.rs", source, &["domain/a.rs:3 names std::fs"]);
        let source = "let a = ['…', '\\u{7f}', '\\\\', '\"']; \"x\";\nuse std::fs; \"y\";";
        refused("domain/a.rs", source, &["domain/a.rs:2 names std::fs"]);
        let source = "fn a<'a>(b: &'a str, c: char) { c == 'x'; /* ' */ }\nuse std::fs;";
        refused("domain/a.rs", source, &["domain/a.rs:2 names std::fs"]);
    }

    #[test]
    fn waiting_is_allowed_at_the_edges_and_for_tickets() {
        let wait = "async fn a() {}";
        for file in [
            "web/a.rs",
            "cli/serve.rs",
            "app.rs",
            "gateway/a.rs",
            "callback/a.rs",
        ] {
            refused(file, wait, &[]);
        }
        refused("flow/a.rs", wait, &["flow/a.rs:1 is async"]);
        refused(
            "domain/a.rs",
            "let a = async { 1 };",
            &["domain/a.rs:1 is async"],
        );
        let ticket = "pub async fn submit() {}";
        refused("store/mod.rs", ticket, &[]);
        refused(
            "store/mod.rs",
            &format!("{ticket}\n{ticket}"),
            &["store/mod.rs:2 is async"],
        );
        refused("store/mod.rs", wait, &["store/mod.rs:1 is async"]);
        refused("store/load.rs", ticket, &["store/load.rs:1 is async"]);
    }

    #[test]
    fn similar_names_of_places_are_not_mixed_up() {
        refused(
            "website/a.rs",
            "use actix_web::web;",
            &["website/a.rs:1 names actix_web::web"],
        );
        refused(
            "web/a.rs",
            "use actix_web::web; use crate::flow::Clock;",
            &[],
        );
    }

    #[test]
    fn a_long_file_is_seen() {
        assert_eq!(too_long("a.rs", &"\n".repeat(400)), None);
        let refused = too_long("a.rs", &"\n".repeat(401));
        assert_eq!(refused.as_deref(), Some("a.rs has 401 lines"));
    }
}
