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
        "flow/a.rs",
        "store/ask.rs",
    ] {
        refused(file, wait, &[]);
    }
    refused("store/asked/a.rs", wait, &["store/asked/a.rs:1 is async"]);
    refused(
        "domain/a.rs",
        "let a = async { 1 };",
        &["domain/a.rs:1 is async"],
    );
    let ticket = "pub async fn submit() {}";
    refused("store/handle.rs", ticket, &[]);
    refused(
        "store/handle.rs",
        &format!("{ticket}\n{ticket}"),
        &["store/handle.rs:2 is async"],
    );
    refused("store/handle.rs", wait, &["store/handle.rs:1 is async"]);
    refused(
        "store/apps/load.rs",
        ticket,
        &["store/apps/load.rs:1 is async"],
    );
}

#[test]
fn an_awaited_flow_that_blocks_its_worker_is_seen() {
    let blocks = "async fn a(p: &P) -> T { if b { p\n.store\n.read(c)?; } }";
    refused("flow/a.rs", blocks, &["flow/a.rs:3 blocks a worker"]);
    let commits = "async fn a() {}\nasync fn b(s: S) { loop { s.store.commit(d) } }";
    refused("flow/a.rs", commits, &["flow/a.rs:2 blocks a worker"]);
    let plain =
        "async fn a(p: &P) { p.store.visit(b).await; p.note(c) }\nfn d(p: &P) { p.store.read(e) }";
    refused("flow/a.rs", plain, &[]);
}

#[test]
fn an_edge_that_asks_the_store_is_seen() {
    let source = "fn a(p: &Platform) { p\n.store.read(b); p.stores.c; store.d() }";
    refused("web/a.rs", source, &["web/a.rs:2 asks the store"]);
    refused("gateway/a.rs", source, &["gateway/a.rs:2 asks the store"]);
    refused("flow/a.rs", source, &[]);
    let named = ["web/a.rs:1 names crate::store::LoadError"];
    refused("web/a.rs", "use crate::store::LoadError;", &named);
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

#[test]
fn what_became_of_a_commit_is_for_flows_alone() {
    for file in ["app/a.rs", "cli/a.rs", "web/a.rs"] {
        let expected = format!("{file}:1 names CommitError");
        refused(file, "use crate::flow::CommitError;", &[&expected]);
    }
    for file in ["flow/a.rs", "work.rs", "store/a.rs"] {
        refused(file, "use crate::store::CommitError;", &[]);
    }
}
