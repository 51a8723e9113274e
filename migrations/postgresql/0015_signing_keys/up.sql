-- Keys that sign. A generation counts those of one algorithm: of servers that make the next one at once, one gets it.
CREATE TABLE signing_keys (
    key BIGINT PRIMARY KEY NOT NULL,
    kid TEXT COLLATE "C" NOT NULL,
    algorithm TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    public_jwk TEXT NOT NULL,
    private_sealed BYTEA,
    signs_from BIGINT NOT NULL,
    signs_until BIGINT NOT NULL,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX signing_keys_kid ON signing_keys (kid);
CREATE UNIQUE INDEX signing_keys_generation ON signing_keys (algorithm, generation);
