//! Socket clients that came in and are silent since: how much memory the server needs for them. Ten thousand of the
//! gateway that identified, and two thousand of the broker API.

use super::kit::broker_socket::{BrokerSocket, Manner};
use super::kit::http::HttpClient;
use super::kit::server::{Home, Server, free_port};
use super::platform;
use super::process::Usage;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const CLIENTS: usize = 10_000;
const ENDPOINTS: usize = 2_000;
const THREADS: usize = 8;
/// How long one client may take to be there.
const PATIENCE: Duration = Duration::from_secs(20);
/// The server asks for a sign of life after 25 seconds, and these clients give none.
const ALL_WITHIN: Duration = Duration::from_secs(24);

pub fn print_idle() {
    let port = free_port();
    let home = Home::new(&format!(
        "[gateway]\nenabled = true\nlisten = \"127.0.0.1:{port}\""
    ));
    let server = home.serves();
    let issued = home.runs_json(&["socket-client", "add", "bench", "--json"], "");
    let secret = issued["secret"].as_str().expect("a secret").to_owned();
    print_row("socket clients", &server, CLIENTS, || {
        identified(port, &secret)
    });
    print_idle_endpoints();
}

/// Sockets of the broker API, each opened with an App-Token, that named themselves.
fn print_idle_endpoints() {
    let home = Home::new(platform::SETTINGS);
    let app = home.adds_app(&["--name", "Bench", "--kind", "web"]);
    let secret = app["client_secret"].as_str().expect("a secret").to_owned();
    let server = home.serves();
    let posts = |path: &str, body: &Value| {
        let headers = [
            ("Content-Type", "application/json"),
            ("App-Secret", &*secret),
        ];
        let mut client = HttpClient::new(&server.address);
        let answer = client.send("POST", path, &headers, body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let role = posts("/v1/roles", &json!({"name": "bench"}));
    let body = json!({"endpointId": "bench", "roleId": role["id"]});
    let token = posts("/v1/tokens", &body);
    let session = posts("/v1/session-tokens", &json!({"tokenId": token["tokenId"]}));
    let session = session["token"].as_str().expect("a token");
    print_row("endpoint sockets", &server, ENDPOINTS, || {
        let token = ("app-token", session);
        let mut socket = BrokerSocket::connects(&server.address, Manner::Sails, token);
        socket.is_served();
        socket
    });
}

/// What so many take that arrive like this.
fn print_row<T: Send>(what: &str, server: &Server, count: usize, arrives: impl Fn() -> T + Sync) {
    let before = Usage::at_rest(server.pid()).resident_kib;
    let began = Instant::now();
    let clients: Vec<T> = std::thread::scope(|scope| {
        let arrive = || -> Vec<T> {
            let some = 0..count / THREADS;
            some.map(|_| arrives()).collect()
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(arrive)).collect();
        let threads = threads.into_iter();
        threads
            .flat_map(|thread| thread.join().expect("they arrive"))
            .collect()
    });
    let took = began.elapsed();
    assert!(
        took < ALL_WITHIN,
        "the first are closed before the last come: {took:?}"
    );
    let after = Usage::at_rest(server.pid()).resident_kib;
    let mebibytes = |kib: u64| kib as f64 / 1024.0;
    println!(
        "{:24} {:.1} MB above the {:.1} MB without them ({:.1} KB each; arrived in {:.1} s)",
        format!("{} {what}", clients.len()),
        mebibytes(after - before),
        mebibytes(before),
        (after - before) as f64 / clients.len() as f64,
        took.as_secs_f64(),
    );
}

/// A websocket on which a client identified.
fn identified(port: u16, secret: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the gateway listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    stream
        .write_all(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\n\
              Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        )
        .expect("it is sent");
    // The answer to the upgrade, then the session.
    reads_until(&mut stream, b"maxPayload");
    stream.write_all(&frame("40")).expect("it is sent");
    reads_until(&mut stream, b"40{\"sid\"");
    let identify = format!(r#"42["identify",{{"client":"bench","secret":"{secret}"}}]"#);
    stream.write_all(&frame(&identify)).expect("it is sent");
    reads_until(&mut stream, b"Successfully identified");
    stream
}

fn reads_until(stream: &mut TcpStream, end: &[u8]) {
    let mut seen = Vec::new();
    let mut some = [0_u8; 2048];
    while !seen.windows(end.len()).any(|window| window == end) {
        let count = stream.read(&mut some).expect("an answer in time");
        assert!(count > 0, "closed: {}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&some[..count]);
    }
}

/// A short text as a client frames it, under a mask of zeros.
fn frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81];
    match u8::try_from(text.len()) {
        Ok(short @ 0..126) => frame.push(0x80 | short),
        _ => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(text.len()).expect("short").to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    frame
}
