//! The store, on both databases.
mod apps;
mod catalogue;
mod guards;
mod issued;
mod issued_sweep;
mod issued_upgrade;
mod open;
mod outage;
mod sweep;
mod tokens;
mod users;
mod writer;
