-- Where an app hears that a session ended in which it was given an ID token.
ALTER TABLE apps ADD COLUMN backchannel_logout_url TEXT COLLATE "C";
UPDATE apps SET switches = trim(switches || ' backchannel_session');
-- Of a notice about the end of a session: what the session's names are made of. Until it ends, nothing is due.
ALTER TABLE outbox ADD COLUMN sid_seed BYTEA CHECK (length(sid_seed) = 16);
CREATE UNIQUE INDEX outbox_session ON outbox (sid_seed, app_id) WHERE sid_seed IS NOT NULL;
-- Of withdrawals, one waits for an app and a person at most; sessions end one by one.
DROP INDEX outbox_waiting;
CREATE UNIQUE INDEX outbox_waiting ON outbox (app_id, public_id) WHERE next_at IS NOT NULL AND sid_seed IS NULL;
