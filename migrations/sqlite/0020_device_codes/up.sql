-- Two codes of one request: the device has the one by which its row is found, a person types the other, of which only a
-- MAC is kept. The grant is that which Allow began; what it hangs on may end while the device has not asked again.
CREATE TABLE device_codes (
    key INTEGER PRIMARY KEY NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    user_code_mac BLOB NOT NULL CHECK (length(user_code_mac) = 32),
    app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    app_epoch INTEGER NOT NULL,
    scopes TEXT NOT NULL,
    scopes_changed INTEGER NOT NULL CHECK (scopes_changed IN (0, 1)),
    decision TEXT,
    user_key INTEGER REFERENCES users (key) ON DELETE CASCADE,
    grant_key INTEGER REFERENCES grants (key) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    redeemed_at INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((decision IS NULL) = (user_key IS NULL))
) STRICT;
CREATE UNIQUE INDEX device_codes_user_code_mac ON device_codes (user_code_mac);
-- For what goes with an app, a user or a grant.
CREATE INDEX device_codes_app_id ON device_codes (app_id);
CREATE INDEX device_codes_user_key ON device_codes (user_key);
CREATE INDEX device_codes_grant_key ON device_codes (grant_key);
