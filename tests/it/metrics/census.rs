//! What is there, counted on both databases.

use crate::kit::app::PASSWORD;
use crate::kit::db::each_db;
use crate::kit::server::{Home, free_port};
use crate::metrics::Metered;
use crate::web::filled_in;

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
        let tries = "vestibule_outbox_tries_total{kind=\"mail\",outcome=\"failed\"}";
        crate::kit::waits_for("a try", || {
            let series = metered.series();
            series.of_series(tries) + series.of_series("vestibule_outbox_waiting{kind=\"mail\"}")
                > 0.0
        });
    });
}
