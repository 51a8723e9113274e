//! `handshake`: an end user shows up at an identified client.

use super::*;
use crate::kit::db::TestDb;
use crate::kit::socket::KINDS;

#[test]
fn a_user_has_one_session_on_all_connections_of_a_client_and_another_with_another_client() {
    each_client(STRICT, |app, secret| {
        let other = app.adds_socket_client("telegram", None);
        let mut sessions = Vec::new();
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            sessions.push(bot.shakes_hands(USER));
            sessions.push(bot.shakes_hands(USER));
        }
        sessions.dedup();
        assert_eq!(sessions.len(), 1, "{sessions:?}");
        let mut bot = Bot::identifies(app, NAME, secret);
        let bob = bot.shakes_hands("bob@example.org");
        assert_ne!(bob, sessions[0]);
        assert_ne!(bot.shakes_hands("Ada@example.org"), sessions[0]);
        bot.pings(&sessions[0]);
        let mut foreign = Bot::identifies(app, "telegram", &other);
        assert_ne!(foreign.shakes_hands(USER), sessions[0]);
        let request = foreign.request(&sessions[0], "ping");
        foreign.is_refused("request", &request, &[SESSION_GONE]);
    });
}

#[test]
fn what_is_no_users_token_is_refused_and_others_may_hold_whatever_text() {
    each_client(ON, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        for token in [json!(""), json!(null), json!({"a": USER})] {
            let payload = json!({"client": NAME, "token": token});
            bot.is_refused("handshake", &payload, &[NO_USER]);
        }
        for token in &odd_texts() {
            let session = bot.shakes_hands(token);
            assert_eq!(bot.shakes_hands(token), session);
        }
    });
}

#[test]
fn an_auth_token_is_checked_where_it_is_sent() {
    each_client(ON, |app, secret| {
        let other = Bot::identifies(app, NAME, secret);
        let mut bot = Bot::identifies(app, NAME, secret);
        let good = json!({"client": NAME, "token": USER, "auth_token": bot.token});
        assert_eq!(bot.asks("handshake", &good)["success"], json!(true));
        for wrong in [json!(other.token), json!(null), json!([bot.token])] {
            let payload = json!({"client": NAME, "token": USER, "auth_token": wrong});
            bot.is_refused("handshake", &payload, &[TOKEN]);
        }
    });
}

#[test]
fn a_strict_gateway_demands_the_token() {
    let settings = ON.replace(
        "enabled = true\n",
        "enabled = true\nstrict_handshake = true\n",
    );
    each_client(&settings, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let bare = json!({"client": NAME, "token": USER});
        bot.is_refused("handshake", &bare, &[TOKEN]);
        let good = json!({"client": NAME, "token": USER, "auth_token": bot.token});
        assert_eq!(bot.asks("handshake", &good)["success"], json!(true));
    });
}

#[test]
fn all_that_is_wrong_is_said_in_its_order() {
    let settings = ON.replace("enabled = true\n", "enabled = true\ntoken_ttl = 60\n");
    each_client(&settings, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let telegram = json!({"client": "telegram", "token": USER});
        bot.is_refused("handshake", &telegram, &[OTHER_CLIENT]);
        let worse = json!({"client": "telegram", "auth_token": "x"});
        bot.is_refused("handshake", &worse, &[TOKEN, NO_USER, OTHER_CLIENT]);
        app.advance(Duration::from_secs(60));
        let all = [TOKEN, NO_USER, OTHER_CLIENT, EXPIRED];
        bot.is_refused("handshake", &worse, &all);
    });
}

#[test]
fn nothing_of_a_users_token_is_in_the_database() {
    const MARK: &str = "ada-1f9e7c33@example.org";
    each_db(|db| {
        {
            let app = TestApp::start(&db.url, ON);
            let secret = app.adds_socket_client(NAME, None);
            let mut bot = Bot::identifies(&app, NAME, &secret);
            let session = bot.shakes_hands(MARK);
            bot.pings(&session);
            assert_is_nowhere(db, MARK);
            assert_is_nowhere(db, &secret);
            assert_is_nowhere(db, &bot.token);
            assert!(is_somewhere(db, &session), "the search finds what is there");
        }
        assert_is_nowhere(db, MARK);
    });
}

#[track_caller]
pub(super) fn assert_is_nowhere(db: &TestDb, text: &str) {
    assert!(!is_somewhere(db, text), "{text} is in the database");
    if db.is_sqlite() {
        // The file and its journal as they are, deleted rows among them.
        let folder = db.file();
        let folder = folder.parent().expect("a folder");
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let bytes = std::fs::read(&path).unwrap_or_default();
            let mut parts = bytes.windows(text.len());
            let is_in = parts.any(|part| part == text.as_bytes());
            assert!(!is_in, "{text} is in {path:?}");
        }
    }
}

/// In whatever column of whatever table, as text or in hexadecimal digits.
fn is_somewhere(db: &TestDb, text: &str) -> bool {
    let mut raw = db.raw();
    let tables = if db.is_sqlite() {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = current_schema()"
    };
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    raw.lines(tables).iter().any(|table| {
        let columns = if db.is_sqlite() {
            format!("SELECT name AS line FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT column_name::text AS line FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = '{table}'"
            )
        };
        raw.lines(&columns).iter().any(|column| {
            let found = if db.is_sqlite() {
                format!(
                    "instr(CAST(\"{column}\" AS TEXT), '{text}') > 0 OR instr(lower(hex(\"{column}\")), '{hex}') > 0"
                )
            } else {
                // Bytes are written as hexadecimal digits there.
                format!(
                    "strpos(\"{column}\"::text, '{text}') > 0 OR strpos(\"{column}\"::text, '{hex}') > 0"
                )
            };
            raw.number(&format!("SELECT count(*) AS number FROM \"{table}\" WHERE {found}")) > 0
        })
    })
}
