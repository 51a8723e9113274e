-- Mail waits in the outbox too, and belongs to no app: its row has a kind, what it says (sealed, gone once it is over),
-- and when nobody needs it any more.
CREATE TABLE outbox_widened (
    key INTEGER PRIMARY KEY NOT NULL,
    app_id INTEGER REFERENCES apps (id) ON DELETE CASCADE,
    public_id TEXT NOT NULL,
    jti TEXT NOT NULL,
    tries INTEGER NOT NULL,
    -- Null once it is over: done or dead.
    next_at INTEGER,
    done_at INTEGER,
    dead_at INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    sid_seed BLOB CHECK (length(sid_seed) = 16),
    kind TEXT,
    payload_sealed BLOB,
    give_up_at INTEGER,
    CONSTRAINT outbox_app_or_kind CHECK ((app_id IS NULL) = (kind IS NOT NULL))
) STRICT;
INSERT INTO outbox_widened (
    key, app_id, public_id, jti, tries, next_at, done_at, dead_at, last_error, created_at, sid_seed
)
SELECT key, app_id, public_id, jti, tries, next_at, done_at, dead_at, last_error, created_at, sid_seed FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_widened RENAME TO outbox;
CREATE INDEX outbox_app_id ON outbox (app_id);
CREATE INDEX outbox_next_at ON outbox (next_at) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX outbox_session ON outbox (sid_seed, app_id) WHERE sid_seed IS NOT NULL;
CREATE UNIQUE INDEX outbox_waiting ON outbox (app_id, public_id) WHERE next_at IS NOT NULL AND sid_seed IS NULL;

-- Whether a person wants mail about sign-ins from new browsers.
ALTER TABLE users ADD COLUMN notices INTEGER NOT NULL DEFAULT 1 CHECK (notices IN (0, 1));

-- Whether a link went by mail to the address in force: whoever opens it has that mailbox.
ALTER TABLE one_time_links ADD COLUMN mailed INTEGER NOT NULL DEFAULT 0 CHECK (mailed IN (0, 1));
-- Of a link that confirms an address: which one.
ALTER TABLE one_time_links ADD COLUMN address_sealed BLOB;
