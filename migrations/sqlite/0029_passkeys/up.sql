-- What an authenticator keeps of a person: random, and nothing else (WebAuthn §14.6.1).
ALTER TABLE users ADD COLUMN passkey_handle BLOB CHECK (length(passkey_handle) = 16);
CREATE UNIQUE INDEX users_passkey_handle ON users (passkey_handle) WHERE passkey_handle IS NOT NULL;
-- A passkey works at the host that it was made for (`rp_id`) and at no other.
CREATE TABLE passkeys (
    key INTEGER PRIMARY KEY NOT NULL,
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    credential_hash BLOB NOT NULL CHECK (length(credential_hash) = 32),
    credential TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    name TEXT NOT NULL,
    discoverable INTEGER NOT NULL CHECK (discoverable IN (0, 1)),
    synced INTEGER NOT NULL CHECK (synced IN (0, 1)),
    last_used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX passkeys_credential_hash ON passkeys (credential_hash);
CREATE INDEX passkeys_user_key ON passkeys (user_key);
