-- One act of permission from which tokens come; the consent names person and app. What hangs on a grant
-- goes with it.
CREATE TABLE grants (
    key INTEGER PRIMARY KEY NOT NULL,
    consent_key INTEGER NOT NULL REFERENCES consents (key) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    scopes_changed INTEGER NOT NULL CHECK (scopes_changed IN (0, 1)),
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_consent_key ON grants (consent_key);
-- For the sweep.
CREATE INDEX grants_expires_at ON grants (expires_at);

CREATE TABLE codes (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    grant_key INTEGER NOT NULL REFERENCES grants (key) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    was_sent INTEGER NOT NULL CHECK (was_sent IN (0, 1)),
    pkce_challenge TEXT,
    expires_at INTEGER NOT NULL,
    redeemed_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX codes_grant_key ON codes (grant_key);

CREATE TABLE refresh_tokens (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    grant_key INTEGER NOT NULL REFERENCES grants (key) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    rotated_at INTEGER,
    successor INTEGER,
    answer_sealed BLOB,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX refresh_tokens_grant_key ON refresh_tokens (grant_key);
-- Only the few whose answer is still sealed: the sweep finds them without reading the others.
CREATE INDEX refresh_tokens_sealed ON refresh_tokens (rotated_at) WHERE answer_sealed IS NOT NULL;

-- An app's own tokens have no person; SQLite cannot loosen a column, so the table is laid anew.
CREATE TABLE access_tokens_new (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    app_id INTEGER NOT NULL,
    user_key INTEGER,
    consent_key INTEGER,
    grant_key INTEGER,
    scopes TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((user_key IS NULL) = (consent_key IS NULL))
) STRICT;
INSERT INTO access_tokens_new
    SELECT key, secret_hash, app_id, user_key, consent_key, NULL, scopes, expires_at, revoked_at, created_at
    FROM access_tokens ORDER BY key;
DROP TABLE access_tokens;
ALTER TABLE access_tokens_new RENAME TO access_tokens;
