//! Events as they come. A key is made before its change is durable, and clocks of servers differ: so each look goes back
//! over the keys of a while, and tells what it has not told before.

use crate::domain::audit::Event;
use crate::domain::audit::webhook::all_there;
use crate::domain::key::RowKey;
use crate::flow::{Failure, Platform};
use crate::store::{After, Loaded, Reader};
use std::collections::BTreeSet;

/// Keys that are read at a time.
const PAGE: i64 = 5000;
/// Events that are read at a time.
const SOME: usize = 500;

/// What was told, as far as it may come again.
pub struct Follower {
    /// Since when each look asks for keys.
    from: RowKey,
    told: BTreeSet<RowKey>,
}

impl Follower {
    /// What is there already is not told.
    pub fn begin(platform: &Platform) -> Result<Self, Failure> {
        let from = all_there(platform.clock.now());
        let there = platform.store.read(|reader| all_after(reader, from))?;
        Ok(Self {
            from,
            told: there.into_iter().collect(),
        })
    }

    /// What was written since the last look, in the order of ids.
    pub fn look<E: From<Failure>>(
        &mut self,
        platform: &Platform,
        mut tell: impl FnMut(Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let next = all_there(platform.clock.now());
        for some in self.untold(platform)?.chunks(SOME) {
            let found = platform.store.read(|reader| reader.events_by_keys(some));
            for event in found.map_err(Failure::from)? {
                self.told.insert(event.key);
                tell(event)?;
            }
        }
        // However long it took to the next look, that one begins where this one ends.
        self.from = self.from.max(next);
        self.told = self.told.split_off(&self.from);
        Ok(())
    }

    fn untold(&self, platform: &Platform) -> Result<Vec<RowKey>, Failure> {
        let mut keys = platform.store.read(|reader| all_after(reader, self.from))?;
        keys.retain(|key| !self.told.contains(key));
        Ok(keys)
    }
}

fn all_after(reader: &mut Reader, first: RowKey) -> Loaded<Vec<RowKey>> {
    let mut all: Vec<RowKey> = Vec::new();
    loop {
        let after = After {
            key: all.last().copied().or(Some(first)),
            most: PAGE,
        };
        let some = reader.event_keys(after)?;
        let is_last = i64::try_from(some.len()).is_ok_and(|rows| rows < PAGE);
        all.extend(some);
        if is_last {
            return Ok(all);
        }
    }
}
