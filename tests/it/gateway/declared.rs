//! Socket clients of the settings file: at each start the file wins.

use super::*;

const SECRET: &str = "a-declared-secret";
/// Both starts are one server's.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

fn declares(name: &str, secret: &str) -> String {
    format!("{KEY}\n{ON}\n[gateway.clients.{name}]\nsecret = \"{secret}\"")
}

#[test]
fn a_declared_client_identifies_and_one_that_changed_or_vanished_does_not_any_more() {
    each_db(|db| {
        {
            let app = TestApp::start(&db.url, &declares(NAME, SECRET));
            let mut bot = Bot::identifies(&app, NAME, SECRET);
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
        }
        for (name, secret) in [(NAME, "another-declared-secret"), ("telegram", SECRET)] {
            let app = TestApp::start(&db.url, &declares(name, secret));
            let mut socket = connects(&app, NEWEST);
            is_turned_away(&mut socket, NAME, SECRET);
            Bot::identifies_on(socket, name, secret);
        }
    });
}
