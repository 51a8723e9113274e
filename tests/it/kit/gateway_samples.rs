//! Records of the socket gateway to put into a store.

use super::db::START;
use super::samples::{hash, key};
use std::time::Duration;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::gateway::client::{SecretMac, SocketClient, Source};
use vestibule::domain::gateway::session::{SocketSession, UserMac};
use vestibule::domain::gateway::token::{GatewayNode, SocketToken};
use vestibule::store::Store;

pub fn secret_mac(number: u8) -> SecretMac {
    SecretMac::from_bytes(&[number; 32]).expect("32 bytes")
}

pub fn socket_client(number: i64, name: &str) -> SocketClient {
    SocketClient {
        key: key(number),
        name: name.to_owned(),
        secret_mac: secret_mac(1),
        generation: 1,
        webhook_url: Some("https://bot.example/hook".to_owned()),
        webhook_key_generation: 2,
        source: Source::CommandLine,
        created_at: START,
        updated_at: START.plus(Duration::from_millis(1)),
        version: 1,
    }
}

pub fn node(number: i64) -> GatewayNode {
    GatewayNode {
        key: key(number),
        renewed_at: START.plus(Duration::from_secs(10)),
        created_at: START,
    }
}

/// Of client 1, held by server 1.
pub fn socket_token(number: i64) -> SocketToken {
    SocketToken {
        key: key(number),
        secret_hash: hash("socket token"),
        client_key: key(1),
        generation: 1,
        ident: format!("IDENT{number:03}"),
        node_key: key(1),
        expires_at: None,
        ended_at: None,
        created_at: START.plus(Duration::from_millis(2)),
    }
}

pub fn user_mac(number: u8) -> UserMac {
    UserMac::from_bytes(&[number; 32]).expect("32 bytes")
}

/// Of client 1 and the user of this number.
pub fn socket_session(number: u8) -> SocketSession {
    SocketSession {
        key: key(i64::from(number)),
        client_key: key(1),
        user_mac: user_mac(number),
        session_id: format!("session{number:09}"),
        last_seen_at: START.plus(Duration::from_millis(3)),
        created_at: START,
    }
}

/// Clients 1 (facebook) and 2 (bridge), servers 1 and 2.
pub fn settle_gateway(store: &Store) {
    let writes = vec![
        Write::InsertSocketClient(socket_client(1, "facebook")),
        Write::InsertSocketClient(socket_client(2, "bridge")),
        Write::InsertGatewayNode(node(1)),
        Write::InsertGatewayNode(node(2)),
    ];
    store.commit(Change::writes(writes)).expect("settles");
}
