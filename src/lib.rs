//! map
#![allow(unused)]
pub mod cli;
pub mod domain;
pub mod flow;
pub mod settings;
pub mod store;
