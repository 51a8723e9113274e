//! The load: connections that are kept open, each with one request under way at a time, all on one
//! thread, so that the server keeps as much of the machine as possible.

use super::process::Usage;
use super::target::{Target, Turns};
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

pub const WARM_UP: Duration = Duration::from_secs(1);

const PREPARING: u8 = 0;
const MEASURING: u8 = 1;
const OVER: u8 = 2;

/// How many connections gather tokens, and keep the server busy meanwhile.
const MANY: usize = 32;

/// How much longer than asked a measurement may take: then the server hangs, and the measurement ends.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Copy)]
pub struct Load {
    pub connections: usize,
    pub duration: Duration,
}

#[derive(Clone, Copy)]
pub struct Measured {
    pub requests: usize,
    pub time: Duration,
    pub cpu: Duration,
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

pub fn run(target: &Target, server: u32, load: Load) -> Measured {
    let measured = measure(target, server, load);
    within(WARM_UP + load.duration + PATIENCE, measured)
}

/// The same while the server also has this to do, from before to after; and how that went.
pub fn run_meanwhile(
    other: &Target,
    target: &Target,
    server: u32,
    load: Load,
) -> (Measured, Measured) {
    let longer = Load {
        connections: MANY,
        duration: WARM_UP + load.duration + WARM_UP,
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| run(other, server, longer));
        std::thread::sleep(WARM_UP);
        let measured = run(target, server, load);
        let other = other.join().expect("good answers");
        assert!(
            other.time >= longer.duration,
            "what the server had to do meanwhile was over too soon"
        );
        (measured, other)
    })
}

/// Asks until there are so many answers, or for so long, and gives back the token in each.
pub fn gather(target: &Target, most: usize, longest: Duration) -> Vec<String> {
    let ends = Instant::now() + longest;
    let asked = Arc::new(AtomicUsize::new(0));
    within(longest + PATIENCE, async {
        let mut tasks = JoinSet::new();
        for number in 0..MANY {
            let mut connection = Connection::open(target, number, MANY).await;
            let asked = Arc::clone(&asked);
            tasks.spawn(async move {
                let mut tokens = Vec::new();
                while Instant::now() < ends && asked.fetch_add(1, Ordering::Relaxed) < most {
                    let (_, token) = connection.asks().await.expect("one more");
                    tokens.push(token.to_owned());
                }
                tokens
            });
        }
        tasks.join_all().await.concat()
    })
}

fn within<T>(longest: Duration, work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime
        .block_on(async { timeout(longest, work).await })
        .expect("the server answers")
}

async fn measure(target: &Target, server: u32, load: Load) -> Measured {
    let phase = Arc::new(AtomicU8::new(PREPARING));
    let mut tasks = JoinSet::new();
    for number in 0..load.connections {
        let connection = Connection::open(target, number, load.connections).await;
        tasks.spawn(connection.asks_until_over(Arc::clone(&phase)));
    }
    sleep(WARM_UP).await;
    let before = Usage::of(server);
    let started = Instant::now();
    phase.store(MEASURING, Ordering::Relaxed);
    // One that ends before the time has no more to ask.
    let early = timeout(load.duration, tasks.join_next()).await;
    phase.store(OVER, Ordering::Relaxed);
    let time = started.elapsed();
    let cpu = Usage::of(server).cpu.saturating_sub(before.cpu);
    let mut micros = tasks.join_all().await.concat();
    if let Ok(Some(ended)) = early {
        micros.extend(ended.expect("good answers"));
    }
    assert!(!micros.is_empty(), "no answer within {:?}", load.duration);
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
    turns: Turns,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(target: &Target, number: usize, of: usize) -> Self {
        let stream = TcpStream::connect(&target.address).await;
        Self {
            stream: stream.expect("a connection"),
            turns: Turns::of(target, number, of),
            buffer: vec![0; 64 * 1024],
        }
    }

    /// Microseconds of each request that was answered while it was measured.
    async fn asks_until_over(mut self, phase: Arc<AtomicU8>) -> Vec<u32> {
        let mut micros = Vec::with_capacity(1 << 16);
        while let Some((took, _)) = self.asks().await {
            let took = took.as_micros();
            match phase.load(Ordering::Relaxed) {
                MEASURING => micros.push(u32::try_from(took).unwrap_or(u32::MAX)),
                OVER => break,
                _ => {}
            }
        }
        micros
    }

    /// How long one request took, and the token in its answer; nothing when there is no more to ask.
    async fn asks(&mut self) -> Option<(Duration, &str)> {
        let asked = Instant::now();
        write(&self.stream, self.turns.next()?).await;
        let length = read_answer(&self.stream, &mut self.buffer).await;
        Some((asked.elapsed(), self.turns.take(&self.buffer[..length])))
    }
}

async fn write(stream: &TcpStream, mut request: &[u8]) {
    while !request.is_empty() {
        stream.writable().await.expect("an open connection");
        match stream.try_write(request) {
            Ok(count) => request = &request[count..],
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
        }
    }
}

/// Reads one whole answer and says how long it is.
async fn read_answer(stream: &TcpStream, buffer: &mut [u8]) -> usize {
    let mut length = 0;
    loop {
        stream.readable().await.expect("an open connection");
        match stream.try_read(&mut buffer[length..]) {
            Ok(0) => panic!("the server hung up, or its answer is too long"),
            Ok(count) => length += count,
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
        }
        if answer_length(&buffer[..length]).is_some_and(|whole| length >= whole) {
            return length;
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
