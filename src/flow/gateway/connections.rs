//! What a server that holds connections keeps up to date: whose tokens still live, and that it is there.

use crate::domain::change::{Change, Write};
use crate::domain::gateway::token::GatewayNode;
use crate::domain::gateway::{Identified, Liveness, identify};
use crate::domain::key::RowKey;
use crate::flow::{Failure, Platform};
use crate::store::Loaded;

/// A name for a new connection.
pub fn name() -> String {
    identify::make_ident(&mut rand::rng())
}

/// Looks again whether the token of a connection lives.
pub fn look_again(platform: &Platform, who: &mut Identified) -> Loaded<()> {
    let now = platform.clock.now();
    let key = who.token.token.key;
    let found = platform.store.read(|reader| reader.socket_token(key))?;
    who.liveness = match &found {
        Some(standing) if standing.stands(now) => Liveness::Live,
        _ => Liveness::Dead,
    };
    if let Some(found) = found {
        who.token = found;
    }
    Ok(())
}

/// The connection is gone, and its token with it; nobody waits for that.
pub fn left(platform: &Platform, who: &Identified) {
    let at = platform.clock.now();
    let key = who.token.token.key;
    let end = Write::EndSocketToken { key, at };
    platform.store.note(Change::writes(vec![end]));
}

/// This server begins to hold connections.
pub fn open(platform: &Platform) -> Result<RowKey, Failure> {
    let now = platform.clock.now();
    let key = platform.store.next_key(now);
    let node = GatewayNode {
        key,
        renewed_at: now,
        created_at: now,
    };
    let insert = Write::InsertGatewayNode(node);
    platform.store.commit(Change::writes(vec![insert]))?;
    Ok(key)
}

/// It is still there.
pub fn renew(platform: &Platform, key: RowKey) {
    let at = platform.clock.now();
    let renew = Write::RenewGatewayNode { key, at };
    platform.store.note(Change::writes(vec![renew]));
}

/// It stops: its connections are gone.
pub fn close(platform: &Platform, key: RowKey) -> Result<(), Failure> {
    let at = platform.clock.now();
    let end = Write::EndGatewayNode { key, at };
    Ok(platform.store.commit(Change::writes(vec![end]))?)
}

/// Every client with the generation of its secret.
pub fn generations(platform: &Platform) -> Loaded<Vec<(RowKey, i64)>> {
    platform.store.read(|reader| reader.socket_generations())
}
