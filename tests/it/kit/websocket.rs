//! A websocket (RFC 6455) over a plain stream, as a client; it sends broken frames, too.

use super::http::read_on;
use std::io::{self, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
const PONG: u8 = 10;
/// Set in the first byte of a message's last frame.
pub const FIN: u8 = 0x80;

const MASK: [u8; 4] = [0x17, 0xa5, 0x3c, 0x42];
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Websocket {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// The answer to the request for it.
    pub head: String,
    /// When the server's close frame came.
    pub closed_at: Option<Instant>,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    Text(String),
    Binary(Vec<u8>),
    /// Nothing, for as long as was waited.
    Quiet,
    /// The server ended the connection.
    Closed,
}

/// A frame as a client sends it: this first byte, a mask, and so many bytes announced as there are.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = header(first, payload.len() as u64);
    out.extend(MASK);
    let masked = payload.iter().zip(MASK.iter().cycle());
    out.extend(masked.map(|(byte, mask)| byte ^ mask));
    out
}

/// The head of a frame that announces so many bytes, without the mask.
pub fn header(first: u8, length: u64) -> Vec<u8> {
    let mut out = vec![first];
    match length {
        0..126 => out.push(0x80 | u8::try_from(length).expect("small")),
        126..0x1_0000 => {
            out.push(0x80 | 126);
            out.extend(u16::try_from(length).expect("small").to_be_bytes());
        }
        _ => {
            out.push(0x80 | 127);
            out.extend(length.to_be_bytes());
        }
    }
    out
}

impl Websocket {
    /// Asks for a websocket; the answer is 101, or this fails with the answer's first line.
    pub fn opens(address: &str, path: &str, headers: &[(&str, &str)]) -> io::Result<Self> {
        Self::opens_saying(address, path, headers, b"")
    }

    /// The same with these bytes right behind the request, before there is an answer.
    pub fn opens_saying(
        address: &str,
        path: &str,
        headers: &[(&str, &str)],
        behind: &[u8],
    ) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        stream.write_all(&[asking(address, path, headers).as_bytes(), behind].concat())?;
        let mut socket = Self {
            stream,
            buffer: Vec::new(),
            head: String::new(),
            closed_at: None,
        };
        socket.head = socket.reads_head()?;
        if socket.head.starts_with("HTTP/1.1 101 ") {
            Ok(socket)
        } else {
            let first = socket.head.lines().next();
            Err(io::Error::other(first.unwrap_or_default().to_owned()))
        }
    }

    fn reads_head(&mut self) -> io::Result<String> {
        loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let rest = self.buffer.split_off(at + 4);
                let head = std::mem::replace(&mut self.buffer, rest);
                return Ok(String::from_utf8_lossy(&head).into_owned());
            }
            if self.reads()? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn reads(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 16 * 1024];
        let count = read_on(&mut self.stream, &mut bytes)?;
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    pub fn says(&mut self, text: &str) -> io::Result<()> {
        self.sends(&frame(FIN | TEXT, text.as_bytes()))
    }

    pub fn says_binary(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sends(&frame(FIN | BINARY, bytes))
    }

    /// These bytes and nothing else.
    pub fn sends(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// The next message. What a server that is done may say before it closes (a close frame) counts as closed only
    /// when the stream ends.
    pub fn receives(&mut self, limit: Duration) -> Received {
        let deadline = Instant::now() + limit;
        loop {
            match self.next_frame() {
                Some((TEXT, payload)) => {
                    return Received::Text(String::from_utf8(payload).expect("a text"));
                }
                Some((BINARY, payload)) => return Received::Binary(payload),
                Some((PING, payload)) => drop(self.sends(&frame(FIN | PONG, &payload))),
                Some((CLOSE, _)) => self.closed_at = Some(Instant::now()),
                Some(_) => {}
                None => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Received::Quiet;
                    }
                    self.stream.set_read_timeout(Some(left)).expect("a limit");
                    match self.reads() {
                        Ok(0) => return Received::Closed,
                        Ok(_) => {}
                        Err(error) if is_late(&error) => {}
                        Err(_) => return Received::Closed,
                    }
                }
            }
        }
    }

    /// A whole frame of a server, which does not mask.
    fn next_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let first = *self.buffer.first()?;
        let (at, length) = match *self.buffer.get(1)? {
            126 => {
                let long = self.buffer.get(2..4)?.try_into().expect("two bytes");
                (4, usize::from(u16::from_be_bytes(long)))
            }
            127 => {
                let long = self.buffer.get(2..10)?.try_into().expect("eight bytes");
                let length = u64::from_be_bytes(long);
                (10, usize::try_from(length).expect("a length"))
            }
            short => (2, usize::from(short)),
        };
        let payload = self.buffer.get(at..at + length)?.to_vec();
        self.buffer.drain(..at + length);
        assert!(first & FIN != 0, "a server that cuts its messages");
        Some((first & 0x0f, payload))
    }
}

/// Asks for so many websockets, one after the other, and resets each connection before an answer can have come.
pub fn resets(address: &str, path: &str, count: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build();
    let asking = asking(address, path, &[]);
    runtime.expect("a runtime").block_on(async {
        for _ in 0..count {
            let stream = tokio::net::TcpStream::connect(address).await;
            let stream = stream.expect("connects");
            stream.set_zero_linger().expect("an option");
            stream.writable().await.expect("a new connection");
            let written = stream.try_write(asking.as_bytes()).expect("sends");
            assert_eq!(written, asking.len());
        }
    });
}

fn asking(address: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    )
}

fn is_late(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}
