//! The store, on both databases.
mod catalogue;
mod guards;
mod open;
mod outage;
mod records;
mod sweep;
mod writer;
