//! A long way to a server: what it answers arrives late, as over a bad line. On loopback an answer
//! would be there before a person's second click.

use super::http::read_on;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

pub struct SlowWay {
    /// `host:port`
    pub address: String,
    posts: Arc<AtomicUsize>,
}

impl SlowWay {
    pub fn to(server: &str, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("an address").to_string();
        let server = server.to_owned();
        let posts = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&posts);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if let Ok(far) = TcpStream::connect(&server) {
                    let counter = Arc::clone(&counter);
                    forward(&near, &far, move |bytes| {
                        let is_post = bytes.starts_with(b"POST ");
                        counter.fetch_add(usize::from(is_post), Ordering::SeqCst);
                    });
                    forward(&far, &near, move |_| thread::sleep(delay));
                }
            }
        });
        Self { address, posts }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many forms came this way so far.
    pub fn posts(&self) -> usize {
        self.posts.load(Ordering::SeqCst)
    }
}

fn forward(from: &TcpStream, to: &TcpStream, look: impl Fn(&[u8]) + Send + 'static) {
    let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else {
        return;
    };
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = read_on(&mut from, &mut buffer) {
            look(&buffer[..count]);
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _already_closed = to.shutdown(Shutdown::Write);
    });
}

/// A form of 1,000 bytes of which none comes, once the server waits for it.
#[track_caller]
pub fn slow_body(address: &str) -> TcpStream {
    let mut wire = TcpStream::connect(address).expect("it listens");
    let head = format!(
        "POST /platform/oauth/request_token HTTP/1.1\r\nHost: {address}\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
    );
    wire.write_all(head.as_bytes()).expect("it reads");
    let mut told = [0; 25];
    wire.read_exact(&mut told).expect("it answers");
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    wire
}
