-- For which resource servers an app may ask for tokens, separated by spaces; the first is what it gets unasked.
ALTER TABLE apps ADD COLUMN resources TEXT COLLATE "C" NOT NULL DEFAULT '';
-- For which of them the tokens are, separated by spaces; empty: for every one.
ALTER TABLE grants ADD COLUMN audience TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE access_tokens ADD COLUMN audience TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE device_codes ADD COLUMN audience TEXT COLLATE "C" NOT NULL DEFAULT '';
