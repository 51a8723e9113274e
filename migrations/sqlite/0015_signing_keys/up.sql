-- Keys that sign. A generation counts those of one algorithm: of servers that make the next one at once, one gets it.
CREATE TABLE signing_keys (
    key INTEGER PRIMARY KEY NOT NULL,
    kid TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    generation INTEGER NOT NULL,
    public_jwk TEXT NOT NULL,
    private_sealed BLOB,
    signs_from INTEGER NOT NULL,
    signs_until INTEGER NOT NULL,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX signing_keys_kid ON signing_keys (kid);
CREATE UNIQUE INDEX signing_keys_generation ON signing_keys (algorithm, generation);
