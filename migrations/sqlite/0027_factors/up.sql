-- What somebody proves besides a password. Wrong codes in a row, since the last right one:
ALTER TABLE users ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0;
-- The secret is sealed with the server key whose fingerprint is beside it. Of a step and those before it no code counts.
CREATE TABLE authenticators (
    key INTEGER PRIMARY KEY NOT NULL,
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    sealed_by TEXT NOT NULL,
    last_step INTEGER NOT NULL,
    last_used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authenticators_user_key ON authenticators (user_key);
CREATE TABLE recovery_codes (
    key INTEGER PRIMARY KEY NOT NULL,
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX recovery_codes_user_key ON recovery_codes (user_key);
-- One at a time per person.
CREATE TABLE sign_in_codes (
    user_key INTEGER PRIMARY KEY NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
