//! Socket clients of the settings file: at each start the file wins.

use super::*;
use vestibule::flow::gateway::clients::{self, ClientRefusal};

const SECRET: &str = "a-declared-secret";
/// Both starts are one server's.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

fn declares(name: &str, secret: &str) -> String {
    format!("{KEY}\n{ON}\n[gateway.clients.{name}]\nsecret = \"{secret}\"")
}

#[test]
fn a_declared_client_identifies_and_one_that_vanished_does_not_any_more() {
    each_db(|db| {
        {
            let app = TestApp::start(&db.url, &declares(NAME, SECRET));
            let mut bot = Bot::identifies(&app, NAME, SECRET);
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
            for refused in [
                clients::remove(app.platform(), NAME).map(drop),
                clients::rotate(app.platform(), NAME).map(drop),
            ] {
                let refusal = refused.expect_err("the file holds it");
                assert!(matches!(refusal, ClientRefusal::Declared(_)), "{refusal}");
                assert!(
                    refusal.to_string().contains("[gateway.clients."),
                    "{refusal}"
                );
            }
            app.adds_socket_client("cli", None);
        }
        let app = TestApp::start(&db.url, &declares("telegram", SECRET));
        let mut socket = connects(&app, NEWEST);
        is_refused(
            &mut socket,
            "identify",
            &credentials(NAME, SECRET),
            &[WRONG_SECRET],
        );
        Bot::identifies_on(socket, "telegram", SECRET);
        let names: Vec<String> = clients::list(app.platform())
            .expect("lists")
            .into_iter()
            .map(|client| client.name)
            .collect();
        assert_eq!(names, ["cli", "telegram"]);
    });
}

#[test]
fn a_secret_that_changed_in_the_file_counts_from_the_next_start() {
    each_db(|db| {
        drop(TestApp::start(&db.url, &declares(NAME, SECRET)));
        let app = TestApp::start(&db.url, &declares(NAME, "another-declared-secret"));
        let mut socket = connects(&app, NEWEST);
        is_refused(
            &mut socket,
            "identify",
            &credentials(NAME, SECRET),
            &[WRONG_SECRET],
        );
        Bot::identifies_on(socket, NAME, "another-declared-secret");
    });
}
