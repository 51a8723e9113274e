//! The command line, run as the real program.

mod app;
mod app_edit;
mod db;
pub mod place;
mod shape;
mod user;
