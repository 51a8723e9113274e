//! Both databases have the same tables, columns and indexes, equal to `schema.rs`, and the foreign keys that
//! they should.

use crate::kit::db::{Raw, TestDb, each_db};

const SCHEMA: &str = concat!(
    include_str!("../../../src/store/engine/schema.rs"),
    include_str!("../../../src/store/engine/schema/developers.rs"),
    include_str!("../../../src/store/engine/schema/events.rs"),
    include_str!("../../../src/store/engine/schema/factors.rs"),
    include_str!("../../../src/store/engine/schema/gateway.rs")
);

/// Lines of `table column type null` as `schema.rs` has them.
fn expected_columns() -> Vec<String> {
    let mut lines = Vec::new();
    let mut table = "";
    for line in SCHEMA.lines().map(str::trim) {
        if let Some(name) = line
            .strip_suffix(") {")
            .and_then(|line| line.split(" (").next())
        {
            table = name;
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let inner = kind
                .strip_prefix("Nullable<")
                .and_then(|kind| kind.strip_suffix('>'));
            let null = if inner.is_some() { "null" } else { "needed" };
            lines.push(format!("{table} {column} {} {null}", inner.unwrap_or(kind)));
        }
    }
    lines.sort();
    lines
}

fn columns(db: &TestDb) -> Vec<String> {
    let sql = if db.is_sqlite() {
        "SELECT m.name || ' ' || c.name || ' ' || c.type || ' ' ||
                CASE c.\"notnull\" WHEN 1 THEN 'needed' ELSE 'null' END AS line
         FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
    } else {
        "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' ||
                CASE is_nullable WHEN 'NO' THEN 'needed' ELSE 'null' END AS line
         FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_%'"
    };
    let mut lines: Vec<String> = db
        .raw()
        .lines(sql)
        .iter()
        .map(|line| in_words_of_diesel(line))
        .collect();
    lines.sort();
    lines
}

fn in_words_of_diesel(line: &str) -> String {
    [
        ("INTEGER", "BigInt"),
        ("TEXT", "Text"),
        ("BLOB", "Binary"),
        (" bigint ", " BigInt "),
        (" text ", " Text "),
        (" bytea ", " Binary "),
        (" boolean ", " Bool "),
    ]
    .iter()
    .fold(line.to_owned(), |line, (theirs, ours)| {
        line.replace(theirs, ours)
    })
}

#[test]
fn both_databases_have_the_tables_and_columns_of_the_schema() {
    each_db(|db| {
        drop(db.open());
        let mut expected = expected_columns();
        assert!(expected.len() > 80, "schema.rs was not understood");
        if db.is_sqlite() {
            // SQLite has no type for truth values: 0 and 1 are integers there.
            for line in &mut expected {
                *line = line.replace(" Bool ", " BigInt ");
            }
        }
        assert_eq!(columns(db), expected);
    });
}

#[test]
fn both_databases_have_the_same_indexes_and_tokens_have_none() {
    each_db(|db| {
        drop(db.open());
        let sql = if db.is_sqlite() {
            "SELECT m.tbl_name || ' ' || m.name || CASE l.\"unique\" WHEN 1 THEN ' unique' ELSE '' END AS line
             FROM sqlite_schema m, pragma_index_list(m.tbl_name) l
             WHERE m.type = 'index' AND l.name = m.name AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1"
        } else {
            "SELECT t.relname || ' ' || i.relname || CASE WHEN x.indisunique THEN ' unique' ELSE '' END AS line
             FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
             WHERE t.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary
             ORDER BY 1"
        };
        let expected = [
            "admin_sessions admin_sessions_user_key",
            "app_origins app_origins_origin",
            "app_proposals app_proposals_by",
            "app_secrets app_secrets_app_id",
            "app_secrets app_secrets_expires_at",
            "app_secrets app_secrets_hash",
            "app_sessions app_sessions_endpoint",
            "app_standing app_standing_name",
            "app_standing app_standing_owned_name unique",
            "app_standing app_standing_owner",
            "apps apps_client_id unique",
            "apps apps_kind",
            "apps apps_kind_state",
            "apps apps_name",
            "apps apps_owner",
            "apps apps_state",
            "apps apps_uuid unique",
            "audit audit_app_id",
            "audit audit_event",
            "audit audit_user_key",
            "authenticators authenticators_user_key",
            "codes codes_grant_key",
            "consents consents_app_id",
            "consents consents_open",
            "consents consents_open_app",
            "consents consents_user_app unique",
            "device_codes device_codes_app_id",
            "device_codes device_codes_grant_key",
            "device_codes device_codes_user_code_mac unique",
            "device_codes device_codes_user_key",
            "grants grants_consent_key",
            "grants grants_expires_at",
            "known_browsers known_browsers_user_key",
            "one_time_links one_time_links_user_key",
            "outbox outbox_app_id",
            "outbox outbox_dead_at",
            "outbox outbox_mails",
            "outbox outbox_next_at",
            "outbox outbox_session unique",
            "outbox outbox_waiting unique",
            "passkeys passkeys_credential_hash unique",
            "passkeys passkeys_user_key",
            "recovery_codes recovery_codes_user_key",
            "redirect_uris redirect_uris_origin",
            "redirect_uris redirect_uris_uri unique",
            "refresh_tokens refresh_tokens_grant_key",
            "refresh_tokens refresh_tokens_sealed",
            "roles roles_begin",
            "roles roles_name unique",
            "roles roles_newest",
            "sessions sessions_open",
            "sessions sessions_sid_seed",
            "sessions sessions_user_key",
            "signing_keys signing_keys_generation unique",
            "signing_keys signing_keys_kid unique",
            "socket_clients socket_clients_begin",
            "socket_clients socket_clients_name unique",
            "socket_sessions socket_sessions_session_id unique",
            "socket_sessions socket_sessions_user unique",
            "socket_tokens socket_tokens_client_key",
            "socket_tokens socket_tokens_node_key",
            "socket_tokens socket_tokens_open",
            "users users_admins",
            "users users_email_folded unique",
            "users users_name_folded unique",
            "users users_passkey_handle unique",
            "users users_public_id unique",
            "users users_second_owner",
            "users users_state_email",
            "users users_state_name",
        ];
        assert_eq!(db.raw().lines(sql), expected);
    });
}

