-- Links with which people choose a password: an invitation, or another one after the old was lost.
CREATE TABLE one_time_links (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX one_time_links_user_key ON one_time_links (user_key);
