//! The load: connections that are kept open, each with one request under way at a time, all on one
//! thread, so that the server keeps as much of the machine as possible.

use super::process::Usage;
use super::{CONNECTIONS, WARM_UP};
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use vestibule::domain::secret::TOKEN_CHARS;

const PREPARING: u8 = 0;
const MEASURING: u8 = 1;
const OVER: u8 = 2;

const FORM: &str = "application/x-www-form-urlencoded";

/// How much longer than asked a measurement may take: then the server hangs, and the measurement ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked, and what each answer must look like: a wrong answer ends the measurement.
#[derive(Clone)]
pub struct Target {
    address: String,
    requests: Vec<Vec<u8>>,
    starts_with: &'static [u8],
    holds: &'static [u8],
    order: Order,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Each connection goes round all requests, each from a place of its own.
    Round,
    /// Each connection has one request. It ends in a token, and in its place comes the token that stands in the
    /// answer behind what the answer must hold.
    Chain,
}

impl Target {
    /// Each connection goes round these paths.
    pub fn get(
        address: &str,
        paths: impl IntoIterator<Item = String>,
        starts_with: &'static [u8],
        holds: &'static [u8],
    ) -> Self {
        let request = |path| format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").into_bytes();
        Self {
            address: address.to_owned(),
            requests: paths.into_iter().map(request).collect(),
            starts_with,
            holds,
            order: Order::Round,
        }
    }

    /// The same form from each connection.
    pub fn post(address: &str, head: &str, body: &str, holds: &'static [u8]) -> Self {
        let form = posted(address, head, FORM, body);
        Self::post_ready(address, form, holds)
    }

    /// The same JSON from each connection.
    pub fn post_json(address: &str, head: &str, body: &str, holds: &'static [u8]) -> Self {
        let json = posted(address, head, "application/json", body);
        Self::post_ready(address, json, holds)
    }

    fn post_ready(address: &str, request: Vec<u8>, holds: &'static [u8]) -> Self {
        Self {
            address: address.to_owned(),
            requests: vec![request],
            starts_with: b"HTTP/1.1 200",
            holds,
            order: Order::Round,
        }
    }

    /// Each connection has a form of its own, which ends in a token: the next one carries the token that
    /// follows `named` in the answer.
    pub fn post_in_chains(
        address: &str,
        head: &str,
        bodies: impl IntoIterator<Item = String>,
        named: &'static [u8],
    ) -> Self {
        let requests: Vec<Vec<u8>> = bodies
            .into_iter()
            .map(|body| posted(address, head, FORM, &body))
            .collect();
        assert_eq!(requests.len(), CONNECTIONS, "a chain for each connection");
        Self {
            requests,
            order: Order::Chain,
            ..Self::post(address, head, "", named)
        }
    }

    pub fn with_cookie(mut self, cookie: &str) -> Self {
        for request in &mut self.requests {
            request.truncate(request.len() - 2);
            request.extend_from_slice(format!("Cookie: {cookie}\r\n\r\n").as_bytes());
        }
        self
    }

    /// What this connection asks.
    fn of_connection(&self, number: usize) -> Self {
        let mut own = self.clone();
        match own.order {
            Order::Round => {
                let shift = number * own.requests.len() / CONNECTIONS;
                own.requests.rotate_left(shift);
            }
            Order::Chain => own.requests = vec![own.requests.swap_remove(number)],
        }
        own
    }
}

