ALTER TABLE users ALTER COLUMN state TYPE TEXT COLLATE "C";

-- Lists of people go by name, of one state too, and find the beginning of a name or an address.
CREATE INDEX users_state_name ON users (state, name_folded);
CREATE INDEX users_state_email ON users (state, email_folded);
CREATE INDEX users_admins ON users (name_folded) WHERE is_admin;
-- The newest that somebody allowed.
CREATE INDEX consents_open ON consents (user_key, key) WHERE withdrawn_at IS NULL;
-- What waits for an admin: what was given up, and secrets that end.
CREATE INDEX outbox_dead_at ON outbox (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX app_secrets_expires_at ON app_secrets (expires_at) WHERE expires_at IS NOT NULL;
