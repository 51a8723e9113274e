//! Rows of the socket gateway.

use crate::domain::gateway::client::{SecretMac, SocketClient, Source};
use crate::domain::gateway::session::{SocketSession, UserMac};
use crate::domain::gateway::token::{GatewayNode, SocketToken, SocketTokenStanding};
use crate::domain::key::RowKey;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::{gateway_nodes, socket_clients, socket_sessions, socket_tokens};
use diesel::{Queryable, Selectable};

row! {
    /// The version is moved on by the guard alone.
    #[derive(diesel::AsChangeset)]
    #[diesel(primary_key(key), treat_none_as_null = true)]
    pub struct SocketClientRow of SocketClient in socket_clients by key {
        key: RowKey,
        #[diesel(skip_update)]
        name: String,
        secret_mac: SecretMac,
        generation: i64,
        webhook_url: Option<String>,
        webhook_key_generation: i64,
        source: Source,
        #[diesel(skip_update)]
        created_at: Timestamp,
        updated_at: Timestamp,
        #[diesel(skip_update)]
        version: i64,
    }
}

row! {
    pub struct GatewayNodeRow of GatewayNode in gateway_nodes by key {
        key: RowKey,
        renewed_at: Timestamp,
        created_at: Timestamp,
    }
}

row! {
    pub struct SocketTokenRow of SocketToken in socket_tokens by key {
        key: RowKey,
        secret_hash: TokenHash,
        client_key: RowKey,
        generation: i64,
        ident: String,
        node_key: RowKey,
        expires_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}

/// What a token hangs on, of its client.
#[derive(Queryable, Selectable)]
#[diesel(table_name = socket_clients)]
pub struct HolderRow {
    name: String,
    generation: i64,
}

impl SocketTokenRow {
    pub fn with(self, client: HolderRow, renewed_at: i64) -> Loaded<SocketTokenStanding> {
        Ok(SocketTokenStanding {
            token: self.record()?,
            client_name: client.name,
            client_generation: client.generation,
            renewed_at: Timestamp::from_millis(renewed_at),
        })
    }
}

row! {
    pub struct SocketSessionRow of SocketSession in socket_sessions by key {
        key: RowKey,
        client_key: RowKey,
        user_mac: UserMac,
        session_id: String,
        last_seen_at: Timestamp,
        created_at: Timestamp,
    }
}

impl Column for SecretMac {
    type Kept = Vec<u8>;

    fn keep(&self) -> Vec<u8> {
        self.bytes().to_vec()
    }

    fn restore(bytes: Vec<u8>) -> Option<Self> {
        Self::from_bytes(&bytes)
    }
}

impl Column for UserMac {
    type Kept = Vec<u8>;

    fn keep(&self) -> Vec<u8> {
        self.bytes().to_vec()
    }

    fn restore(bytes: Vec<u8>) -> Option<Self> {
        Self::from_bytes(&bytes)
    }
}
