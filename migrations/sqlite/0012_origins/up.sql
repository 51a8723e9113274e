-- Origins of an app's pages that none of its addresses tells, separated by spaces.
ALTER TABLE apps ADD COLUMN origins TEXT NOT NULL DEFAULT '';
