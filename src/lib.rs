//! Vestibule signs people in to a platform, for apps that other people write.
//!
//! The tree is the architecture. Read it in this order:
//!
//! | folder | its one job |
//! |---|---|
//! | [`domain`] | the rules: plain functions over plain data, no IO, no clock, no dice |
//! | [`flow`] | the order of work: one file per request: load, decide, commit, answer |
//! | [`store`] | the memory: SQLite or PostgreSQL, readers and one group-committing writer |
//! | [`gateway`] | the socket edge: Socket.IO on a listener of its own |
//! | [`web`] | the HTTP edge: reads requests, runs a flow, writes answers |
//! | [`work`] | waiting for the store, for both edges |
//! | [`peer`] | who that is, behind proxies, for both edges |
//! | [`callback`] | calls to other people's servers: one signed POST, bounded, and only where it may go |
//! | [`mail`] | handing mail to a server: the only place that speaks SMTP |
//! | [`metrics`] | numbers of what is done, for a collector: the only place that names its format |
//! | [`passkeys`] | WebAuthn: the only place that names its library |
//! | [`signing`] | signatures: the only place that names the libraries that make them |
//! | [`settings`] | what an operator may set |
//! | [`files`] | files that are made: private, and owned by whoever is to use them |
//! | [`app`] | puts settings, store and web together; the only file that knows them all |
//! | [`cli`] | one file per command |
//!
//! Imports go one way: `main -> cli -> app -> web -> flow -> domain <- store`, and `flow -> store`. A test
//! reads the sources and fails on any other.
//!
//! The life of an authorization request is drawn in `docs/architecture.md`.

pub mod app;
pub mod callback;
pub mod cli;
pub mod domain;
mod files;
pub mod flow;
pub mod gateway;
pub mod mail;
pub mod metrics;
pub mod passkeys;
pub mod peer;
pub mod settings;
pub mod signing;
#[cfg_attr(
    not(feature = "postgres"),
    expect(
        dead_code,
        irrefutable_let_patterns,
        unused_imports,
        unused_variables,
        reason = "what only PostgreSQL needs stays where it is read"
    )
)]
pub mod store;
pub mod web;
pub mod work;
