//! Changes that most requests make: one new token, or a pair of them for what works once. On a server many of them are
//! the same few statements; on a file, where a statement costs no round trip, each is carried out by itself.

use super::change::carry_out;
use super::engine::db::Db;
use super::engine::held::Held;
#[cfg(feature = "postgres")]
use super::engine::together::MANY;
use super::engine::writer::Hands;
use crate::domain::change::{Change, Guard, Write};
use diesel::QueryResult;

/// How the writer carries out changes.
pub(super) const HANDS: Hands = Hands {
    carry_out,
    is_shared,
    carry_out_all,
};

/// Whether it is such a change.
fn is_shared(change: &Change) -> bool {
    match (&change.only_if, change.then.as_slice()) {
        (None, [write]) => matches!(
            write,
            Write::InsertAccessToken(_) | Write::InsertEndpointToken(_)
        ),
        (Some(Guard::CodeUnredeemed { .. } | Guard::RefreshUnrotated { .. }), writes) => {
            writes.iter().all(is_of_pair)
        }
        _ => false,
    }
}

const fn is_of_pair(write: &Write) -> bool {
    matches!(
        write,
        Write::InsertAccessToken(_)
            | Write::InsertRefreshToken(_)
            | Write::MoveGrantOn { .. }
            | Write::AwaitSessionEnd(_)
    )
}

/// Carries out such changes, as if one after another.
fn carry_out_all(db: &mut Db, changes: &[&Change]) -> QueryResult<Vec<Held>> {
    #[cfg(feature = "postgres")]
    if matches!(db, Db::Postgres(_)) && changes.len() >= MANY {
        return on_server::carry_out(db, changes);
    }
    changes.iter().map(|change| carry_out(db, change)).collect()
}

#[cfg(feature = "postgres")]
mod on_server {
    use crate::domain::change::{Change, Guard, Write};
    use crate::domain::key::RowKey;
    use crate::domain::time::Timestamp;
    use crate::store::Lost;
    use crate::store::broker::rows::EndpointTokenRow;
    use crate::store::change::write_down;
    use crate::store::engine::db::Db;
    use crate::store::engine::held::{Held, held_if_one};
    use crate::store::issued::access_rows::AccessTokenRow;
    use crate::store::issued::rows::RefreshTokenRow;
    use crate::store::issued::together::{move_on, redeem, rotate};
    use diesel::QueryResult;
    use std::collections::{BTreeMap, BTreeSet};

    /// All guards, then all writes of those that hold. Whoever wants what another here has just used up is too late.
    pub fn carry_out(db: &mut Db, changes: &[&Change]) -> QueryResult<Vec<Held>> {
        let (mut codes, mut refreshes) = (BTreeMap::new(), BTreeMap::new());
        for guard in changes.iter().filter_map(|change| change.only_if.as_ref()) {
            match guard {
                Guard::CodeUnredeemed { key, at } => {
                    codes.entry(*key).or_insert(*at);
                }
                Guard::RefreshUnrotated { key, rotation } => {
                    refreshes.entry(*key).or_insert(rotation);
                }
                _ => {}
            }
        }
        let mut redeemed = redeem(db, &codes)?;
        let mut rotated = rotate(db, &refreshes)?;
        let held: Vec<Held> = changes
            .iter()
            .map(|change| match &change.only_if {
                Some(Guard::CodeUnredeemed { key, .. }) => {
                    claim(&mut redeemed, *key, Lost::CodeRedeemed)
                }
                Some(Guard::RefreshUnrotated { key, .. }) => {
                    claim(&mut rotated, *key, Lost::RefreshRotated)
                }
                _ => Held::Yes,
            })
            .collect();
        let writes = changes.iter().zip(&held);
        let writes = writes.filter(|(_, held)| **held == Held::Yes);
        write_all(db, writes.flat_map(|(change, _)| &change.then))?;
        Ok(held)
    }

    fn claim(found: &mut BTreeSet<i64>, key: RowKey, otherwise: Lost) -> Held {
        held_if_one(found.remove(&key.number()).into(), otherwise)
    }

    fn write_all<'a>(db: &mut Db, writes: impl Iterator<Item = &'a Write>) -> QueryResult<()> {
        let (mut access, mut refresh, mut endpoint) = (Vec::new(), Vec::new(), Vec::new());
        let mut moved: BTreeMap<RowKey, Timestamp> = BTreeMap::new();
        let mut others = Vec::new();
        for write in writes {
            match write {
                Write::InsertAccessToken(token) => access.push(token),
                Write::InsertRefreshToken(token) => refresh.push(token),
                Write::InsertEndpointToken(token) => endpoint.push(token),
                Write::MoveGrantOn { key, until } => {
                    let latest = moved.entry(*key).or_insert(*until);
                    *latest = (*latest).max(*until);
                }
                other => others.push(other),
            }
        }
        AccessTokenRow::insert_all(db, &access)?;
        RefreshTokenRow::insert_all(db, &refresh)?;
        EndpointTokenRow::insert_all(db, &endpoint)?;
        move_on(db, &moved)?;
        others
            .into_iter()
            .try_for_each(|write| write_down(db, write))
    }
}
