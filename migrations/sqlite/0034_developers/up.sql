-- Whose an app is, and what was decided about it. `name_folded` is how names are compared: made by the program, which
-- fills it in for the apps that are there.
-- `paused_from` is the state that an app had before its owner was disabled, and goes back to with them.
CREATE TABLE app_standing (
    app_id INTEGER PRIMARY KEY NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    owner_user_key INTEGER REFERENCES users (key) ON DELETE SET NULL,
    approved_at INTEGER,
    declined_why TEXT,
    paused_from TEXT,
    name_folded TEXT NOT NULL
) STRICT;
CREATE INDEX app_standing_owner ON app_standing (owner_user_key, app_id) WHERE owner_user_key IS NOT NULL;
CREATE INDEX app_standing_name ON app_standing (name_folded);
-- Two people who register one name at once: one of them has it.
CREATE UNIQUE INDEX app_standing_owned_name ON app_standing (name_folded) WHERE owner_user_key IS NOT NULL;
-- What an owner wants changed of an app that others use, until an admin decides.
CREATE TABLE app_proposals (
    app_id INTEGER PRIMARY KEY NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    "by" INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    changes TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX app_proposals_by ON app_proposals ("by");
