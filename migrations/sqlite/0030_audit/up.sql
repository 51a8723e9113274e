-- What was done, by whom and to whom. Events outlive those whom they name: their keys are no foreign keys.
CREATE TABLE audit (
    key INTEGER PRIMARY KEY NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    -- The key of a person, or the number of an app.
    actor INTEGER,
    user_key INTEGER,
    app_id INTEGER,
    session_key INTEGER,
    request_id TEXT,
    network TEXT,
    detail TEXT CHECK (length(detail) <= 1024),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_user_key ON audit (user_key, key) WHERE user_key IS NOT NULL;
CREATE INDEX audit_app_id ON audit (app_id, key) WHERE app_id IS NOT NULL;
CREATE INDEX audit_event ON audit (event, key);
