//! A connection of the HTTP edge, watched while bytes go by. The server behind it reads ahead as far as it can, and
//! answers whatever it read; so it is given one request after the other, nothing more while an answer is not taken,
//! and the connection ends when an answer makes no headway, when its client left before it was there, or when a
//! request that has begun comes to no end.

mod framing;

use crate::work::Headway;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use bytes::{Buf, BytesMut};
use framing::Framing;
use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How much is taken of what follows a request that is being answered. Behind it an end is not seen.
const AHEAD: usize = 512;
/// How long a head may take to arrive, or what an answer left of its request. The server behind has a time for the
/// first head of a connection; this is longer.
const REQUEST_TIME: Duration = Duration::from_secs(12);

/// What a connection and its requests know of each other.
#[derive(Clone, Default)]
pub struct Hold(Rc<State>);

#[derive(Default)]
struct State {
    /// A request is being answered.
    is_answering: Cell<bool>,
    /// What follows is a websocket.
    is_passing: Cell<bool>,
    reader: RefCell<Option<Waker>>,
}

impl Hold {
    fn begins(&self) {
        self.0.is_answering.set(true);
    }

    fn ends(&self) {
        self.0.is_answering.set(false);
        if let Some(reader) = self.0.reader.take() {
            reader.wake();
        }
    }

    /// From here on, nothing that comes is a request.
    fn passes(&self) {
        self.0.is_passing.set(true);
    }

    fn is_passing(&self) -> bool {
        self.0.is_passing.get()
    }

    fn is_answering(&self) -> bool {
        self.0.is_answering.get()
    }

    /// Whoever reads is woken when the answer is there.
    fn wakes(&self, context: &Context) {
        self.0.reader.replace(Some(context.waker().clone()));
    }
}

/// Ends with the answer, or with the connection in the middle of it.
struct Answering(Hold);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.ends();
    }
}

/// The middleware around everything else: of what follows a request nothing is read until it is answered.
pub async fn one_at_a_time(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let hold = request.conn_data::<Hold>().cloned().unwrap_or_default();
    hold.begins();
    let answering = Answering(hold.clone());
    let response = next.call(request).await;
    let switches = StatusCode::SWITCHING_PROTOCOLS;
    if response
        .as_ref()
        .is_ok_and(|response| response.status() == switches)
    {
        hold.passes();
    }
    drop(answering);
    response
}

/// The connection itself.
pub struct Line<S> {
    stream: S,
    hold: Hold,
    /// What came behind the end of a request.
    kept: BytesMut,
    /// The end of a request was just given: it is read first.
    has_given: bool,
    framing: Framing,
    headway: Headway,
    request_time: Duration,
    /// Runs while a request is on its way and none is answered.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<S> Line<S> {
    pub fn new(stream: S, headway: Headway) -> Self {
        Self {
            stream,
            hold: Hold::default(),
            kept: BytesMut::new(),
            has_given: false,
            framing: Framing::default(),
            headway,
            request_time: REQUEST_TIME,
            timer: None,
        }
    }

    /// For the requests that come over it.
    pub fn hold(&self) -> Hold {
        self.hold.clone()
    }

    /// Takes back what follows the end of a request among the bytes from `start` on.
    fn give_one(&mut self, buffer: &mut ReadBuf, start: usize) {
        let read = buffer.filled().get(start..).unwrap_or_default();
        let end = self.framing.take(read);
        self.has_given = end > 0 && self.framing.is_between();
        let behind = read.get(end..).unwrap_or_default();
        if behind.is_empty() {
            return;
        }
        // In front of what was kept before.
        let rest = std::mem::take(&mut self.kept);
        self.kept.extend_from_slice(behind);
        self.kept.extend_from_slice(&rest);
        buffer.set_filled(start + end);
    }

    /// Whether a request that has begun is late.
    fn is_late(&mut self, context: &mut Context) -> bool {
        if self.framing.is_between() || self.hold.is_answering() {
            self.timer = None;
            return false;
        }
        let time = self.request_time;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(time)));
        timer.as_mut().poll(context).is_ready()
    }
}

impl<S: AsyncRead + Unpin> Line<S> {
    /// What was kept, or what comes.
    fn pass(&mut self, context: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        if self.kept.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let count = self.kept.len().min(buffer.remaining());
        buffer.put_slice(&self.kept.copy_to_bytes(count));
        Poll::Ready(Ok(()))
    }

