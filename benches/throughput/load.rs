//! The load: connections that are kept open, each with one request under way at a time, all on one
//! thread, so that the server keeps as much of the machine as possible.

use super::process::Usage;
use super::{CONNECTIONS, WARM_UP};
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

const PREPARING: u8 = 0;
const MEASURING: u8 = 1;
const OVER: u8 = 2;

/// What is asked, and what each answer must look like: a wrong answer ends the measurement.
pub struct Target {
    address: String,
    requests: Vec<Vec<u8>>,
    starts_with: &'static [u8],
    holds: &'static [u8],
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
        }
    }

    pub fn with_cookie(mut self, cookie: &str) -> Self {
        for request in &mut self.requests {
            request.truncate(request.len() - 2);
            request.extend_from_slice(format!("Cookie: {cookie}\r\n\r\n").as_bytes());
        }
        self
    }
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
    runtime.block_on(measure(target, server, duration))
}

async fn measure(target: &Target, server: u32, duration: Duration) -> Measured {
    let phase = Arc::new(AtomicU8::new(PREPARING));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..CONNECTIONS {
        let mut requests = target.requests.clone();
        let shift = number * requests.len() / CONNECTIONS;
        requests.rotate_left(shift);
        let connection = Connection {
            stream: TcpStream::connect(&target.address)
                .await
                .expect("a connection"),
            requests,
            starts_with: target.starts_with,
            holds: target.holds,
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
    requests: Vec<Vec<u8>>,
    starts_with: &'static [u8],
    holds: &'static [u8],
}

impl Connection {
    /// Microseconds of each request that was answered while it was measured.
    async fn asks_until_over(self, phase: Arc<AtomicU8>) -> Vec<u32> {
        let mut micros = Vec::with_capacity(1 << 16);
        let mut buffer = vec![0; 64 * 1024];
        for request in self.requests.iter().cycle() {
            let asked = Instant::now();
            self.write(request).await;
            let length = self.read_answer(&mut buffer).await;
            match phase.load(Ordering::Relaxed) {
                MEASURING => {
                    micros.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX))
                }
                OVER => break,
                _ => {}
            }
            self.check(&buffer[..length]);
        }
        micros
    }

    fn check(&self, answer: &[u8]) {
        let good = answer.starts_with(self.starts_with)
            && answer
                .windows(self.holds.len())
                .any(|part| part == self.holds);
        assert!(good, "a wrong answer:\n{}", String::from_utf8_lossy(answer));
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
