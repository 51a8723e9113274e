-- The socket gateway. A generation counts the secrets of a client: tokens of an older one are dead.
CREATE TABLE socket_clients (
    key BIGINT PRIMARY KEY NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    secret_mac BYTEA NOT NULL CHECK (length(secret_mac) = 32),
    generation BIGINT NOT NULL,
    webhook_url TEXT,
    webhook_key_generation BIGINT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX socket_clients_name ON socket_clients (name);

-- Servers that hold connections; each renews its own row.
CREATE TABLE gateway_nodes (
    key BIGINT PRIMARY KEY NOT NULL,
    renewed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE socket_tokens (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    client_key BIGINT NOT NULL REFERENCES socket_clients (key) ON DELETE CASCADE,
    generation BIGINT NOT NULL,
    ident TEXT NOT NULL,
    node_key BIGINT NOT NULL REFERENCES gateway_nodes (key) ON DELETE CASCADE,
    expires_at BIGINT,
    ended_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX socket_tokens_client_key ON socket_tokens (client_key);
CREATE INDEX socket_tokens_node_key ON socket_tokens (node_key);

-- The identifier of an end user may be an address: a MAC stands for it.
CREATE TABLE socket_sessions (
    key BIGINT PRIMARY KEY NOT NULL,
    client_key BIGINT NOT NULL REFERENCES socket_clients (key) ON DELETE CASCADE,
    user_mac BYTEA NOT NULL CHECK (length(user_mac) = 32),
    session_id TEXT COLLATE "C" NOT NULL,
    last_seen_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX socket_sessions_user ON socket_sessions (client_key, user_mac);
CREATE UNIQUE INDEX socket_sessions_session_id ON socket_sessions (session_id);
