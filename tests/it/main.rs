//! All tests in one binary: it links once. The folders mirror `src`; `kit` is what tests work with.

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

mod architecture;
mod broker;
mod browser;
mod browser_kit;
mod callback;
mod cli;
mod clients;
mod dependencies;
mod disk_full;
mod docs;
mod domain;
mod field;
mod gateway;
mod http_kit;
mod kill;
mod kit;
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
mod rfc9207;
mod rfc9700;
mod rfc_table;
mod server_kit;
mod settings;
mod store;
mod web;
mod wire;
