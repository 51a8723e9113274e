-- The public keys by which an app shows to be itself, as a set of JWKs; empty where it has none.
ALTER TABLE apps ADD COLUMN jwks TEXT NOT NULL DEFAULT '';
-- What apps signed to show to be themselves, so that none of it is taken twice: a hash of app and jti.
CREATE TABLE client_assertions (
    jti_hash BLOB PRIMARY KEY NOT NULL CHECK (length(jti_hash) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
