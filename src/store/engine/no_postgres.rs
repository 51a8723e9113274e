//! In place of `postgres` where the program was built without it: there is no such server. The settings refuse one before,
//! with a way out.

use super::fault::ConnectFault;
use super::role::Role;
use std::convert::Infallible;
use std::time::Duration;

/// There is none.
#[derive(Clone, Debug)]
pub enum Server {}

impl Server {
    pub fn find(_url: &str, _patience: Duration) -> Result<Self, ConnectFault> {
        Err(ConnectFault::new("this build has SQLite alone"))
    }

    pub fn connect(&self, _role: Role) -> Result<Infallible, ConnectFault> {
        match *self {}
    }

    pub fn is_pooled(&self) -> bool {
        match *self {}
    }
}
