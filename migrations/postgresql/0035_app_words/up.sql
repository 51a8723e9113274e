-- Where an app says what it does with data of people, and on which terms it is used.
ALTER TABLE apps ADD COLUMN privacy_url TEXT;
ALTER TABLE apps ADD COLUMN terms_url TEXT;
