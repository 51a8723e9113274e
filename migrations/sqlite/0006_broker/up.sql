-- The broker API. Its tokens have no row key in them: they are found by the first 8 bytes of their hash.
ALTER TABLE apps ADD COLUMN development_mode INTEGER NOT NULL DEFAULT 0 CHECK (development_mode IN (0, 1));
CREATE INDEX app_secrets_hash ON app_secrets (hash);
-- One for the whole installation; made when it is first opened.
ALTER TABLE instance ADD COLUMN account_uuid TEXT;

CREATE TABLE roles (
    uuid TEXT PRIMARY KEY NOT NULL,
    app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX roles_name ON roles (app_id, name);

-- No foreign keys: a token whose app or role is gone is dead because the joined read finds nothing.
CREATE TABLE endpoint_tokens (
    hash_prefix INTEGER NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    app_id INTEGER NOT NULL,
    endpoint_id TEXT NOT NULL,
    role_uuid TEXT,
    expires_at INTEGER NOT NULL,
    redeem_until INTEGER NOT NULL,
    redeemed_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (hash_prefix, secret_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE app_sessions (
    hash_prefix INTEGER NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    public_id TEXT NOT NULL,
    app_id INTEGER NOT NULL,
    endpoint_id TEXT NOT NULL,
    role_uuid TEXT,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (hash_prefix, secret_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX app_sessions_endpoint ON app_sessions (app_id, endpoint_id);

CREATE TABLE admin_sessions (
    hash_prefix INTEGER NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    last_used_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (hash_prefix, secret_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_sessions_user_key ON admin_sessions (user_key);
