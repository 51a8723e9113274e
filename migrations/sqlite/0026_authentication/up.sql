-- How somebody proved who they are (RFC 8176): words, sorted, separated by spaces. Until now it was by a password alone.
ALTER TABLE sessions ADD COLUMN methods TEXT NOT NULL DEFAULT 'pwd';
-- The last time they did so in this session.
ALTER TABLE sessions ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET confirmed_at = authenticated_at;
ALTER TABLE grants ADD COLUMN methods TEXT NOT NULL DEFAULT 'pwd';
-- Of a token that a session stands behind; nothing of one from before.
ALTER TABLE access_tokens ADD COLUMN auth_time INTEGER;
ALTER TABLE access_tokens ADD COLUMN methods TEXT;
-- How long somebody is asked for a password alone there.
ALTER TABLE known_browsers ADD COLUMN trusted_until INTEGER;
