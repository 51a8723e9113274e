-- Two codes of one request: the device has the one by which its row is found, a person types the other, of which only a
-- MAC is kept. The grant is that which Allow began; what it hangs on may end while the device has not asked again.
CREATE TABLE device_codes (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    user_code_mac BYTEA NOT NULL CHECK (length(user_code_mac) = 32),
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    app_epoch BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    scopes_changed BOOLEAN NOT NULL,
    decision TEXT,
    user_key BIGINT REFERENCES users (key) ON DELETE CASCADE,
    grant_key BIGINT REFERENCES grants (key) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    created_at BIGINT NOT NULL,
    CHECK ((decision IS NULL) = (user_key IS NULL))
);
CREATE UNIQUE INDEX device_codes_user_code_mac ON device_codes (user_code_mac);
-- For what goes with an app, a user or a grant.
CREATE INDEX device_codes_app_id ON device_codes (app_id);
CREATE INDEX device_codes_user_key ON device_codes (user_key);
CREATE INDEX device_codes_grant_key ON device_codes (grant_key);
