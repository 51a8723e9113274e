-- How far the events are that audit.webhook_url is sent: one row, once there was such an address.
CREATE TABLE audit_webhook (
    key BIGINT PRIMARY KEY NOT NULL,
    -- The key of the last event that was sent, or passed over.
    through BIGINT NOT NULL,
    -- Events passed over since something was last sent.
    skipped BIGINT NOT NULL,
    -- Goes up with each change of this row.
    turn BIGINT NOT NULL,
    -- Tries that came to nothing since something was last sent.
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_error TEXT COLLATE "C",
    created_at BIGINT NOT NULL
);
