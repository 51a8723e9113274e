CREATE TABLE sessions (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    born_for_app BIGINT REFERENCES apps (id) ON DELETE SET NULL,
    authenticated_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    keep TEXT NOT NULL,
    ended_at BIGINT,
    why TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX sessions_user_key ON sessions (user_key);

CREATE TABLE consents (
    key BIGINT PRIMARY KEY NOT NULL,
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    tokens_after BIGINT NOT NULL,
    withdrawn_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX consents_user_app ON consents (user_key, app_id);
CREATE INDEX consents_app_id ON consents (app_id);

-- The key comes from the form's nonce: the second click finds the first by primary key.
CREATE TABLE spent_forms (
    key BIGINT PRIMARY KEY NOT NULL,
    nonce_hash BYTEA NOT NULL CHECK (length(nonce_hash) = 32),
    answer_sealed BYTEA NOT NULL,
    sealed_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- No secondary index and no foreign key: inserts append and touch one page. A token whose user, app or
-- consent is gone is dead because the joined read finds nothing; its row falls to the sweep.
CREATE TABLE access_tokens (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    app_id BIGINT NOT NULL,
    user_key BIGINT NOT NULL,
    consent_key BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL
);
