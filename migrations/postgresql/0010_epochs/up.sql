-- Ends are numbers. Owners of what is issued begin with epoch 1, which all that is live has copied; what was dead
-- by a moment gets 0, which no owner ever has again. Whoever is disabled or withdrawn is in the second epoch already:
-- enabling them revives nothing, whatever the clocks said.

ALTER TABLE sessions ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;
UPDATE sessions SET epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM users WHERE users.key = sessions.user_key AND sessions.authenticated_at <= users.tokens_after
    );
ALTER TABLE known_browsers ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;
ALTER TABLE admin_sessions ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;
UPDATE admin_sessions SET epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM users WHERE users.key = admin_sessions.user_key AND admin_sessions.created_at <= users.tokens_after
    );
ALTER TABLE endpoint_tokens ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;
UPDATE endpoint_tokens SET epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM apps WHERE apps.id = endpoint_tokens.app_id AND endpoint_tokens.created_at <= apps.tokens_after
    );
ALTER TABLE app_sessions ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;
UPDATE app_sessions SET epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM apps WHERE apps.id = app_sessions.app_id AND app_sessions.created_at <= apps.tokens_after
    );

-- Codes and refresh tokens follow their grant.
ALTER TABLE grants ADD COLUMN app_epoch BIGINT NOT NULL DEFAULT 1;
ALTER TABLE grants ADD COLUMN user_epoch BIGINT NOT NULL DEFAULT 1;
ALTER TABLE grants ADD COLUMN consent_epoch BIGINT NOT NULL DEFAULT 1;
UPDATE grants SET consent_epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM consents WHERE consents.key = grants.consent_key AND grants.created_at <= consents.tokens_after
    );
UPDATE grants SET app_epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM consents JOIN apps ON apps.id = consents.app_id
        WHERE consents.key = grants.consent_key AND grants.created_at <= apps.tokens_after
    );
UPDATE grants SET user_epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM consents JOIN users ON users.key = consents.user_key
        WHERE consents.key = grants.consent_key AND grants.created_at <= users.tokens_after
    );
ALTER TABLE access_tokens ADD COLUMN app_epoch BIGINT NOT NULL DEFAULT 1;
UPDATE access_tokens SET app_epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM apps WHERE apps.id = access_tokens.app_id AND access_tokens.created_at <= apps.tokens_after
    );
-- An app's own tokens have no person.
ALTER TABLE access_tokens
    ADD COLUMN user_epoch BIGINT DEFAULT 1,
    ADD COLUMN consent_epoch BIGINT DEFAULT 1;
UPDATE access_tokens SET user_epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM users WHERE users.key = access_tokens.user_key AND access_tokens.created_at <= users.tokens_after
    );
UPDATE access_tokens SET consent_epoch = 0
    WHERE EXISTS (
        SELECT 1 FROM consents WHERE consents.key = access_tokens.consent_key AND access_tokens.created_at <= consents.tokens_after
    );
UPDATE access_tokens SET user_epoch = NULL, consent_epoch = NULL WHERE user_key IS NULL;

ALTER TABLE users RENAME COLUMN tokens_after TO epoch;
UPDATE users SET epoch = CASE WHEN state = 'disabled' THEN 2 ELSE 1 END;
ALTER TABLE apps RENAME COLUMN tokens_after TO epoch;
UPDATE apps SET epoch = CASE WHEN state = 'disabled' THEN 2 ELSE 1 END;
ALTER TABLE consents RENAME COLUMN tokens_after TO epoch;
UPDATE consents SET epoch = CASE WHEN withdrawn_at IS NOT NULL THEN 2 ELSE 1 END;

-- The end of a link was a moment too: those that were ended before their time are ended now.
ALTER TABLE one_time_links ADD COLUMN ended_at BIGINT;
UPDATE one_time_links SET ended_at = expires_at
    WHERE used_at IS NULL
    AND expires_at < created_at + CASE purpose WHEN 'invite' THEN 259200000 ELSE 3600000 END;

-- From now on each row says itself which epoch it is of.
ALTER TABLE sessions ALTER COLUMN epoch DROP DEFAULT;
ALTER TABLE known_browsers ALTER COLUMN epoch DROP DEFAULT;
ALTER TABLE admin_sessions ALTER COLUMN epoch DROP DEFAULT;
ALTER TABLE endpoint_tokens ALTER COLUMN epoch DROP DEFAULT;
ALTER TABLE app_sessions ALTER COLUMN epoch DROP DEFAULT;
ALTER TABLE grants
    ALTER COLUMN app_epoch DROP DEFAULT,
    ALTER COLUMN user_epoch DROP DEFAULT,
    ALTER COLUMN consent_epoch DROP DEFAULT;
ALTER TABLE access_tokens
    ALTER COLUMN app_epoch DROP DEFAULT,
    ALTER COLUMN user_epoch DROP DEFAULT,
    ALTER COLUMN consent_epoch DROP DEFAULT;
