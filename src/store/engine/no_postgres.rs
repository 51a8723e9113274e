//! In place of `postgres` where the program was built without it: there is no such server, and whoever names one is told
//! how to build the program with it.

use super::fault::ConnectFault;
use super::role::Role;
use std::convert::Infallible;
use std::time::Duration;

const ABSENT: &str = "this program was built for SQLite alone: build it with its default features (`cargo build \
     --locked --profile dist`)";

/// There is none.
#[derive(Clone, Debug)]
pub enum Server {}

impl Server {
    pub fn find(_url: &str, _patience: Duration) -> Result<Self, ConnectFault> {
        Err(ConnectFault::new(ABSENT))
    }

    pub fn connect(&self, _role: Role) -> Result<Infallible, ConnectFault> {
        match *self {}
    }

    pub fn is_pooled(&self) -> bool {
        match *self {}
    }
}
