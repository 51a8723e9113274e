//! A connection, watched while bytes go by: frames are counted before the library keeps them, and whoever is to be
//! closed is cut off.

use super::frames::Frames;
use super::head::Head;
use bytes::{Buf, BytesMut};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long whoever asked for a websocket may be left without an answer.
const LONGEST_HOLD: Duration = Duration::from_secs(10);

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
}

impl Handle {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            mode: Mode::Http,
            reader: None,
        })))
    }

    /// The request was answered: frames follow, or further requests.
    pub fn answered(&self, switches: Switches) {
        let mut state = self.state();
        state.mode = match (state.mode, switches) {
            (Mode::Cut, _) => Mode::Cut,
            (_, Switches::Yes) => Mode::Websocket,
            (Mode::Held | Mode::Http, Switches::No) => Mode::Http,
            (Mode::Websocket, Switches::No) => Mode::Websocket,
        };
        state.wake();
    }

    /// Ends a websocket. A connection of requests is left alone: a proxy may use it for others.
    pub fn cut_websocket(&self) {
        let mut state = self.state();
        if state.mode == Mode::Websocket {
            state.mode = Mode::Cut;
            state.wake();
        }
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

pub struct Wire<S> {
    stream: S,
    handle: Handle,
    head: Head,
    frames: Frames,
    /// What came behind the head of a request for a websocket.
    kept: BytesMut,
    held: Option<Pin<Box<Sleep>>>,
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
            return self.frames.check(read).map_err(|_| too_much());
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
}

fn too_much() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no frames that are taken here")
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed by the server")
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
            return Poll::Ready(Err(cut_off()));
        }
        Pin::new(&mut wire.stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
