//! A server starts.

use crate::domain::audit::happened::Happened;
use crate::domain::change::Change;
use crate::flow::{Failure, Platform};
use crate::store::Store;

pub fn started(platform: &Platform) -> Result<(), Failure> {
    let happened = Happened::Started {
        version: env!("CARGO_PKG_VERSION"),
        schema: Store::schema().map_err(|error| Failure::Bug(error.to_string()))?,
    };
    let event = platform.event(&happened, platform.clock.now());
    Ok(platform.store.commit(Change::writes(vec![event.into()]))?)
}
