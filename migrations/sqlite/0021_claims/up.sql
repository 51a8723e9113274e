-- What else the app wants in ID tokens, by name, separated by spaces.
ALTER TABLE grants ADD COLUMN claims TEXT NOT NULL DEFAULT '';
