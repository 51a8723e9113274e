-- The list of mail that waits or was given up, newest first.
CREATE INDEX outbox_mails ON outbox (created_at, key) WHERE kind IS NOT NULL AND done_at IS NULL;
