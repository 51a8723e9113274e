-- The origins of apps once more, a row each: whether an origin is anybody's is asked by browsers of strangers too.
CREATE TABLE app_origins (
    app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    PRIMARY KEY (app_id, origin)
) STRICT;
CREATE INDEX app_origins_origin ON app_origins (origin);
WITH RECURSIVE parts (app_id, origin, rest) AS (
    SELECT id, '', origins || ' ' FROM apps WHERE origins <> ''
    UNION ALL
    SELECT app_id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM parts WHERE rest <> ''
)
INSERT INTO app_origins (app_id, origin) SELECT DISTINCT app_id, origin FROM parts WHERE origin <> '';
