//! Secrets that an older server key sealed are sealed with the one of today, while both are accepted.

use crate::domain::change::{Change, Write};
use crate::domain::factor::authenticator::Authenticator;
use crate::domain::factor::write::FactorWrite;
use crate::flow::{Failure, Platform};
use crate::store::After;

/// How many at a time.
const BATCH: i64 = 500;

/// What the server key of today did not seal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unopened {
    /// A key that is accepted still opens them.
    pub under_others: usize,
    /// No key of ours does.
    pub lost: usize,
}

/// Seals anew what can be opened; how many that were.
pub fn reseal(platform: &Platform) -> Result<usize, Failure> {
    let mut count = 0;
    by_batches(platform, |batch| {
        let anew = batch.iter().filter_map(|one| {
            let secret = one.sealed_anew(&platform.key, &mut rand::rng())?;
            let key = one.key;
            Some(Write::Factor(FactorWrite::SealAnew { key, secret }))
        });
        let writes: Vec<Write> = anew.collect();
        count += writes.len();
        if writes.is_empty() {
            return Ok(());
        }
        Ok(platform.store.commit(Change::writes(writes))?)
    })?;
    Ok(count)
}

/// Counts, and changes nothing.
pub fn unopened(platform: &Platform) -> Result<Unopened, Failure> {
    let mut counted = Unopened::default();
    by_batches(platform, |batch| {
        let opened = batch.iter().filter(|one| one.open(&platform.key).is_some());
        let opened = opened.count();
        counted.under_others += opened;
        counted.lost += batch.len() - opened;
        Ok(())
    })?;
    Ok(counted)
}

fn by_batches(
    platform: &Platform,
    mut with: impl FnMut(&[Authenticator]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let current = platform.key.fingerprint();
    let mut key = None;
    loop {
        let after = After { key, most: BATCH };
        let batch = platform
            .store
            .read(|reader| reader.authenticators(&current, after))?;
        let Some(last) = batch.last() else {
            return Ok(());
        };
        key = Some(last.key);
        with(&batch)?;
    }
}
