-- The socket gateway. A generation counts the secrets of a client: tokens of an older one are dead.
CREATE TABLE socket_clients (
    key INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    secret_mac BLOB NOT NULL CHECK (length(secret_mac) = 32),
    generation INTEGER NOT NULL,
    webhook_url TEXT,
    webhook_key_generation INTEGER NOT NULL,
    source TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX socket_clients_name ON socket_clients (name);

-- Servers that hold connections; each renews its own row.
CREATE TABLE gateway_nodes (
    key INTEGER PRIMARY KEY NOT NULL,
    renewed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE socket_tokens (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    client_key INTEGER NOT NULL REFERENCES socket_clients (key) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    ident TEXT NOT NULL,
    node_key INTEGER NOT NULL REFERENCES gateway_nodes (key) ON DELETE CASCADE,
    expires_at INTEGER,
    ended_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX socket_tokens_client_key ON socket_tokens (client_key);
CREATE INDEX socket_tokens_node_key ON socket_tokens (node_key);

-- The identifier of an end user may be an address: a MAC stands for it.
CREATE TABLE socket_sessions (
    key INTEGER PRIMARY KEY NOT NULL,
    client_key INTEGER NOT NULL REFERENCES socket_clients (key) ON DELETE CASCADE,
    user_mac BLOB NOT NULL CHECK (length(user_mac) = 32),
    session_id TEXT NOT NULL,
    last_seen_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX socket_sessions_user ON socket_sessions (client_key, user_mac);
CREATE UNIQUE INDEX socket_sessions_session_id ON socket_sessions (session_id);
