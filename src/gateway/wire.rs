//! A connection, watched while bytes go by: frames are counted before the library keeps them, and whoever is to be
//! closed, or says nothing for too long, is cut off.

use super::frames::Frames;
use super::head::Head;
use super::payload::Trust;
use super::room::Guest;
use crate::work::Headway;
use bytes::{Buf, BytesMut};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// How long whoever asked for a websocket may be left without an answer.
const LONGEST_HOLD: Duration = Duration::from_secs(10);
/// How long a websocket may be without a whole message: heartbeats come every 45 seconds at the latest.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
/// How long a polling session may take to go on as a websocket: meanwhile the library asks for no heartbeats.
const LONGEST_CHANGE: Duration = Duration::from_secs(10);
/// With so many messages it has changed over: `2probe`, `5`.
const MESSAGES_OF_CHANGE: u64 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Requests and answers.
    Http,
    /// A websocket was asked for: nothing is read until the answer says what follows.
    Held,
    Websocket,
    Cut,
}

/// What others may do to a connection.
#[derive(Clone)]
pub struct Handle(Arc<Mutex<State>>);

struct State {
    mode: Mode,
    reader: Option<Waker>,
    /// Of who speaks over the websocket.
    trust: Trust,
    /// Where the connection is a polling session's websocket.
    upgrade: Option<Box<dyn Send>>,
    /// Of a session that begins and ends with the connection.
    guest: Option<Arc<Guest>>,
}

impl Handle {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            mode: Mode::Http,
            reader: None,
            trust: Trust::Stranger,
            upgrade: None,
            guest: None,
        })))
    }

    /// It was asked for as the websocket of a polling session, which hears of its end by this drop.
    pub fn belongs_to(&self, upgrade: Box<dyn Send>) {
        self.state().upgrade = Some(upgrade);
    }

    /// A session was asked for that is this connection.
    pub fn carries(&self, guest: Arc<Guest>) {
        self.state().guest = Some(guest);
    }

    /// The request was answered: frames follow, or further requests.
    pub fn answered(&self, switches: Switches) {
        let mut state = self.state();
        if switches == Switches::No {
            (state.upgrade, state.trust) = (None, Trust::Stranger);
            state.guest = None;
        }
        state.mode = match (state.mode, switches) {
            (Mode::Cut, _) => Mode::Cut,
            (_, Switches::Yes) => Mode::Websocket,
            (Mode::Held | Mode::Http, Switches::No) => Mode::Http,
            (Mode::Websocket, Switches::No) => Mode::Websocket,
        };
        state.wake();
    }

    /// Whoever speaks over the websocket has identified.
    pub fn trust(&self) {
        self.state().trust = Trust::Known;
    }

    /// Ends a websocket. A connection of requests is left alone: a proxy may use it for others.
    pub fn cut_websocket(&self) {
        let mut state = self.state();
        if state.mode == Mode::Websocket {
            state.mode = Mode::Cut;
            state.wake();
        }
    }

    fn is_upgrade(&self) -> bool {
        self.state().upgrade.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an answer switches to a websocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switches {
    Yes,
    No,
}

impl State {
    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

/// Its drop ends whatever was known of the connection.
pub struct Wire<S> {
    stream: S,
    handle: Handle,
    head: Head,
    frames: Frames,
    /// What came behind the head of a request for a websocket.
    kept: BytesMut,
    held: Option<Pin<Box<Sleep>>>,
    silence: Option<Pin<Box<Sleep>>>,
    headway: Headway,
}

impl<S> Wire<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            handle: Handle::new(),
            head: Head::default(),
            frames: Frames::default(),
            kept: BytesMut::new(),
            held: None,
            silence: None,
            headway: Headway::default(),
        }
    }

    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// The mode; whoever reads is woken when it changes.
    fn mode(&self, context: &Context) -> Mode {
        let mut state = self.handle.state();
        state.reader = Some(context.waker().clone());
        state.mode
    }

    /// Looks at the bytes that were read from `start` on, and keeps back what must wait.
    fn inspect(&mut self, mode: Mode, buffer: &mut ReadBuf, start: usize) -> io::Result<()> {
        let read = buffer.filled().get(start..).unwrap_or_default();
        if mode == Mode::Websocket {
            let before = self.frames.messages();
            let trust = self.handle.state().trust;
            self.frames.check(read, trust).map_err(|_| too_much())?;
            let after = self.frames.messages();
            let is_heard =
                after > before && (after >= MESSAGES_OF_CHANGE || !self.handle.is_upgrade());
            if let (true, Some(silence)) = (is_heard, &mut self.silence) {
                silence.as_mut().reset(Instant::now() + LONGEST_SILENCE);
            }
            return Ok(());
        }
        if let Some(end) = self.head.end_of_upgrade(read) {
            let behind = read.get(end..).unwrap_or_default();
            // In front of what was kept back before.
            let rest = std::mem::take(&mut self.kept);
            self.kept.extend_from_slice(behind);
            self.kept.extend_from_slice(&rest);
            buffer.set_filled(start + end);
            let mut state = self.handle.state();
            if state.mode == Mode::Http {
                state.mode = Mode::Held;
            }
        }
        Ok(())
    }

    fn wait(&mut self, context: &mut Context) -> Poll<io::Result<()>> {
        let held = self
            .held
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(LONGEST_HOLD)));
        ready!(held.as_mut().poll(context));
        Poll::Ready(Err(cut_off()))
    }

    /// Whether a websocket has said nothing for too long.
    fn is_silent(&mut self, context: &mut Context) -> bool {
        let limit = if self.handle.is_upgrade() {
            LONGEST_CHANGE
        } else {
            LONGEST_SILENCE
        };
        let silence = self
            .silence
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        silence.as_mut().poll(context).is_ready()
    }
}

