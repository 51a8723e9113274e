-- What somebody proves besides a password. Wrong codes in a row, since the last right one:
ALTER TABLE users ADD COLUMN wrong_codes BIGINT NOT NULL DEFAULT 0;
-- The secret is sealed with the server key whose fingerprint is beside it. Of a step and those before it no code counts.
CREATE TABLE authenticators (
    key BIGINT PRIMARY KEY NOT NULL,
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secret_sealed BYTEA NOT NULL,
    sealed_by TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX authenticators_user_key ON authenticators (user_key);
CREATE TABLE recovery_codes (
    key BIGINT PRIMARY KEY NOT NULL,
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX recovery_codes_user_key ON recovery_codes (user_key);
-- One at a time per person.
CREATE TABLE sign_in_codes (
    user_key BIGINT PRIMARY KEY NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    mac BYTEA NOT NULL CHECK (length(mac) = 32),
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL
);
