-- Lists of one person go by what is open, however much has ended.
CREATE INDEX sessions_open ON sessions (user_key, key) WHERE ended_at IS NULL;

-- One waiting callback per app and person: of several from before, the newest tells what is true.
DELETE FROM outbox WHERE next_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM outbox AS later
    WHERE later.app_id = outbox.app_id AND later.public_id = outbox.public_id
      AND later.next_at IS NOT NULL AND later.key > outbox.key
);
CREATE UNIQUE INDEX outbox_waiting ON outbox (app_id, public_id) WHERE next_at IS NOT NULL;
