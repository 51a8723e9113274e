//! Loading what the socket gateway works with.

use super::rows::{GatewayNodeRow, HolderRow, SocketClientRow, SocketSessionRow, SocketTokenRow};
use crate::domain::gateway::client::SocketClient;
use crate::domain::gateway::session::{SocketSession, UserMac};
use crate::domain::gateway::token::{GatewayNode, SocketTokenStanding};
use crate::domain::key::RowKey;
use crate::store::Loaded;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{gateway_nodes, socket_clients, socket_sessions, socket_tokens};
use crate::store::engine::spot::{Spot, is_text};
use diesel::prelude::*;

// As in `accounts`: no `first()` and no `limit()`, which SQLite would prepare again on every call.

impl Reader {
    pub fn socket_client(&mut self, name: &str) -> Loaded<Option<SocketClient>> {
        if !is_text(name) {
            return Ok(None);
        }
        self.one("socket_clients", SocketClientRow::record, |db| {
            let found = socket_clients::table.filter(socket_clients::name.eq(name));
            on_either!(db, db => found.select(SocketClientRow::as_select()).get_result(db))
        })
    }

    /// All, by name.
    pub fn socket_clients(&mut self) -> Loaded<Vec<SocketClient>> {
        self.all("socket_clients", SocketClientRow::record, |db| {
            let all = socket_clients::table.order(socket_clients::name);
            all.select(SocketClientRow::as_select()).load(db)
        })
    }

    /// Key and generation of all clients, whose connections are looked after every second.
    pub fn socket_generations(&mut self) -> Loaded<Vec<(RowKey, i64)>> {
        let record = |(key, generation)| {
            let key = Spot::of("socket_clients", key).read("key", key)?;
            Ok((key, generation))
        };
        self.all("socket_clients", record, |db| {
            let all =
                socket_clients::table.select((socket_clients::key, socket_clients::generation));
            on_either!(db, db => all.load(db))
        })
    }

    /// The servers of the gateway that are there or were a while ago, oldest first.
    pub fn gateway_nodes(&mut self) -> Loaded<Vec<GatewayNode>> {
        self.all("gateway_nodes", GatewayNodeRow::record, |db| {
            let all = gateway_nodes::table.order(gateway_nodes::key);
            all.select(GatewayNodeRow::as_select()).load(db)
        })
    }

    pub fn socket_token(&mut self, key: RowKey) -> Loaded<Option<SocketTokenStanding>> {
        let record =
            |(token, client, renewed_at): (SocketTokenRow, _, _)| token.with(client, renewed_at);
        self.one("socket_tokens", record, |db| {
            let joined = socket_tokens::table
                .inner_join(
                    socket_clients::table.on(socket_clients::key.eq(socket_tokens::client_key)),
                )
                .inner_join(gateway_nodes::table.on(gateway_nodes::key.eq(socket_tokens::node_key)))
                .filter(socket_tokens::key.eq(key.number()));
            on_either!(db, db => joined
                .select((
                    SocketTokenRow::as_select(),
                    HolderRow::as_select(),
                    gateway_nodes::renewed_at,
                ))
                .get_result(db))
        })
    }

    pub fn socket_session_of(
        &mut self,
        client_key: RowKey,
        user: &UserMac,
    ) -> Loaded<Option<SocketSession>> {
        self.one("socket_sessions", SocketSessionRow::record, |db| {
            let found = socket_sessions::table
                .filter(socket_sessions::client_key.eq(client_key.number()))
                .filter(socket_sessions::user_mac.eq(user.bytes().as_slice()));
            on_either!(db, db => found.select(SocketSessionRow::as_select()).get_result(db))
        })
    }

    /// Of this client: another's is as good as none.
    pub fn socket_session(
        &mut self,
        client_key: RowKey,
        session_id: &str,
    ) -> Loaded<Option<SocketSession>> {
        if !is_text(session_id) {
            return Ok(None);
        }
        self.one("socket_sessions", SocketSessionRow::record, |db| {
            let found = socket_sessions::table
                .filter(socket_sessions::session_id.eq(session_id))
                .filter(socket_sessions::client_key.eq(client_key.number()));
            on_either!(db, db => found.select(SocketSessionRow::as_select()).get_result(db))
        })
    }

    /// Whether this client, or one connection of it, has a token that was not ended.
    pub fn has_socket_token(&mut self, client_key: RowKey, ident: Option<&str>) -> Loaded<bool> {
        if ident.is_some_and(|ident| !is_text(ident)) {
            return Ok(false);
        }
        self.query("socket_tokens", |db| {
            on_either!(db, db => {
                let mut live = socket_tokens::table
                    .filter(socket_tokens::client_key.eq(client_key.number()))
                    .filter(socket_tokens::ended_at.is_null())
                    .into_boxed();
                if let Some(ident) = ident {
                    live = live.filter(socket_tokens::ident.eq(ident));
                }
                diesel::select(diesel::dsl::exists(live)).get_result(db)
            })
        })
    }
}
