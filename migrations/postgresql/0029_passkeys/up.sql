-- What an authenticator keeps of a person: random, and nothing else (WebAuthn §14.6.1).
ALTER TABLE users ADD COLUMN passkey_handle BYTEA CHECK (length(passkey_handle) = 16);
CREATE UNIQUE INDEX users_passkey_handle ON users (passkey_handle) WHERE passkey_handle IS NOT NULL;
-- A passkey works at the host that it was made for (`rp_id`) and at no other.
CREATE TABLE passkeys (
    key BIGINT PRIMARY KEY NOT NULL,
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    credential_hash BYTEA NOT NULL CHECK (length(credential_hash) = 32),
    credential TEXT NOT NULL,
    rp_id TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    discoverable BOOLEAN NOT NULL,
    synced BOOLEAN NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX passkeys_credential_hash ON passkeys (credential_hash);
CREATE INDEX passkeys_user_key ON passkeys (user_key);
