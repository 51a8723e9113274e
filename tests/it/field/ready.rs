//! `/readyz` while the database hangs: it holds nobody up.

use crate::kit::app::PASSWORD;
use crate::kit::db::on_postgresql;
use crate::kit::program::NOBODYS;
use crate::kit::server::Home;
use crate::kit::waits_for;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// More than there are threads that wait.
const STRANGERS: usize = 700;

#[test]
fn o07_strangers_who_ask_for_readiness_do_not_stop_others_from_reading() {
    on_postgresql(|db| {
        let home = Home::with_database(&db.url);
        home.adds_user("ada", PASSWORD);
        let server = home.serves();
        let mut holder = db.raw();
        holder.run("BEGIN; UPDATE instance SET openings = openings");
        let request = format!(
            "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            server.address
        );
        // What was good a moment ago is said again for a second.
        waits_for("not ready", || server.client().get("/readyz").status == 503);
        let mut asking: Vec<TcpStream> = (0..STRANGERS)
            .map(|_| {
                let mut stream = TcpStream::connect(&server.address).expect("connects");
                stream.write_all(request.as_bytes()).expect("asks");
                stream
            })
            .collect();
        // Reads go on while the row is held.
        for _ in 0..20 {
            let path = format!("/platform/oauth/validate_token?access_token={NOBODYS}");
            assert_eq!(server.client().get(&path).status, 400);
        }
        let mut refused = 0;
        for stream in &mut asking {
            let patience = Some(Duration::from_secs(60));
            stream.set_read_timeout(patience).expect("a bound");
            let mut said = String::new();
            stream.read_to_string(&mut said).expect("an answer");
            refused += usize::from(said.starts_with("HTTP/1.1 503"));
        }
        assert!(refused > 0, "nobody heard of it");
        holder.run("ROLLBACK");
        let mut client = server.client();
        waits_for("ready", || client.get("/readyz").status == 200);
    });
}
