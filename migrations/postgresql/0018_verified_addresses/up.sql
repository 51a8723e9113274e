-- Since when somebody vouches that the address is the user's own.
ALTER TABLE users ADD COLUMN email_verified_at BIGINT;
