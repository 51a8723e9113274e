-- What was done, by whom and to whom. Events outlive those whom they name: their keys are no foreign keys.
CREATE TABLE audit (
    key BIGINT PRIMARY KEY NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL,
    -- The key of a person, or the number of an app.
    actor BIGINT,
    user_key BIGINT,
    app_id BIGINT,
    session_key BIGINT,
    request_id TEXT COLLATE "C",
    network TEXT COLLATE "C",
    detail TEXT CHECK (length(detail) <= 1024),
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_user_key ON audit (user_key, key) WHERE user_key IS NOT NULL;
CREATE INDEX audit_app_id ON audit (app_id, key) WHERE app_id IS NOT NULL;
CREATE INDEX audit_event ON audit (event, key);
