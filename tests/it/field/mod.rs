//! What people ran into, and never again: faults of the field, each under its letter and number (`o01_…` operators,
//! `p05_…` programs and pages, `s03_…` security, `r02_…` seen while reading). A file for each group that was mended
//! together; where a fault had neighbours, their tests stand beside it.

mod addresses;
mod admin_sign_in;
mod at_once;
mod backup;
mod brakes;
mod clocks;
mod database_texts;
mod ending;
mod epochs;
mod epochs_upgrade;
mod failover;
mod files;
mod folders;
mod foreign_hashes;
mod forwarded;
mod guessing;
mod hands;
mod header_bytes;
mod mailbox;
#[cfg(target_os = "linux")]
mod memory;
mod one_address;
mod origins;
mod own_pages;
mod ownership;
mod places;
mod postgres;
mod presses;
mod printed;
mod programs;
mod ready;
mod refusals;
mod restore;
mod settings;
mod silent;
mod slow_database;
mod strangers;
mod told;
mod unread;
mod untaken;
mod withdrawn;