/// `head` is the request line and what comes after `Host`, each with its line end.
fn posted(address: &str, head: &str, content_type: &str, body: &str) -> Vec<u8> {
    let (line, fields) = head.split_once("\r\n").expect("a request line");
    let length = body.len();
    format!(
        "{line}\r\nHost: {address}\r\n{fields}Content-Type: {content_type}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

pub struct Measured {
    requests: usize,
    time: Duration,
    cpu: Duration,
    pub p50: Duration,
    pub p99: Duration,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.time.as_secs_f64()
    }

    pub fn cpu_per_request(&self) -> Duration {
        self.cpu.div_f64(self.requests as f64)
    }
}

pub fn run(target: &Target, server: u32, duration: Duration) -> Measured {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let measured = measure(target, server, duration);
    let longest = WARM_UP + duration + PATIENCE;
    runtime
        .block_on(async { tokio::time::timeout(longest, measured).await })
        .expect("the server answers")
}

async fn measure(target: &Target, server: u32, duration: Duration) -> Measured {
    let phase = Arc::new(AtomicU8::new(PREPARING));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..CONNECTIONS {
        let connection = Connection {
            stream: TcpStream::connect(&target.address)
                .await
                .expect("a connection"),
            target: target.of_connection(number),
        };
        tasks.spawn(connection.asks_until_over(Arc::clone(&phase)));
    }
    tokio::time::sleep(WARM_UP).await;
    let before = Usage::of(server);
    let started = Instant::now();
    phase.store(MEASURING, Ordering::Relaxed);
    tokio::time::sleep(duration).await;
    phase.store(OVER, Ordering::Relaxed);
    let time = started.elapsed();
    let cpu = Usage::of(server).cpu.saturating_sub(before.cpu);
    let mut micros: Vec<u32> = tasks.join_all().await.concat();
    assert!(!micros.is_empty(), "no answer within {duration:?}");
    micros.sort_unstable();
    let quantile =
        |part: usize| Duration::from_micros(micros[(micros.len() - 1) * part / 100].into());
    Measured {
        requests: micros.len(),
        time,
        cpu,
        p50: quantile(50),
        p99: quantile(99),
    }
}

struct Connection {
    stream: TcpStream,
    target: Target,
}

impl Connection {
    /// Microseconds of each request that was answered while it was measured.
    async fn asks_until_over(mut self, phase: Arc<AtomicU8>) -> Vec<u32> {
        let mut micros = Vec::with_capacity(1 << 16);
        let mut buffer = vec![0; 64 * 1024];
        for number in (0..self.target.requests.len()).cycle() {
            let asked = Instant::now();
            self.write(&self.target.requests[number]).await;
            let length = self.read_answer(&mut buffer).await;
            let took = asked.elapsed().as_micros();
            self.take(&buffer[..length]);
            match phase.load(Ordering::Relaxed) {
                MEASURING => micros.push(u32::try_from(took).unwrap_or(u32::MAX)),
                OVER => break,
                _ => {}
            }
        }
        micros
    }

    fn take(&mut self, answer: &[u8]) {
        let holds = self.target.holds;
        let held = answer.windows(holds.len()).position(|part| part == holds);
        let (true, Some(at)) = (answer.starts_with(self.target.starts_with), held) else {
            panic!("a wrong answer:\n{}", String::from_utf8_lossy(answer));
        };
        if self.target.order == Order::Chain {
            let next = &answer[at + holds.len()..][..TOKEN_CHARS];
            let request = &mut self.target.requests[0];
            let start = request.len() - TOKEN_CHARS;
            assert_ne!(&request[start..], next, "a chain that does not move on");
            request[start..].copy_from_slice(next);
        }
    }

    async fn write(&self, mut request: &[u8]) {
        while !request.is_empty() {
            self.stream.writable().await.expect("an open connection");
            match self.stream.try_write(request) {
                Ok(count) => request = &request[count..],
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
            }
        }
    }

    /// Reads one whole answer and says how long it is.
    async fn read_answer(&self, buffer: &mut [u8]) -> usize {
        let mut length = 0;
        loop {
            self.stream.readable().await.expect("an open connection");
            match self.stream.try_read(&mut buffer[length..]) {
                Ok(0) => panic!("the server hung up, or its answer is too long"),
                Ok(count) => length += count,
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
            }
            if answer_length(&buffer[..length]).is_some_and(|whole| length >= whole) {
                return length;
            }
        }
    }
}

/// How long the answer will be, once its head is here.
fn answer_length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&answer[..head]).expect("a head in ASCII");
    let body = text.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().expect("a length"))
    });
    Some(head + 4 + body.unwrap_or(0_usize))
}
