-- What language somebody reads (BCP 47).
ALTER TABLE users ADD COLUMN locale TEXT;
-- How an app's ID tokens are signed, and how it is told about people: none is unsigned.
ALTER TABLE apps ADD COLUMN id_token_alg TEXT NOT NULL DEFAULT 'RS256';
ALTER TABLE apps ADD COLUMN userinfo_alg TEXT;
