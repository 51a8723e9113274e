//! Clients that ask and read nothing of the answers.

use crate::kit::app::TestApp;
use crate::web::one_app;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What the system keeps of a connection by itself, in both directions, is less; what was sent before the fault was
/// mended had no end.
const MUCH: usize = 48 * 1024 * 1024;

/// About as long as its answer, which has no body: of such answers the server behind would keep any number.
fn request() -> Vec<u8> {
    let ballast = "x".repeat(1024);
    format!("HEAD / HTTP/1.1\r\nHost: a\r\nX-Ballast: {ballast}\r\n\r\n").into_bytes()
}

/// Sends until the server takes no more for a while, or has ended the connection.
fn sends_and_reads_nothing(app: &TestApp, request: &[u8]) -> (TcpStream, usize) {
    let mut stream = TcpStream::connect(&app.address).expect("connects");
    let patience = Some(Duration::from_secs(2));
    stream.set_write_timeout(patience).expect("a limit");
    let mut sent = 0;
    while sent < MUCH {
        match stream.write(request) {
            Ok(count) => sent += count,
            Err(error) => {
                let is_full = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                // On a busy machine the time for taking an answer runs out first.
                let is_over = matches!(
                    error.kind(),
                    ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
                );
                assert!(is_full || is_over, "{error}");
                break;
            }
        }
    }
    (stream, sent)
}

#[test]
fn s11_who_pipelines_and_reads_nothing_is_not_read_for_ever() {
    one_app("", |app| {
        let (_stream, sent) = sends_and_reads_nothing(app, &request());
        assert!(sent < MUCH, "{sent} bytes were taken");
        assert_eq!(app.stranger().get("/healthz").status, 200);
    });
}

/// The right value beside it: who pipelines and reads gets each answer, in order.
#[test]
fn s11_who_pipelines_and_reads_gets_every_answer() {
    one_app("", |app| {
        let mut stream = TcpStream::connect(&app.address).expect("connects");
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).expect("a limit");
        let get = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
        let post = "POST /oauth/revoke HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                    Content-Length: 12\r\n\r\ngrant_type=x";
        let chunked = "POST /oauth/revoke HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                       Transfer-Encoding: chunked\r\n\r\nc\r\ngrant_type=x\r\n0\r\n\r\n";
        let last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let round = [get, post, post, "\r\n", get, chunked, chunked, post, get];
        let all = round.concat().repeat(10) + last;
        // In pieces that end nowhere.
        for piece in all.as_bytes().chunks(150) {
            stream.write_all(piece).expect("sends");
        }
        let mut answers = String::new();
        stream.read_to_string(&mut answers).expect("whole answers");
        let statuses: Vec<&str> = answers
            .split("HTTP/1.1 ")
            .skip(1)
            .map(|answer| answer.get(..3).unwrap_or_default())
            .collect();
        let posted = app.stranger().raw(post.as_bytes()).expect("an answer");
        let posted = posted.status.to_string();
        let posted = posted.as_str();
        let round = ["200", posted, posted, "200", posted, posted, posted, "200"];
        let expected = [round.repeat(10), vec!["200"]].concat();
        assert_eq!(statuses, expected);
        let closed = answers.to_ascii_lowercase();
        assert_eq!(closed.matches("connection: close").count(), 1);
    });
}
