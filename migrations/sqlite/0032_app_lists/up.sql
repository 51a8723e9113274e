-- Lists of apps go by number, of one kind, state or owner too, and find the beginning of a name.
CREATE INDEX apps_kind ON apps (kind, id);
CREATE INDEX apps_state ON apps (state, id);
CREATE INDEX apps_kind_state ON apps (kind, state, id);
CREATE INDEX apps_owner ON apps (owner, id);
CREATE INDEX apps_name ON apps (lower(name), id);
-- How many people allow an app something.
CREATE INDEX consents_open_app ON consents (app_id) WHERE withdrawn_at IS NULL;
-- The day on which a secret was used last.
ALTER TABLE app_secrets ADD COLUMN last_used_at INTEGER;
