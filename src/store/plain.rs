//! Changes that are one insert of a token and nothing else: what most requests write. Many of them are one statement on
//! a server.

use super::broker::rows::EndpointTokenRow;
use super::engine::db::Db;
use super::issued::rows::AccessTokenRow;
use crate::domain::change::{Change, Write};
use diesel::QueryResult;

/// Whether it is such a change.
pub(super) fn is_plain(change: &Change) -> bool {
    let is_token = matches!(
        change.then.as_slice(),
        [Write::InsertAccessToken(_) | Write::InsertEndpointToken(_)]
    );
    change.only_if.is_none() && is_token
}

pub(super) fn insert_all(db: &mut Db, changes: &[&Change]) -> QueryResult<()> {
    let (mut access, mut endpoint) = (Vec::new(), Vec::new());
    for write in changes.iter().flat_map(|change| &change.then) {
        match write {
            Write::InsertAccessToken(token) => access.push(token),
            Write::InsertEndpointToken(token) => endpoint.push(token),
            _ => {}
        }
    }
    AccessTokenRow::insert_all(db, &access)?;
    EndpointTokenRow::insert_all(db, &endpoint)
}
