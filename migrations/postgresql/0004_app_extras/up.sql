ALTER TABLE apps ADD COLUMN canvas_origin TEXT;
ALTER TABLE apps ADD COLUMN within_site_domain BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE apps ADD COLUMN callback_key_generation BIGINT NOT NULL DEFAULT 1;

-- The web origin of an http(s) address, as browsers send it: lower case, without the scheme's own port.
ALTER TABLE redirect_uris ADD COLUMN origin TEXT COLLATE "C";
UPDATE redirect_uris
    SET origin = lower(substring(uri from '^[^:]+://[^/?]*'))
    WHERE lower(uri) LIKE 'https://%' OR lower(uri) LIKE 'http://%';
UPDATE redirect_uris SET origin = substr(origin, 1, length(origin) - 4) WHERE origin LIKE 'https://%:443';
UPDATE redirect_uris SET origin = substr(origin, 1, length(origin) - 3) WHERE origin LIKE 'http://%:80';
CREATE INDEX redirect_uris_origin ON redirect_uris (origin);
