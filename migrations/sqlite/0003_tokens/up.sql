CREATE TABLE sessions (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    born_for_app INTEGER REFERENCES apps (id) ON DELETE SET NULL,
    authenticated_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    keep TEXT NOT NULL,
    ended_at INTEGER,
    why TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_user_key ON sessions (user_key);

CREATE TABLE consents (
    key INTEGER PRIMARY KEY NOT NULL,
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    tokens_after INTEGER NOT NULL,
    withdrawn_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX consents_user_app ON consents (user_key, app_id);
CREATE INDEX consents_app_id ON consents (app_id);

-- The key comes from the form's nonce: the second click finds the first by primary key.
CREATE TABLE spent_forms (
    key INTEGER PRIMARY KEY NOT NULL,
    nonce_hash BLOB NOT NULL CHECK (length(nonce_hash) = 32),
    answer_sealed BLOB NOT NULL,
    sealed_until INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- No secondary index and no foreign key: inserts append and touch one page. A token whose user, app or
-- consent is gone is dead because the joined read finds nothing; its row falls to the sweep.
CREATE TABLE access_tokens (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    app_id INTEGER NOT NULL,
    user_key INTEGER NOT NULL,
    consent_key INTEGER NOT NULL,
    scopes TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
