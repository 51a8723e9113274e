//! Apps in memory, each valid exactly as long as its stamp in the database is the one it was loaded with. The stamp
//! comes with every answer, in the same statement: nothing is ever stale, on any number of servers, and nothing has to
//! time out.

use crate::domain::oauth::client::{ClientName, KnownApp};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How many are kept; of more, any one makes room. An app takes a few kilobytes.
const MOST: usize = 2048;

#[derive(Default)]
pub struct KnownApps(RwLock<HashMap<ClientName, Arc<KnownApp>>>);

impl KnownApps {
    pub fn get(&self, name: &ClientName) -> Option<Arc<KnownApp>> {
        let apps = self.0.read().unwrap_or_else(PoisonError::into_inner);
        apps.get(name).cloned()
    }

    pub fn keep(&self, name: &ClientName, app: &Arc<KnownApp>) {
        let mut apps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if apps.len() >= MOST
            && let Some(any) = apps.keys().next().cloned()
        {
            apps.remove(&any);
        }
        apps.insert(name.clone(), Arc::clone(app));
    }

    pub fn forget(&self, name: &ClientName) {
        let mut apps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        apps.remove(name);
    }
}