impl<S> Drop for Wire<S> {
    fn drop(&mut self) {
        // Out of the state first: their ends ask for other locks.
        let mut state = self.handle.state();
        let (upgrade, guest) = (state.upgrade.take(), state.guest.take());
        drop(state);
        drop(upgrade);
        if let Some(guest) = guest {
            guest.give_back();
        }
    }
}

fn too_much() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no frames that are taken here")
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed by the server")
}

impl<S> Wire<S> {
    /// A websocket that cannot be written to is found out by its reader: where one of the first writes fails, the
    /// library would keep the session for ever. So none does, this one and those after it.
    fn tell_reader<T>(&self, error: io::Error, written: T) -> io::Result<T> {
        self.handle.cut_websocket();
        match self.handle.state().mode {
            Mode::Cut => Ok(written),
            _ => Err(error),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        let mode = wire.mode(context);
        match mode {
            Mode::Cut => return Poll::Ready(Err(cut_off())),
            Mode::Held => return wire.wait(context),
            Mode::Websocket if wire.is_silent(context) => return Poll::Ready(Err(cut_off())),
            Mode::Http | Mode::Websocket => wire.held = None,
        }
        let start = buffer.filled().len();
        if wire.kept.is_empty() {
            ready!(Pin::new(&mut wire.stream).poll_read(context, buffer))?;
        } else {
            let count = wire.kept.len().min(buffer.remaining());
            buffer.put_slice(&wire.kept.copy_to_bytes(count));
        }
        Poll::Ready(wire.inspect(mode, buffer, start))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        if wire.handle.state().mode == Mode::Cut {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut wire.stream).poll_write(context, bytes);
        let written = ready!(wire.headway.of(context, written));
        Poll::Ready(written.or_else(|error| wire.tell_reader(error, bytes.len())))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        let flushed = ready!(Pin::new(&mut wire.stream).poll_flush(context));
        Poll::Ready(flushed.or_else(|error| wire.tell_reader(error, ())))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because no client can make the first write fail at will.

    use super::*;

    /// Hung up on, and not heard of it yet.
    struct Gone;

    impl AsyncRead for Gone {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context,
            _: &mut ReadBuf,
        ) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    impl AsyncWrite for Gone {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context, _: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
            Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn s01_the_reader_of_a_websocket_hears_that_it_cannot_be_written_to_and_the_writer_never() {
        let mut context = Context::from_waker(Waker::noop());
        let mut wire = Wire::new(Gone);
        let write = Pin::new(&mut wire).poll_write(&mut context, b"HTTP");
        assert!(matches!(write, Poll::Ready(Err(_))), "an answer is missed");
        wire.handle().answered(Switches::Yes);
        // The head of the answer, and the first message.
        for bytes in [&b"HTTP"[..], b"open!"] {
            let write = Pin::new(&mut wire).poll_write(&mut context, bytes);
            assert!(matches!(write, Poll::Ready(Ok(written)) if written == bytes.len()));
            let flush = Pin::new(&mut wire).poll_flush(&mut context);
            assert!(matches!(flush, Poll::Ready(Ok(()))));
        }
        let mut bytes = [0; 8];
        let read = Pin::new(&mut wire).poll_read(&mut context, &mut ReadBuf::new(&mut bytes));
        assert!(matches!(read, Poll::Ready(Err(_))));
    }

    /// A connection of which the client takes 64 bytes, and no more.
    fn untaken() -> (tokio::io::DuplexStream, Wire<tokio::io::DuplexStream>) {
        let (client, server) = tokio::io::duplex(64);
        let mut wire = Wire::new(server);
        wire.headway = Headway::within(Duration::from_millis(50));
        (client, wire)
    }

    #[tokio::test]
    async fn s11_who_reads_nothing_of_an_answer_is_ended() {
        use tokio::io::AsyncWriteExt;
        let (_client, mut wire) = untaken();
        let wrote = wire.write_all(&[b'x'; 200]).await;
        let kind = wrote.map_err(|error| error.kind());
        assert_eq!(kind, Err(io::ErrorKind::TimedOut));
    }

    #[tokio::test]
    async fn s11_who_reads_nothing_of_a_websocket_is_ended_and_who_reads_is_not() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut client, mut wire) = untaken();
        wire.handle().answered(Switches::Yes);
        let taken = tokio::spawn(async move {
            let mut taken = [0; 64];
            client.read_exact(&mut taken).await.map(|_| client)
        });
        wire.write_all(&[b'x'; 100])
            .await
            .expect("there is headway");
        assert_eq!(wire.handle().state().mode, Mode::Websocket);
        let _client = taken.await.expect("no panic").expect("takes some");
        // The writer never hears of it, the reader does.
        wire.write_all(&[b'x'; 200]).await.expect("is swallowed");
        let read = wire.read(&mut [0; 8]).await;
        let kind = read.map_err(|error| error.kind());
        assert_eq!(kind, Err(io::ErrorKind::ConnectionAborted));
    }
}