#[test]
fn every_key_of_another_table_is_a_foreign_key_except_in_tokens_and_events() {
    each_db(|db| {
        drop(db.open());
        let sql = if db.is_sqlite() {
            "SELECT m.name || '.' || f.\"from\" || ' ' || f.\"table\" || ' ' || f.on_delete AS line
             FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1"
        } else {
            "SELECT c.conrelid::regclass::text || '.' || a.attname || ' ' || c.confrelid::regclass::text || ' ' ||
                    CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE '?' END AS line
             FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
             ORDER BY 1"
        };
        let expected = [
            "admin_sessions.user_key users CASCADE",
            "app_origins.app_id apps CASCADE",
            "app_proposals.app_id apps CASCADE",
            "app_proposals.by users CASCADE",
            "app_secrets.app_id apps CASCADE",
            "app_standing.app_id apps CASCADE",
            "app_standing.owner_user_key users SET NULL",
            "authenticators.user_key users CASCADE",
            "codes.grant_key grants CASCADE",
            "consents.app_id apps CASCADE",
            "consents.user_key users CASCADE",
            "device_codes.app_id apps CASCADE",
            "device_codes.grant_key grants CASCADE",
            "device_codes.user_key users CASCADE",
            "grants.consent_key consents CASCADE",
            "known_browsers.user_key users CASCADE",
            "one_time_links.user_key users CASCADE",
            "outbox.app_id apps CASCADE",
            "passkeys.user_key users CASCADE",
            "passwords.user_key users CASCADE",
            "recovery_codes.user_key users CASCADE",
            "redirect_uris.app_id apps CASCADE",
            "refresh_tokens.grant_key grants CASCADE",
            "roles.app_id apps CASCADE",
            "sessions.born_for_app apps SET NULL",
            "sessions.user_key users CASCADE",
            "sign_in_codes.user_key users CASCADE",
            "socket_sessions.client_key socket_clients CASCADE",
            "socket_tokens.client_key socket_clients CASCADE",
            "socket_tokens.node_key gateway_nodes CASCADE",
        ];
        assert_eq!(db.raw().lines(sql), expected);
        let keys = expected_columns();
        let pointing =
            keys.iter()
                .filter_map(|line| line.split_once(' '))
                .filter(|(table, rest)| {
                    let column = rest.split(' ').next().unwrap_or_default();
                    !["access_tokens", "endpoint_tokens", "app_sessions", "audit"].contains(table)
                        && [
                            "user_key",
                            "owner_user_key",
                            "by",
                            "app_id",
                            "consent_key",
                            "grant_key",
                            "born_for_app",
                            "client_key",
                            "node_key",
                        ]
                        .contains(&column)
                });
        assert_eq!(
            pointing.count(),
            expected.len(),
            "a key without a foreign key"
        );
    });
}

#[test]
fn text_keys_compare_bytewise_on_postgresql() {
    crate::kit::db::on_postgresql(|db| {
        drop(db.open());
        let sql = "SELECT DISTINCT t.relname || '.' || a.attname AS line
             FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
             JOIN pg_collation c ON c.oid = a.attcollation
             WHERE t.relnamespace = current_schema()::regnamespace AND c.collname <> 'C'
             AND t.relname NOT LIKE '\\_\\_%'";
        let mut raw: Raw = db.raw();
        assert_eq!(raw.lines(sql), Vec::<String>::new());
    });
}
