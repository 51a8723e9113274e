CREATE TABLE apps (
    id INTEGER PRIMARY KEY NOT NULL,
    uuid TEXT NOT NULL,
    client_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    confidentiality TEXT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT,
    site_url TEXT,
    site_domain TEXT,
    scopes TEXT NOT NULL,
    response_types TEXT NOT NULL,
    grants TEXT NOT NULL,
    style TEXT NOT NULL,
    remember_consent INTEGER NOT NULL CHECK (remember_consent IN (0, 1)),
    token_ttl INTEGER,
    token_by_get INTEGER NOT NULL CHECK (token_by_get IN (0, 1)),
    token_in_query INTEGER NOT NULL CHECK (token_in_query IN (0, 1)),
    resource_server INTEGER NOT NULL CHECK (resource_server IN (0, 1)),
    allow_short_scheme INTEGER NOT NULL CHECK (allow_short_scheme IN (0, 1)),
    tokens_after INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX apps_uuid ON apps (uuid);
CREATE UNIQUE INDEX apps_client_id ON apps (client_id);

CREATE TABLE app_secrets (
    key INTEGER PRIMARY KEY NOT NULL,
    app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    hint TEXT NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX app_secrets_app_id ON app_secrets (app_id);

CREATE TABLE redirect_uris (
    app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    uri TEXT NOT NULL,
    PRIMARY KEY (app_id, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX redirect_uris_uri ON redirect_uris (app_id, uri);
