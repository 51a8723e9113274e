CREATE TABLE apps (
    id BIGINT PRIMARY KEY NOT NULL,
    uuid TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
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
    remember_consent BOOLEAN NOT NULL,
    token_ttl BIGINT,
    token_by_get BOOLEAN NOT NULL,
    token_in_query BOOLEAN NOT NULL,
    resource_server BOOLEAN NOT NULL,
    allow_short_scheme BOOLEAN NOT NULL,
    tokens_after BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX apps_uuid ON apps (uuid);
CREATE UNIQUE INDEX apps_client_id ON apps (client_id);

CREATE TABLE app_secrets (
    key BIGINT PRIMARY KEY NOT NULL,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    hint TEXT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX app_secrets_app_id ON app_secrets (app_id);

CREATE TABLE redirect_uris (
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    uri TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app_id, position)
);
CREATE UNIQUE INDEX redirect_uris_uri ON redirect_uris (app_id, uri);
