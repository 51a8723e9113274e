-- What an app knows a session by is made of this. It stays when the session gets a new id.
ALTER TABLE sessions ADD COLUMN sid_seed BYTEA;
UPDATE sessions SET sid_seed = decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
ALTER TABLE sessions ALTER COLUMN sid_seed SET NOT NULL;
ALTER TABLE sessions ADD CHECK (length(sid_seed) = 16);
CREATE INDEX sessions_sid_seed ON sessions (sid_seed);
-- Of a grant that was asked for by OpenID Connect: when the person had signed in, and in which session.
ALTER TABLE grants ADD COLUMN auth_time BIGINT;
ALTER TABLE grants ADD COLUMN sid_seed BYTEA;
-- Given back in the ID token.
ALTER TABLE codes ADD COLUMN nonce BYTEA;
