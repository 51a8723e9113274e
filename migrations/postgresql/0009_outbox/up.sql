-- A few words in the place of a User-Agent, which is never kept.
ALTER TABLE sessions ADD COLUMN device_label TEXT CHECK (length(device_label) <= 80);
ALTER TABLE apps ADD COLUMN deauthorize_url TEXT;

-- Deauthorization callbacks on their way. The person may be gone before theirs arrives: a public id, no key.
CREATE TABLE outbox (
    key BIGINT PRIMARY KEY NOT NULL,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    public_id TEXT NOT NULL,
    jti TEXT NOT NULL,
    tries BIGINT NOT NULL,
    -- Null once it is over: done or dead.
    next_at BIGINT,
    done_at BIGINT,
    dead_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_app_id ON outbox (app_id);
CREATE INDEX outbox_next_at ON outbox (next_at) WHERE next_at IS NOT NULL;
