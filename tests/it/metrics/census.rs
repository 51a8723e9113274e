//! What is there, counted on both databases.

use crate::kit::app::PASSWORD;
use crate::kit::db::{START, each_db};
use crate::kit::server::{Home, free_port};
use crate::metrics::Metered;
use crate::web::filled_in;
use std::collections::BTreeMap;

#[test]
fn users_apps_and_sessions_are_counted_and_what_waits_to_be_sent() {
    each_db(|db| {
        let port = free_port();
        let home = Home::new(&format!(
            "database_url = {:?}\n[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@example.org\"\n\
             [metrics]\nlisten = \"127.0.0.1:{port}\"",
            db.options().database_url
        ));
        home.adds_user("ada", PASSWORD);
        home.adds_user("bob", PASSWORD);
        home.runs(&["user", "disable", "bob"], "").succeeds();
        home.runs(
            &[
                "user",
                "invite",
                "eve",
                "--email",
                "eve@example.org",
                "--send",
            ],
            "",
        )
        .succeeds();
        home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
        let server = home.serves();
        let mut browser = server.client();
        let (page, form) = filled_in(&mut browser, "/account/sign-in", "ada", PASSWORD);
        assert_eq!(browser.submits(&page, &form, "Sign in").status, 303);
        server.stops();
        let server = home.serves();
        let metered = Metered { server, home, port };
        let counted = "vestibule_sessions_open";
        crate::kit::waits_for("a session", || metered.series().of_series(counted) > 0.0);
        let series = metered.series();
        for (name, number) in [
            ("users{state=\"active\"}", 1.0),
            ("users{state=\"disabled\"}", 1.0),
            ("users{state=\"invited\"}", 1.0),
            ("apps{state=\"active\"}", 1.0),
            ("apps{state=\"disabled\"}", 0.0),
            ("sessions_open", 1.0),
            ("outbox_waiting{kind=\"mail\"}", 1.0),
            ("outbox_waiting{kind=\"deauthorize\"}", 0.0),
        ] {
            let name = format!("vestibule_{name}");
            assert_eq!(series.of_series(&name), number, "{name}");
        }
    });
}

#[test]
fn more_rows_than_are_looked_at_in_one_go_are_all_counted_once() {
    each_db(|db| {
        let store = db.open();
        assert_eq!(store.users_by_state(), Ok(BTreeMap::new()));
        db.raw().run(
            "INSERT INTO users (key, public_id, name, name_folded, state, is_admin, epoch, created_at, updated_at, version,
             wrong_codes, notices) WITH RECURSIVE some_rows (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM some_rows WHERE i < 12001)
             SELECT i * 1000, 'p' || i, 'n' || i, 'n' || i, CASE WHEN i % 3 = 0 THEN 'disabled' ELSE 'active' END, false, 0, 0, 0,
             0, 0, false FROM some_rows",
        );
        let expected = [("active".to_owned(), 8001), ("disabled".to_owned(), 4000)];
        assert_eq!(store.users_by_state(), Ok(BTreeMap::from(expected)));
        assert_eq!(store.sessions_open(START), Ok(0));
        assert_eq!(store.outbox_waiting(), Ok(BTreeMap::new()));
    });
}
