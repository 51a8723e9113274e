//! Rows of the socket gateway, and their way into the domain's records and back.

use crate::domain::gateway::client::{SecretMac, SocketClient, Source};
use crate::domain::gateway::session::{SocketSession, UserMac};
use crate::domain::gateway::token::{GatewayNode, SocketToken, SocketTokenStanding};
use crate::store::engine::schema::{gateway_nodes, socket_clients, socket_sessions, socket_tokens};
use crate::store::engine::spot::{Spot, millis, time};
use crate::store::{LoadError, Loaded};
use diesel::{AsChangeset, Insertable, Queryable, Selectable};

/// The version is moved on by the guard alone.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = socket_clients, primary_key(key), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct SocketClientRow {
    key: i64,
    #[diesel(skip_update)]
    name: String,
    secret_mac: Vec<u8>,
    generation: i64,
    webhook_url: Option<String>,
    webhook_key_generation: i64,
    source: String,
    #[diesel(skip_update)]
    created_at: i64,
    updated_at: i64,
    #[diesel(skip_update)]
    version: i64,
}

impl From<&SocketClient> for SocketClientRow {
    fn from(client: &SocketClient) -> Self {
        Self {
            key: client.key.number(),
            name: client.name.clone(),
            secret_mac: client.secret.bytes().to_vec(),
            generation: client.generation,
            webhook_url: client.webhook_url.clone(),
            webhook_key_generation: client.webhook_key_generation,
            source: client.source.word().to_owned(),
            created_at: client.created_at.millis(),
            updated_at: client.updated_at.millis(),
            version: client.version,
        }
    }
}

impl TryFrom<SocketClientRow> for SocketClient {
    type Error = LoadError;

    fn try_from(row: SocketClientRow) -> Loaded<Self> {
        let spot = Spot::of("socket_clients", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            name: row.name,
            secret: spot.need("secret_mac", SecretMac::from_bytes(&row.secret_mac))?,
            generation: row.generation,
            webhook_url: row.webhook_url,
            webhook_key_generation: row.webhook_key_generation,
            source: spot.need("source", Source::from_word(&row.source))?,
            created_at: time(row.created_at),
            updated_at: time(row.updated_at),
            version: row.version,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = gateway_nodes)]
pub struct GatewayNodeRow {
    key: i64,
    renewed_at: i64,
    created_at: i64,
}

impl From<&GatewayNode> for GatewayNodeRow {
    fn from(node: &GatewayNode) -> Self {
        Self {
            key: node.key.number(),
            renewed_at: node.renewed_at.millis(),
            created_at: node.created_at.millis(),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = socket_tokens, treat_none_as_default_value = false)]
pub struct SocketTokenRow {
    key: i64,
    secret_hash: Vec<u8>,
    client_key: i64,
    generation: i64,
    ident: String,
    node_key: i64,
    expires_at: Option<i64>,
    ended_at: Option<i64>,
    created_at: i64,
}

impl From<&SocketToken> for SocketTokenRow {
    fn from(token: &SocketToken) -> Self {
        Self {
            key: token.key.number(),
            secret_hash: token.secret_hash.bytes().to_vec(),
            client_key: token.client_key.number(),
            generation: token.generation,
            ident: token.ident.clone(),
            node_key: token.node_key.number(),
            expires_at: millis(token.expires_at),
            ended_at: millis(token.ended_at),
            created_at: token.created_at.millis(),
        }
    }
}

impl TryFrom<SocketTokenRow> for SocketToken {
    type Error = LoadError;

    fn try_from(row: SocketTokenRow) -> Loaded<Self> {
        let spot = Spot::of("socket_tokens", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            client_key: spot.key("client_key", row.client_key)?,
            generation: row.generation,
            ident: row.ident,
            node_key: spot.key("node_key", row.node_key)?,
            expires_at: row.expires_at.map(time),
            ended_at: row.ended_at.map(time),
            created_at: time(row.created_at),
        })
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
            token: self.try_into()?,
            client_name: client.name,
            client_generation: client.generation,
            renewed_at: time(renewed_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = socket_sessions)]
pub struct SocketSessionRow {
    key: i64,
    client_key: i64,
    user_mac: Vec<u8>,
    session_id: String,
    last_seen_at: i64,
    created_at: i64,
}

impl From<&SocketSession> for SocketSessionRow {
    fn from(session: &SocketSession) -> Self {
        Self {
            key: session.key.number(),
            client_key: session.client_key.number(),
            user_mac: session.user.bytes().to_vec(),
            session_id: session.session_id.clone(),
            last_seen_at: session.last_seen_at.millis(),
            created_at: session.created_at.millis(),
        }
    }
}

impl TryFrom<SocketSessionRow> for SocketSession {
    type Error = LoadError;

    fn try_from(row: SocketSessionRow) -> Loaded<Self> {
        let spot = Spot::of("socket_sessions", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            client_key: spot.key("client_key", row.client_key)?,
            user: spot.need("user_mac", UserMac::from_bytes(&row.user_mac))?,
            session_id: row.session_id,
            last_seen_at: time(row.last_seen_at),
            created_at: time(row.created_at),
        })
    }
}
