//! A database before it is opened. Where it is was found out once: on PostgreSQL that takes connections of its own.

use super::engine::address::Address;
use super::engine::check;
use super::{OpenError, OpenOptions, Store};

pub struct Database {
    address: Address,
    options: OpenOptions,
}

impl Database {
    pub fn find(options: OpenOptions) -> Result<Self, OpenError> {
        let address = Address::find(&options)?;
        Ok(Self { address, options })
    }

    /// Whether there is one with something in it; looks without making one.
    pub fn is_made(&self) -> Result<bool, OpenError> {
        check::is_made(&self.address)
    }

    /// See [`Store::open`].
    pub fn open(&self) -> Result<Store, OpenError> {
        Store::open_at(&self.address, &self.options)
    }
}
