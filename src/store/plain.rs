//! Changes that are one insert of a token and nothing else: what most requests write. Many of them are one statement on
//! a server.

use super::broker::rows::EndpointTokenRow;
use super::engine::db::Db;
use super::issued::access_rows::AccessTokenRow;
use crate::domain::broker::endpoint_token::EndpointToken;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::access::AccessToken;
use diesel::QueryResult;

enum Plain<'a> {
    Access(&'a AccessToken),
    Endpoint(&'a EndpointToken),
}

fn plain(change: &Change) -> Option<Plain<'_>> {
    match change.then.as_slice() {
        _ if change.only_if.is_some() => None,
        [Write::InsertAccessToken(token)] => Some(Plain::Access(token)),
        [Write::InsertEndpointToken(token)] => Some(Plain::Endpoint(token)),
        _ => None,
    }
}

/// Whether it is such a change.
pub(super) fn is_plain(change: &Change) -> bool {
    plain(change).is_some()
}

/// Carries out such changes.
pub(super) fn insert_all(db: &mut Db, changes: &[&Change]) -> QueryResult<()> {
    let (mut access, mut endpoint) = (Vec::new(), Vec::new());
    for token in changes.iter().filter_map(|change| plain(change)) {
        match token {
            Plain::Access(token) => access.push(token),
            Plain::Endpoint(token) => endpoint.push(token),
        }
    }
    AccessTokenRow::insert_all(db, &access)?;
    EndpointTokenRow::insert_all(db, &endpoint)
}
