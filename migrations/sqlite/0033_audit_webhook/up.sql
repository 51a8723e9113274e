-- How far the events are that audit.webhook_url is sent: one row, once there was such an address.
CREATE TABLE audit_webhook (
    key INTEGER PRIMARY KEY NOT NULL,
    -- The key of the last event that was sent, or passed over.
    through INTEGER NOT NULL,
    -- Events passed over since something was last sent.
    skipped INTEGER NOT NULL,
    -- Goes up with each change of this row.
    turn INTEGER NOT NULL,
    -- Tries that came to nothing since something was last sent.
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT;
