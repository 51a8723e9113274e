-- What an app knows a session by is made of this. It stays when the session gets a new id.
ALTER TABLE sessions ADD COLUMN sid_seed BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
    CHECK (length(sid_seed) = 16);
UPDATE sessions SET sid_seed = randomblob(16);
CREATE INDEX sessions_sid_seed ON sessions (sid_seed);
-- Of a grant that was asked for by OpenID Connect: when the person had signed in, and in which session.
ALTER TABLE grants ADD COLUMN auth_time INTEGER;
ALTER TABLE grants ADD COLUMN sid_seed BLOB;
-- Given back in the ID token.
ALTER TABLE codes ADD COLUMN nonce BLOB;
