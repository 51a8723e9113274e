//! A server that is killed, or stopped, and started again: the libraries' clients come back by themselves.

use super::page::{Page, Voucher, bundle, serves};
use crate::kit::browser::with_browser;
use crate::kit::clients::{Program, RESPOKE, with_libraries};
use crate::kit::db::each_db;
use crate::kit::server::{Home, Server};
use crate::kit::tiny::{TinyServer, answer};
use crate::kit::waits_for;
use serde_json::{Value, json};
use std::thread;

/// A platform on this database, with an app in development mode.
struct Place {
    home: Home,
    app: Value,
}

impl Place {
    #[track_caller]
    fn on(database_url: &str) -> Self {
        let home = Home::new(&format!(
            "database_url = {database_url:?}\n[broker]\nenabled = true\n[rate_limit]\nbroker = 0"
        ));
        let web = ["--name", "Huddle", "--kind", "web"];
        let app = home.adds_app(&[&web[..], &["--development-mode", "on"]].concat());
        Self { home, app }
    }

    fn text(&self, name: &str) -> String {
        self.app[name].as_str().expect("a text").to_owned()
    }

    #[track_caller]
    fn voucher(&self, server: &Server) -> Voucher {
        let add = [
            "role", "add", "--app", "Huddle", "--name", "caller", "--json",
        ];
        let role = self.home.runs_json(&add, "");
        Voucher {
            platform: server.address.clone(),
            secret: self.text("client_secret"),
            role: role["id"].as_str().expect("an id").to_owned(),
        }
    }

    /// Killed, then stopped as an operator does, each time started again; what is awaited in between.
    #[track_caller]
    fn starts_again(&self, server: Server, mut comes_back: impl FnMut()) {
        server.killed();
        let server = self.home.serves();
        comes_back();
        assert!(server.stops().success());
        let _server = self.home.serves();
        comes_back();
    }
}

#[test]
fn pages_come_back_after_a_kill_and_after_a_stop() {
    let name = "pages_come_back_after_a_kill_and_after_a_stop";
    with_libraries(&RESPOKE, name, || {
        let library = bundle();
        with_browser(name, |browser| {
            each_db(|db| {
                let place = Place::on(&db.url);
                let server = place.home.serves();
                let voucher = place.voucher(&server);
                let token = voucher.token("bob").expect("a token");
                let own = serves(&library, voucher);
                let page = Page::opened(browser, &own, &server.address);
                // One brokered, by the page's own pattern; the other in development mode, by the library's.
                page.runs("reconnects(client)");
                page.connects(&token);
                page.runs("window.other = makeClient()");
                let how = json!({
                    "appId": place.text("uuid"), "endpointId": "ada", "developmentMode": true, "reconnect": true,
                });
                assert_eq!(
                    page.tries(&format!("other.connect({how})")),
                    Ok(Value::Null)
                );
                let mut heard = [vec!["connect"], vec!["connect"]];
                let [brokered, free] = &mut heard;
                place.starts_again(server, || {
                    brokered.extend(["disconnect", "connect"]);
                    page.hears("client", brokered);
                    free.extend(["disconnect", "reconnect"]);
                    page.hears("other", free);
                    let endpoints = page.runs("[client, other].map((client) => client.endpointId)");
                    assert_eq!(endpoints, json!(["bob", "ada"]));
                    assert_eq!(page.runs("other.isConnected()"), json!(true));
                    assert!(page.is_connected());
                });
                page.caught_everything();
            });
        });
    });
}

#[test]
fn an_apps_server_on_respoke_admin_comes_back_after_a_kill_and_after_a_stop() {
    let name = "an_apps_server_on_respoke_admin_comes_back_after_a_kill_and_after_a_stop";
    with_libraries(&RESPOKE, name, || {
        each_db(|db| {
            let place = Place::on(&db.url);
            let server = place.home.serves();
            let told = TinyServer::start("127.0.0.1", |_| answer("200 OK", "text/plain", &[], ""));
            let program = Program::bare(&RESPOKE, "stays")
                .told("PLATFORM", &format!("http://{}", server.address))
                .told("CLIENT_SECRET", &place.text("client_secret"))
                .told("TELLS", &told.url(""))
                .told("TIMES", "3");
            let mut times = 1;
            let mut is_connected = || {
                let line = format!("GET /{times}");
                waits_for(&format!("it is connected: {times}"), || {
                    told.asked().iter().any(|asked| asked.line == line)
                });
                times += 1;
            };
            thread::scope(|scope| {
                let running = scope.spawn(|| program.says());
                is_connected();
                place.starts_again(server, is_connected);
                let said = running.join().expect("it ends well");
                assert_eq!(said["endpointId"], json!("huddle"));
                // No error: the library's examples end the program at one.
                let once = ["connect", "disconnect"];
                assert_eq!(said["heard"], json!([once, once, once].concat()));
            });
        });
    });
}
