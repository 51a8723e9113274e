//! Lists of socket clients, as admins see them: a part at a time, each by an index that has its order; and how many of
//! their connections there are now.

use crate::domain::answer::admin::clients::ClientLine;
use crate::domain::gateway::client::SocketClient;
use crate::domain::gateway::token::LEASE;
use crate::domain::keyset::{Beginning, Part};
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::counting::Counting;
use crate::store::engine::db::on_either;
use crate::store::engine::lower::lower;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{gateway_nodes, socket_clients, socket_tokens};
use crate::store::engine::spot::Spot;
use diesel::prelude::*;

/// Key, name, webhook, source, when it was added.
type Line = (i64, String, Option<String>, String, i64);

fn line((key, name, webhook_url, source, created_at): Line) -> Loaded<ClientLine> {
    let spot = Spot::of("socket_clients", key);
    Ok(ClientLine {
        key: spot.read("key", key)?,
        name,
        webhook_url,
        source: spot.read("source", source)?,
        added: Timestamp::from_millis(created_at),
    })
}

/// All, or those whose names begin so; not ordered yet.
macro_rules! sought {
    ($name:expr) => {{
        let mut query = socket_clients::table.into_boxed();
        query = match $name {
            Some(Beginning { from, before }) => query
                .filter(lower(socket_clients::name).ge(from))
                .filter(lower(socket_clients::name).lt(before)),
            // All of them: so it is the index that is read.
            None => query.filter(socket_clients::key.gt(0)),
        };
        query
    }};
}

impl Reader {
    /// From the cursor on in the direction of the part, nearest first: the newest, or by name where names are sought.
    pub fn listed_socket_clients(
        &mut self,
        name: Option<&Beginning>,
        part: &Part,
        most: i64,
    ) -> Loaded<Vec<ClientLine>> {
        let cursor = part.cursor();
        let folded = cursor.map(|cursor| cursor.value.to_ascii_lowercase());
        self.all("socket_clients", line, |db| {
            on_either!(db, db => {
                let mut query = sought!(name);
                query = match (name, part.is_backward()) {
                    (None, false) => query.order(socket_clients::key.desc()),
                    (None, true) => query.order(socket_clients::key.asc()),
                    (Some(_), false) => query
                        .order((lower(socket_clients::name).asc(), socket_clients::name.asc())),
                    (Some(_), true) => query
                        .order((lower(socket_clients::name).desc(), socket_clients::name.desc())),
                };
                if let (Some(cursor), Some(folded)) = (cursor, &folded) {
                    // The first comparison alone is a range of the index.
                    let value = &cursor.value;
                    query = match (name, part.is_backward()) {
                        (None, false) => query.filter(socket_clients::key.lt(cursor.key)),
                        (None, true) => query.filter(socket_clients::key.gt(cursor.key)),
                        (Some(_), false) => query
                            .filter(lower(socket_clients::name).ge(folded))
                            .filter(lower(socket_clients::name).gt(folded).or(socket_clients::name.gt(value))),
                        (Some(_), true) => query
                            .filter(lower(socket_clients::name).le(folded))
                            .filter(lower(socket_clients::name).lt(folded).or(socket_clients::name.lt(value))),
                    };
                }
                query
                    .limit(most)
                    .select((
                        socket_clients::key,
                        socket_clients::name,
                        socket_clients::webhook_url,
                        socket_clients::source,
                        socket_clients::created_at,
                    ))
                    .load(db)
            })
        })
    }

    /// How many such a list has, up to one more than `most`.
    pub fn count_listed_socket_clients(
        &mut self,
        name: Option<&Beginning>,
        most: i64,
    ) -> Loaded<i64> {
        self.query("socket_clients", |db| {
            on_either!(db, db => {
                let some = sought!(name).select(socket_clients::key).limit(most + 1);
                Counting(some).get_result(db)
            })
        })
    }

    /// How many connections of a client have a token that is good, at servers that are there; up to one more than `most`.
    pub fn count_connections_of(
        &mut self,
        client: &SocketClient,
        now: Timestamp,
        most: i64,
    ) -> Loaded<i64> {
        self.query("socket_tokens", |db| {
            let held = socket_tokens::table
                .inner_join(gateway_nodes::table.on(gateway_nodes::key.eq(socket_tokens::node_key)))
                .filter(socket_tokens::client_key.eq(client.key.number()))
                .filter(socket_tokens::ended_at.is_null())
                .filter(socket_tokens::generation.eq(client.generation))
                .filter(
                    socket_tokens::expires_at
                        .is_null()
                        .or(socket_tokens::expires_at.gt(now.millis())),
                )
                .filter(gateway_nodes::renewed_at.gt(now.minus(LEASE).millis()));
            let some = held.select(socket_tokens::key).limit(most + 1);
            on_either!(db, db => Counting(some).get_result(db))
        })
    }
}
