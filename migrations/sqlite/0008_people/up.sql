-- Links with which people choose a password: an invitation, or another one after the old was lost.
CREATE TABLE one_time_links (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX one_time_links_user_key ON one_time_links (user_key);
