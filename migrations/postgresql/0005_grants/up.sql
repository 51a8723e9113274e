-- One act of permission from which tokens come; the consent names person and app. What hangs on a grant
-- goes with it.
CREATE TABLE grants (
    key BIGINT PRIMARY KEY NOT NULL,
    consent_key BIGINT NOT NULL REFERENCES consents (key) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    scopes_changed BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX grants_consent_key ON grants (consent_key);
-- For the sweep.
CREATE INDEX grants_expires_at ON grants (expires_at);

CREATE TABLE codes (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    grant_key BIGINT NOT NULL REFERENCES grants (key) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    was_sent BOOLEAN NOT NULL,
    pkce_challenge TEXT,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX codes_grant_key ON codes (grant_key);

CREATE TABLE refresh_tokens (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    grant_key BIGINT NOT NULL REFERENCES grants (key) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    rotated_at BIGINT,
    successor BIGINT,
    answer_sealed BYTEA,
    created_at BIGINT NOT NULL
);
CREATE INDEX refresh_tokens_grant_key ON refresh_tokens (grant_key);
-- Only the few whose answer is still sealed: the sweep finds them without reading the others.
CREATE INDEX refresh_tokens_sealed ON refresh_tokens (rotated_at) WHERE answer_sealed IS NOT NULL;

-- An app's own tokens have no person. The new column stands last here: no statement names columns by place.
ALTER TABLE access_tokens
    ALTER COLUMN user_key DROP NOT NULL,
    ALTER COLUMN consent_key DROP NOT NULL,
    ADD COLUMN grant_key BIGINT,
    ADD CHECK ((user_key IS NULL) = (consent_key IS NULL));
