-- What is on for an app, as words separated by spaces.
ALTER TABLE apps ADD COLUMN switches TEXT NOT NULL DEFAULT '';
UPDATE apps SET switches = trim(
    CASE WHEN within_site_domain THEN 'within_site_domain ' ELSE '' END
    || CASE WHEN development_mode THEN 'development_mode ' ELSE '' END
    || CASE WHEN remember_consent THEN 'remember_consent ' ELSE '' END
    || CASE WHEN resource_server THEN 'resource_server ' ELSE '' END
    || CASE WHEN allow_short_scheme THEN 'allow_short_scheme ' ELSE '' END
    || CASE WHEN token_by_get THEN 'token_by_get ' ELSE '' END
    || CASE WHEN token_in_query THEN 'token_in_query ' ELSE '' END
);
ALTER TABLE apps DROP COLUMN within_site_domain;
ALTER TABLE apps DROP COLUMN development_mode;
ALTER TABLE apps DROP COLUMN remember_consent;
ALTER TABLE apps DROP COLUMN resource_server;
ALTER TABLE apps DROP COLUMN allow_short_scheme;
ALTER TABLE apps DROP COLUMN token_by_get;
ALTER TABLE apps DROP COLUMN token_in_query;
