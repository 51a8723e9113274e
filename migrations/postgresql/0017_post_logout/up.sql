-- Where an app may have somebody sent who signed out, separated by spaces.
ALTER TABLE apps ADD COLUMN post_logout_uris TEXT COLLATE "C" NOT NULL DEFAULT '';
