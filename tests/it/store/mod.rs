//! The store, on both databases.
mod apps;
mod broker;
mod broker_sweep;
mod catalogue;
mod guards;
mod issued;
mod issued_races;
mod issued_sweep;
mod issued_upgrade;
mod open;
mod outage;
mod sweep;
mod tokens;
mod users;
mod writer;
