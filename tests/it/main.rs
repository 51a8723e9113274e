//! All tests in one binary: it links once. The folders mirror `src`; `kit` is what tests work with.
//!
//! # How to write a test here
//!
//! **Where.** A rule, which is a function over data: `domain/`. What comes back over HTTP: `web/`, `broker/`, and over
//! sockets `gateway/`. What rows become, and what a database refuses: `store/`. A command: `cli/`. What a person sees
//! in Chromium: `browser/`. Whole journeys that went wrong for somebody: `field/`. A sentence of an RFC goes into its
//! `rfc*`, quoted above the test; `docs/rfc.md` is written from there. Bytes that only have to stay as they are need no test of their own: add the request to `tests/wire` (see `wire`).
//!
//! **How it begins.** The story is a closure, run on SQLite and on PostgreSQL:
//!
//! - `each_app(SETTINGS, |app| …)` starts the server in this process, on a port of its own, with a clock that stands
//!   until `app.advance(…)`. `each_with_ada`, `each_desktop`, `each_program`, `each_web_app` and `each_signed_in` begin
//!   with what most stories need; `each_client` (sockets) and `each_server` (broker) likewise. All are in the `mod.rs`
//!   of `web`, `gateway` and `broker`.
//! - `each_db(|db| …)` gives an empty database, where there are two servers, or rows to look at.
//! - `one_app` is for what no database decides; `…_at_once` for what waits more than it works.
//! - `Home::new(SETTINGS)` with `.serves()` is the real program as a process: for signals, files and commands.
//!
//! **What it works with.** `app.stranger()` is a client with its own cookies: `get`, `post_form`, and `page.form("Allow")`
//! to press. `kit::program` is an app's server at the token endpoint (`trades`, `redeems`, `gives_pair`, `refuses`),
//! `kit::exact` compares whole answers of the authorization endpoint, `kit::socket` speaks Socket.IO and
//! `kit::broker_socket` its first generation, `kit::browser` drives Chromium, `kit::samples` has rows, `kit::root` reads
//! files of this repository.
//!
//! **What makes it good.** Its name is a sentence that is true. Beside what is allowed stands what is refused, with
//! its exact words. It was seen to fail. Nothing sleeps to let time pass: `advance`, or wait for the condition
//! (`waits_for`). What must go round by the thousand takes its number from `kit::rounds`, if it alone takes a minute.
//! A program that may be missing is looked for, and `skip` says so: with `scripts/test --install`, nothing may be.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what cannot be has to stop loudly"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a table of cases, or a story told in one go, is one function"
)]

mod admin;
mod architecture;
mod audit;
mod broker;
mod browser;
mod browser_kit;
mod callback;
mod cli;
mod clients;
mod dependencies;
mod developers;
mod disk_full;
mod docs;
mod domain;
mod factors;
mod field;
mod gateway;
mod http_kit;
mod kill;
mod kit;
mod mail;
mod metrics;
mod openid;
mod pages;
mod proxy;
mod races;
mod races_token;
mod rfc6749;
mod rfc6750;
mod rfc7009;
mod rfc7636;
mod rfc7662;
mod rfc8414;
mod rfc8628;
mod rfc9207;
mod rfc9700;
mod rfc_table;
mod server_kit;
mod settings;
mod store;
mod web;
mod wire;