    /// While a request is answered, reads only to learn that nobody waits for the answer.
    fn looks_ahead(&mut self, context: &mut Context) -> Poll<io::Result<()>> {
        if !self.kept.is_empty() {
            return Poll::Pending;
        }
        let mut bytes = [0; AHEAD];
        let mut ahead = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut ahead))?;
        self.kept.extend_from_slice(ahead.filled());
        if self.kept.is_empty() {
            return Poll::Ready(Ok(()));
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        // Woken by the write that gets through.
        if line.headway.is_stalled() {
            return Poll::Pending;
        }
        let passes = line.hold.is_passing();
        if !passes && line.is_late(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        if line.hold.is_answering() {
            line.hold.wakes(context);
            if line.framing.is_between() {
                return line.looks_ahead(context);
            }
        }
        if std::mem::take(&mut line.has_given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let start = buffer.filled().len();
        ready!(line.pass(context, buffer))?;
        if passes {
            // What is given is dealt with before more is read: the server behind keeps the room that it once took.
            line.has_given = buffer.filled().len() > start;
        } else {
            line.give_one(buffer, start);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let was_stalled = line.headway.is_stalled();
        let written = Pin::new(&mut line.stream).poll_write(context, bytes);
        let written = ready!(line.headway.of(context, written));
        if was_stalled {
            context.waker().wake_by_ref();
        }
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because half a minute is made short, and reads are counted one by one.

    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::timeout;

    const HEAD: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    fn line<S>(stream: S) -> Line<S> {
        Line::new(stream, Headway::within(Duration::from_millis(50)))
    }

    async fn reads(line: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 4096];
        let read = timeout(Duration::from_millis(20), line.read(&mut bytes)).await;
        let count = read.ok()?.expect("no error");
        bytes.truncate(count);
        Some(bytes)
    }

    #[tokio::test]
    async fn s11_requests_are_given_one_by_one_and_none_before_the_answer_to_the_last() {
        let (mut client, server) = duplex(4096);
        let mut line = line(server);
        client.write_all(&HEAD.repeat(3)).await.expect("sends");
        assert_eq!(reads(&mut line).await.as_deref(), Some(HEAD));
        let hold = line.hold();
        hold.begins();
        assert_eq!(reads(&mut line).await, None);
        hold.ends();
        assert_eq!(reads(&mut line).await.as_deref(), Some(HEAD));
        assert_eq!(reads(&mut line).await.as_deref(), Some(HEAD));
        drop(client);
        assert_eq!(reads(&mut line).await.as_deref(), Some(&b""[..]));
    }

    #[tokio::test]
    async fn s06_who_leaves_is_noticed_while_a_request_is_answered() {
        let (mut client, server) = duplex(4096);
        let mut line = line(server);
        client.write_all(HEAD).await.expect("sends");
        assert_eq!(reads(&mut line).await.as_deref(), Some(HEAD));
        line.hold().begins();
        assert_eq!(reads(&mut line).await, None, "the client is there");
        drop(client);
        assert_eq!(reads(&mut line).await.as_deref(), Some(&b""[..]));
    }

    #[tokio::test]
    async fn s11_an_answer_that_nobody_reads_ends_the_connection_and_one_that_is_read_does_not() {
        let (mut client, server) = duplex(64);
        let mut line = line(server);
        client.write_all(HEAD).await.expect("sends");
        let wrote = timeout(Duration::from_millis(20), line.write_all(&[b'x'; 200])).await;
        assert!(wrote.is_err(), "it waits");
        assert_eq!(reads(&mut line).await, None, "nothing is read meanwhile");
        let mut taken = [0; 64];
        client.read_exact(&mut taken).await.expect("takes some");
        line.write_all(b"more").await.expect("there is headway");
        assert_eq!(reads(&mut line).await.as_deref(), Some(HEAD));
        let wrote = line.write_all(&[b'x'; 200]).await;
        let kind = wrote.map_err(|error| error.kind());
        assert_eq!(kind, Err(io::ErrorKind::TimedOut));
    }

    #[tokio::test]
    async fn s11_a_request_that_comes_to_no_end_ends_the_connection_but_not_while_it_is_answered() {
        let post = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc";
        for bytes in [&b"GET / HT"[..], post] {
            let (mut client, server) = duplex(4096);
            let mut line = line(server);
            line.request_time = Duration::from_millis(10);
            client.write_all(bytes).await.expect("sends");
            assert_eq!(reads(&mut line).await.as_deref(), Some(bytes));
            let hold = line.hold();
            hold.begins();
            assert_eq!(reads(&mut line).await, None, "whoever answers has a time");
            hold.ends();
            let late = timeout(Duration::from_secs(60), line.read(&mut [0; 9])).await;
            let kind = late.expect("in time").map_err(|error| error.kind());
            assert_eq!(kind, Err(io::ErrorKind::TimedOut));
        }
    }
}
