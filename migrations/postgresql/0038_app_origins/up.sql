-- The origins of apps once more, a row each: whether an origin is anybody's is asked by browsers of strangers too.
CREATE TABLE app_origins (
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    origin TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app_id, origin)
);
CREATE INDEX app_origins_origin ON app_origins (origin);
INSERT INTO app_origins (app_id, origin)
SELECT DISTINCT id, unnest(string_to_array(origins, ' ')) FROM apps WHERE origins <> '';
