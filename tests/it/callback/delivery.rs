//! What arrives, what comes back, and what is too much.

use super::{SHORT, SIGNED, anywhere, call, wait};
use crate::domain::callback::opened;
use crate::kit::http::read_on;
use crate::kit::tiny::{TinyServer, page, redirect};
use serde_json::json;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use vestibule::callback::{Answer, CallFault, Caller, LONGEST_ANSWER, PrivateAddresses};
use vestibule::domain::callback::sign;

#[test]
fn what_is_delivered_verifies_and_says_who_calls() {
    let server = TinyServer::start("127.0.0.1", |_| page(&["Set-Cookie: a=b"], "thanks"));
    let payload = json!({"algorithm": "HMAC-SHA256", "user_id": "ü+&="});
    let signed = sign(&[7; 32], &payload);
    let caller = anywhere();
    let answers = wait(async {
        let url = server.url("/hook?a=b");
        let first = caller.post_signed(&url, ("signed_request", &signed)).await;
        [
            first,
            caller.post_signed(&url, ("signed_request", &signed)).await,
        ]
    });
    for answer in answers {
        let (status, body) = (200, b"thanks".to_vec());
        assert_eq!(answer, Ok(Answer { status, body }));
    }
    for asked in server.asked() {
        assert_eq!(asked.line, "POST /hook?a=b");
        let header = |name: &str| {
            let found = asked.headers.iter().find(|(it, _)| it == name);
            found.map(|(_, value)| value.as_str())
        };
        let agent = concat!("vestibule/", env!("CARGO_PKG_VERSION"));
        assert_eq!(header("user-agent"), Some(agent));
        let form = Some("application/x-www-form-urlencoded");
        assert_eq!(header("content-type"), form);
        assert_eq!(header("cookie"), None);
        let fields: Vec<_> = form_urlencoded::parse(asked.body.as_bytes()).collect();
        let [(name, value)] = fields.as_slice() else {
            panic!("not one field: {}", asked.body);
        };
        assert_eq!(name, "signed_request");
        assert_eq!(opened(value, &[7; 32]).as_ref(), Some(&payload));
    }
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_refusal_is_an_answer_too() {
    let server = TinyServer::start("127.0.0.1", |_| {
        "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno".to_owned()
    });
    let (status, body) = (500, b"no".to_vec());
    assert_eq!(
        call(&anywhere(), &server.url("/")),
        Ok(Answer { status, body })
    );
}

#[test]
fn a_redirect_is_not_followed() {
    let other = TinyServer::start("127.0.0.1", |_| page(&[], ""));
    let there = other.url("/");
    for status in [
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let answer = redirect(&there).replace("302 Found", status);
        let server = TinyServer::start("127.0.0.1", move |_| answer.clone());
        let told = call(&anywhere(), &server.url("/")).expect("an answer");
        assert_eq!(told.status.to_string(), status[..3]);
    }
    assert_eq!(other.asked().len(), 0);
}

#[test]
fn too_large_an_answer_is_refused_whether_or_not_it_says_its_length() {
    let answers = |length: usize| {
        let body = "x".repeat(length);
        let untold = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}");
        let chunk = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
        let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}");
        [page(&[], &body), untold, chunked]
    };
    let caller = anywhere();
    let answered = |answer: String| {
        let server = TinyServer::start("127.0.0.1", move |_| answer.clone());
        call(&caller, &server.url("/"))
    };
    for answer in answers(LONGEST_ANSWER) {
        let told = answered(answer);
        assert_eq!(told.map(|answer| answer.body.len()), Ok(LONGEST_ANSWER));
    }
    for answer in answers(LONGEST_ANSWER + 1) {
        let told = answered(answer);
        assert_eq!(told, Err(CallFault::TooLarge(200)));
        // It was said all the same that what was sent is taken.
        assert_eq!(Answer::status_of(told), Ok(200));
    }
}

/// Takes connections, and gives each to a thread; counts them.
fn listen(serve: impl Fn(TcpStream) + Copy + Send + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let port = listener.local_addr().expect("an address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counter.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || serve(stream));
        }
    });
    (port, count)
}

#[test]
fn a_slow_answer_is_given_up_wherever_it_is_slow() {
    let silent = |stream: TcpStream| {
        thread::sleep(Duration::from_secs(20));
        drop(stream);
    };
    // Never idle for long, never done.
    let dripping = |mut stream: TcpStream| {
        let asked = read_on(&mut stream, &mut [0; 4096]);
        assert!(asked.is_ok_and(|count| count > 0));
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n";
        let _given_up = stream.write_all(head);
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    };
    let impatient = Caller::with_limit(PrivateAddresses::Allowed, SHORT);
    for (port, scheme) in [
        (listen(silent).0, "http"),
        (listen(dripping).0, "http"),
        (listen(silent).0, "https"),
    ] {
        let start = Instant::now();
        let told = call(&impatient, &format!("{scheme}://127.0.0.1:{port}/"));
        assert_eq!(told, Err(CallFault::Slow), "{scheme}");
        assert!(start.elapsed() >= SHORT);
        assert!(start.elapsed() < SHORT * 10, "{:?}", start.elapsed());
    }
}

#[test]
fn a_connection_is_used_again_for_its_own_host_only() {
    let patient = |mut stream: TcpStream| {
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = read_on(&mut stream, &mut buffer) {
            request.extend_from_slice(&buffer[..count]);
            if request.ends_with(SIGNED.as_bytes()) {
                request.clear();
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                stream.write_all(answer).expect("the caller listens");
            }
        }
    };
    let (port, connections) = listen(patient);
    let caller = anywhere();
    let expected = [
        ("127.0.0.1", 1),
        ("127.0.0.1", 1),
        ("localhost", 2),
        ("localhost", 2),
    ];
    wait(async {
        for (host, so_far) in expected {
            let url = format!("http://{host}:{port}/");
            let told = caller.post_signed(&url, ("signed_request", SIGNED)).await;
            assert_eq!(told.map(|answer| answer.status), Ok(200));
            assert_eq!(connections.load(Ordering::SeqCst), so_far, "{host}");
        }
    });
}

#[test]
fn what_is_no_answer_is_told_apart_from_no_connection() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    let told = call(&anywhere(), &format!("http://{address}/?secret"));
    assert!(matches!(told, Err(CallFault::NoConnection(_))), "{told:?}");
    for nonsense in [
        "",
        "nonsense of theirs\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
    ] {
        let server = TinyServer::start("127.0.0.1", move |_| nonsense.to_owned());
        let told = call(&anywhere(), &server.url("/?secret"));
        let Err(fault @ CallFault::Broken(_)) = told else {
            panic!("{told:?}");
        };
        let text = fault.to_string();
        for kept_out in ["secret", SIGNED, "of theirs"] {
            assert!(!text.contains(kept_out), "{text}");
        }
    }
}
