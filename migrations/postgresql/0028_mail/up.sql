-- Mail waits in the outbox too, and belongs to no app: its row has a kind, what it says (sealed, gone once it is over),
-- and when nobody needs it any more.
ALTER TABLE outbox ALTER COLUMN app_id DROP NOT NULL;
ALTER TABLE outbox ADD COLUMN kind TEXT COLLATE "C";
ALTER TABLE outbox ADD COLUMN payload_sealed BYTEA;
ALTER TABLE outbox ADD COLUMN give_up_at BIGINT;
ALTER TABLE outbox ADD CONSTRAINT outbox_app_or_kind CHECK ((app_id IS NULL) = (kind IS NOT NULL));

-- Whether a person wants mail about sign-ins from new browsers.
ALTER TABLE users ADD COLUMN notices BOOLEAN NOT NULL DEFAULT true;

-- Whether a link went by mail to the address in force: whoever opens it has that mailbox.
ALTER TABLE one_time_links ADD COLUMN mailed BOOLEAN NOT NULL DEFAULT false;
-- Of a link that confirms an address: which one.
ALTER TABLE one_time_links ADD COLUMN address_sealed BYTEA;
