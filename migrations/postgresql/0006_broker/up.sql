-- The broker API. Its tokens have no row key in them: they are found by the first 8 bytes of their hash.
ALTER TABLE apps ADD COLUMN development_mode BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX app_secrets_hash ON app_secrets (hash);
-- One for the whole installation; made when it is first opened.
ALTER TABLE instance ADD COLUMN account_uuid TEXT;

CREATE TABLE roles (
    uuid TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX roles_name ON roles (app_id, name);

-- No foreign keys: a token whose app or role is gone is dead because the joined read finds nothing.
CREATE TABLE endpoint_tokens (
    hash_prefix BIGINT NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    app_id BIGINT NOT NULL,
    endpoint_id TEXT COLLATE "C" NOT NULL,
    role_uuid TEXT COLLATE "C",
    expires_at BIGINT NOT NULL,
    redeem_until BIGINT NOT NULL,
    redeemed_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (hash_prefix, secret_hash)
);

CREATE TABLE app_sessions (
    hash_prefix BIGINT NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    public_id TEXT NOT NULL,
    app_id BIGINT NOT NULL,
    endpoint_id TEXT COLLATE "C" NOT NULL,
    role_uuid TEXT COLLATE "C",
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (hash_prefix, secret_hash)
);
CREATE INDEX app_sessions_endpoint ON app_sessions (app_id, endpoint_id);

CREATE TABLE admin_sessions (
    hash_prefix BIGINT NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    last_used_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (hash_prefix, secret_hash)
);
CREATE INDEX admin_sessions_user_key ON admin_sessions (user_key);
