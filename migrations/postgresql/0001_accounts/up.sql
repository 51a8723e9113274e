-- Conventions on both databases: keys and times are integers made by the program (times in milliseconds
-- since 1970), hashes are 32 bytes, text keys compare bytewise.

CREATE TABLE instance (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    created_at BIGINT NOT NULL,
    key_fingerprint TEXT NOT NULL,
    -- The largest app number ever given out: numbers of removed apps do not come back.
    last_app_id BIGINT NOT NULL,
    -- How often the database was opened: gives each server a node number of its own for its row keys.
    openings BIGINT NOT NULL
);

CREATE TABLE users (
    key BIGINT PRIMARY KEY NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL CHECK (name_folded NOT LIKE '%@%'),
    email TEXT,
    email_folded TEXT COLLATE "C" CHECK (email_folded LIKE '%@%'),
    display_name TEXT,
    state TEXT NOT NULL,
    is_admin BOOLEAN NOT NULL,
    tokens_after BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_public_id ON users (public_id);
CREATE UNIQUE INDEX users_name_folded ON users (name_folded);
CREATE UNIQUE INDEX users_email_folded ON users (email_folded);

CREATE TABLE passwords (
    user_key BIGINT PRIMARY KEY NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    phc TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

CREATE TABLE known_browsers (
    key BIGINT PRIMARY KEY NOT NULL,
    secret_hash BYTEA NOT NULL CHECK (length(secret_hash) = 32),
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    last_used_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX known_browsers_user_key ON known_browsers (user_key);

-- The rate limit on sign-in; the level counts thousandths of a try.
CREATE TABLE brake (
    subject BYTEA PRIMARY KEY NOT NULL CHECK (length(subject) = 32),
    level BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
