//! The store, on both databases.
mod apps;
mod catalogue;
mod guards;
mod open;
mod outage;
mod sweep;
mod tokens;
mod users;
mod writer;
