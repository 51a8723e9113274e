-- Whether an app's access tokens say what they stand for: opaque, or jwt.
ALTER TABLE apps ADD COLUMN access_token_format TEXT COLLATE "C" NOT NULL DEFAULT 'opaque';
